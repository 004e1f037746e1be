import type { Bucket } from './reading.js';

/** A percentile of a histogram is somewhere within a bucket, or beyond the last bound. */
export interface Percentile {
  readonly seconds: number;
  /** It is more than that: the histogram does not say how much. */
  readonly isBeyond: boolean;
}

/**
 * Reads a percentile off the buckets as Prometheus does: within a bucket, evenly spread.
 * @param share from 0 to 1 @param buckets ascending, cumulative
 * @returns undefined when nothing was counted
 */
export function percentileOf(buckets: readonly Bucket[], share: number): Percentile | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = share * total;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const bucket = buckets[at];
  const below = buckets[at - 1] ?? { bound: 0, count: 0 };
  if (bucket === undefined || bucket.bound === Infinity) return { seconds: below.bound, isBeyond: true };
  const inside = bucket.count - below.count;
  const part = inside === 0 ? 1 : (rank - below.count) / inside;
  return { seconds: below.bound + (bucket.bound - below.bound) * part, isBeyond: false };
}
