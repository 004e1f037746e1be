/** How long to wait between attempts. */
export interface BackOffSettings {
  /** Before the second attempt. */
  readonly firstMs: number;
  /** It doubles up to this. */
  readonly maxMs: number;
}

export const BACK_OFF: BackOffSettings = { firstMs: 250, maxMs: 10_000 };

/** Waits that double, each drawn from its upper half, so that many clients do not come back in the same moment. */
export class BackOff {
  #attempts = 0;

  constructor(
    private readonly settings: BackOffSettings = BACK_OFF,
    private readonly random: () => number = Math.random,
  ) {}

  /** How long to wait now, in ms. */
  next(): number {
    const { firstMs, maxMs } = this.settings;
    // Beyond 2^30 the doubling is past any limit.
    const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return ceiling / 2 + (this.random() * ceiling) / 2;
  }

  /** It worked: the next wait is a short one again. */
  reset(): void {
    this.#attempts = 0;
  }
}
