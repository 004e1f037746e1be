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
const RATE_SLACK = 0.05;
/** What the heap of the last third may be above that of the middle one, as a share: it is never quite the same. */
export const HEAP_GROWTH_MAX = 0.02;

/**
 * The share by which the heap of the last third of the windows is larger than that of the middle third, each by its median. In the
 * first third the browser still compiles what turns out to be called often, and keeps the code.
 */
export function heapGrowth(windows: readonly Pick<MeasuredWindow, 'heapBytes'>[]): number {
  const third = Math.ceil(windows.length / 3);
  const heaps = windows.map(({ heapBytes }) => heapBytes);
  return median(heaps.slice(-third)) / median(heaps.slice(-2 * third, -third)) - 1;
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
