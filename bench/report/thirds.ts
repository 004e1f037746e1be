import { median } from '../matcher/measure.js';

/**
 * The share by which the last third of some samples is larger than the middle third, each by its median. In the first third a
 * process still compiles what turns out to be called often, fills its pools, and keeps both.
 */
export function growthOfThirds(samples: readonly number[]): number {
  const { middle, last } = thirdsOf(samples);
  return last / middle - 1;
}

/** @returns the medians of the middle third and of the last; of fewer than three samples there are none */
export function thirdsOf(samples: readonly number[]): { readonly middle: number; readonly last: number } {
  if (samples.length < 3) throw new Error(`${samples.length} samples have no thirds`);
  const third = Math.ceil(samples.length / 3);
  return { middle: median(samples.slice(-2 * third, -third)), last: median(samples.slice(-third)) };
}
