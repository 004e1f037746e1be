/** Upper bounds of the buckets, in seconds: from a tenth of a millisecond to ten seconds, the same in every app. */
export const LATENCY_BUCKETS_S: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
const BOUNDS_MS = Float64Array.from(LATENCY_BUCKETS_S, (seconds) => seconds * 1_000);

/**
 * Counts durations in fixed buckets. To observe one is a short search and two additions: nothing is allocated, nothing is
 * kept but the counts. What is made of them, percentiles say, is made by whoever reads.
 */
export class LatencyHistogram {
  /** One more than there are bounds: what is beyond the last. */
  readonly #counts = new Float64Array(BOUNDS_MS.length + 1);
  #sumMs = 0;

  /** @param durationMs what a clock that was set back says to be negative counts as nothing */
  observe(durationMs: number): void {
    const known = durationMs > 0 ? durationMs : 0;
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && known > BOUNDS_MS[bucket]!) bucket += 1;
    this.#counts[bucket]! += 1;
    this.#sumMs += known;
  }

  /** How many were observed up to each bound of `LATENCY_BUCKETS_S`, and in all: cumulative, as Prometheus has it. */
  get cumulativeCounts(): readonly number[] {
    let sum = 0;
    return Array.from(this.#counts, (count) => (sum += count));
  }

  get sumSeconds(): number {
    return this.#sumMs / 1_000;
  }
}
