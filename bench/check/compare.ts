import { isLessBetter, type Row } from '../report/rows.js';

/** What has become of a ratio. `new` was not there before, `gone` is not there now. */
export type Verdict = 'as before' | 'better' | 'WORSE' | 'new' | 'gone';

export interface Comparison {
  readonly id: string;
  /** Ratios to what ran beside: absolute figures are those of a machine and an hour. */
  readonly committed?: number;
  readonly now?: number;
  /** By how much it is better (or worse, below 0), as a share of what was committed. */
  readonly gain?: number;
  readonly tolerance: number;
  readonly verdict: Verdict;
}

/** What a row may be worse by that does not say otherwise: short runs on a machine with other work were up to 0.31 apart. */
export const TOLERANCE_DEFAULT = 0.35;

/** Compares the rows that have a ratio, in the order of now; those that are gone come last. */
export function compareRows(committed: readonly Row[], now: readonly Row[]): readonly Comparison[] {
  const before = new Map(committed.filter(hasRatio).map((row) => [row.id, row]));
  const current = now.filter(hasRatio);
  const ids = new Set(current.map(({ id }) => id));
  return [
    ...current.map((row) => compared(row, before.get(row.id))),
    ...[...before.values()]
      .filter(({ id }) => !ids.has(id))
      .map(({ id, ratio }): Comparison => ({ id, committed: ratio, tolerance: 0, verdict: 'gone' })),
  ];
}

type RatioRow = Row & { readonly ratio: number };

function hasRatio(row: Row): row is RatioRow {
  return row.ratio !== undefined;
}

function compared(row: RatioRow, before: RatioRow | undefined): Comparison {
  const { id, ratio: now, tolerance = TOLERANCE_DEFAULT } = row;
  if (before === undefined) return { id, now, tolerance, verdict: 'new' };
  const committed = before.ratio;
  // Of latencies and memory the inverse: half of it is a gain of 100 %, twice of it a loss of 50 %.
  const gain = (isLessBetter(row) ? committed / now : now / committed) - 1;
  return { id, committed, now, gain, tolerance, verdict: verdictOf(gain, tolerance) };
}

function verdictOf(gain: number, tolerance: number): Verdict {
  // A ratio that is no number is not as before.
  if (!(gain >= -tolerance)) return 'WORSE';
  return gain > tolerance ? 'better' : 'as before';
}
