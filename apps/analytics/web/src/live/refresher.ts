/**
 * Asks for something again and again, whenever there is reason to: never twice at the same time, never more often than once
 * in a while, and never without a last time after the last reason.
 */
export class Refresher {
  readonly #ask: () => Promise<void>;
  readonly #pauseMs: number;
  #isWanted = false;
  #isBusy = false;
  #isOver = false;

  /** @param ask deals with its own failures @param pauseMs between an answer and the next question */
  constructor(ask: () => Promise<void>, pauseMs: number) {
    this.#ask = ask;
    this.#pauseMs = pauseMs;
  }

  /** There is reason to ask again. */
  request(): void {
    this.#isWanted = true;
    if (!this.#isBusy) void this.#run();
  }

  stop(): void {
    this.#isOver = true;
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#isWanted && !this.#isOver) {
      this.#isWanted = false;
      await this.#ask();
      await new Promise((resolve) => setTimeout(resolve, this.#pauseMs));
    }
    this.#isBusy = false;
  }
}
