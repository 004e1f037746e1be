/** So many seconds' worth of requests may come at once after a pause. */
export const BURST_SECONDS = 2;

/** Bounds how often something happens: so often a second, and a burst after a pause. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #atMs: number;

  /** @param perSecond 0 sets no limit */
  constructor(
    readonly perSecond: number,
    nowMs: number,
  ) {
    this.#perMs = perSecond / 1000;
    this.#capacity = perSecond * BURST_SECONDS;
    this.#tokens = this.#capacity;
    this.#atMs = nowMs;
  }

  /** Takes one. @returns 0, or the ms to wait until there is one again: then nothing was taken */
  take(nowMs: number): number {
    if (this.perSecond === 0) return 0;
    const gained = Math.max(0, nowMs - this.#atMs) * this.#perMs;
    this.#tokens = Math.min(this.#capacity, this.#tokens + gained);
    this.#atMs = nowMs;
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perMs;
    this.#tokens -= 1;
    return 0;
  }
}
