/** Something that can die: whatever it has scheduled or waits for then never happens. */
export class SimProcess {
  #isAlive = true;
  #frozenUntilMs = 0;
  readonly #endings: (() => void)[] = [];

  constructor(readonly name: string) {}

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Nothing of it happens before then: it is stopped (SIGSTOP), and goes on later as if nothing had been. */
  get frozenUntilMs(): number {
    return this.#frozenUntilMs;
  }

  freezeUntil(ms: number): void {
    this.#frozenUntilMs = ms;
  }

  /** Called when the process dies, for what others notice of it: connections that break. */
  onDeath(notice: () => void): void {
    this.#endings.push(notice);
  }

  /** As `kill -9` does: between two of its steps, without a word. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const notice of this.#endings) notice();
  }
}
