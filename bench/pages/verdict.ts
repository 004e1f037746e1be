import { median } from '../matcher/measure.js';
import { growthOfThirds } from '../report/thirds.js';

/** Figures of a window that a verdict looks at. */
export interface MeasuredWindow {
  readonly framesPerSecond: number;
  readonly heapBytes: number;
  /** Level changes a second that the exchange took. */
  readonly changesPerSecond: number;
}

export interface Demands {
  readonly framesPerSecondMin: number;
  readonly changesPerSecond: number;
}

/** What a load may fall short of, as a share: a window does not begin where a batch does. */
export const RATE_SLACK = 0.05;
/** What the heap of the last third may be above that of the middle one, as a share: it is never quite the same. */
export const HEAP_GROWTH_MAX = 0.02;

/** How much larger the heap of the last third of the windows is than that of the middle one, as a share. */
export function heapGrowth(windows: readonly Pick<MeasuredWindow, 'heapBytes'>[]): number {
  return growthOfThirds(windows.map(({ heapBytes }) => heapBytes));
}

/** What is not as demanded, in sentences; nothing when all is. */
export function shortcomings(windows: readonly MeasuredWindow[], demands: Demands): readonly string[] {
  const { framesPerSecondMin, changesPerSecond } = demands;
  const slow = windows.filter(({ framesPerSecond }) => framesPerSecond < framesPerSecondMin).length;
  const rate = median(windows.map((window) => window.changesPerSecond));
  const growth = heapGrowth(windows);
  return [
    ...(slow > 0
      ? [`${slow} of ${windows.length} windows had fewer than ${framesPerSecondMin} frames a second`]
      : []),
    ...(growth > HEAP_GROWTH_MAX
      ? [`the heap grew by ${(growth * 100).toFixed(1)} % from the middle third to the last`]
      : []),
    ...(rate < changesPerSecond * (1 - RATE_SLACK)
      ? [`the exchange took ${Math.round(rate)} level changes a second, not ${changesPerSecond}`]
      : []),
  ];
}
