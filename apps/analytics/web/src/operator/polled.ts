import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { warn } from '../shell/notices.js';

/** What is asked for again and again. */
export interface Polled<T> {
  /** Undefined before the first answer. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Asks at once, for instance after a command. */
  readonly again: () => void;
}

/**
 * Asks while the view is there, and pauses while nobody looks at the tab. A failure is told once, until an answer comes again.
 * @param ask a new one begins anew: give it the identity of what it asks for
 */
export function usePolled<T>(ask: () => Promise<T>, intervalMs: number): Polled<T> {
  const poller = useMemo(() => new Poller(ask, intervalMs), [ask, intervalMs]);
  useEffect(() => poller.start(), [poller]);
  return poller;
}

class Poller<T> implements Polled<T> {
  readonly value = signal<T | undefined>(undefined);
  readonly #ask: () => Promise<T>;
  readonly #intervalMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = true;
  /** Of the question whose answer counts: an earlier one that is late is left out. */
  #latest = 0;
  #hasFailed = false;

  constructor(ask: () => Promise<T>, intervalMs: number) {
    this.#ask = ask;
    this.#intervalMs = intervalMs;
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

  readonly again = (): void => {
    clearTimeout(this.#timer);
    void this.#run();
  };

  async #run(): Promise<void> {
    const number = ++this.#latest;
    if (!document.hidden) await this.#askOnce(number);
    if (this.#isOver || number !== this.#latest) return;
    this.#timer = setTimeout(() => void this.#run(), this.#intervalMs);
  }

  async #askOnce(number: number): Promise<void> {
    try {
      const answer = await this.#ask();
      if (this.#isOver || number !== this.#latest) return;
      this.value.value = answer;
      this.#hasFailed = false;
    } catch (error) {
      if (this.#isOver || number !== this.#latest) return;
      if (!this.#hasFailed) warn(error);
      this.#hasFailed = true;
    }
  }
}
