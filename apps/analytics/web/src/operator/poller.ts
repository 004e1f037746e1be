import { signal } from '@preact/signals';

/** What a poller needs to know of its surroundings. */
export interface PollerOptions<T> {
  /** Asks once. */
  readonly ask: () => Promise<T>;
  /** Between an answer and the next question. */
  readonly intervalMs: number;
  /** Nobody looks at the moment: nothing is asked then. */
  readonly isHidden: () => boolean;
  /** Told of the first of several failures in a row. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Asks for something again and again. What comes counts only when nothing was asked since: an answer that is late never takes
 * the place of a newer one.
 */
export class Poller<T> {
  /** Undefined before the first answer. */
  readonly value = signal<T | undefined>(undefined);
  readonly #options: PollerOptions<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = true;
  /** Number of the latest question. */
  #latest = 0;
  #hasFailed = false;

  constructor(options: PollerOptions<T>) {
    this.#options = options;
  }

  /** @returns the end of it */
  start(): () => void {
    this.#isOver = false;
    void this.#run();
    return () => {
      this.#isOver = true;
      clearTimeout(this.#timer);
    };
  }

  /** Asks at once, for instance after a command. */
  readonly again = (): void => {
    clearTimeout(this.#timer);
    void this.#run();
  };

  async #run(): Promise<void> {
    const number = ++this.#latest;
    if (!this.#options.isHidden()) await this.#askOnce(number);
    if (!this.#counts(number)) return;
    this.#timer = setTimeout(() => void this.#run(), this.#options.intervalMs);
  }

  async #askOnce(number: number): Promise<void> {
    const { ask, onFailure } = this.#options;
    try {
      const answer = await ask();
      if (!this.#counts(number)) return;
      this.value.value = answer;
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#counts(number)) return;
      if (!this.#hasFailed) onFailure(error);
      this.#hasFailed = true;
    }
  }

  #counts(number: number): boolean {
    return !this.#isOver && number === this.#latest;
  }
}
