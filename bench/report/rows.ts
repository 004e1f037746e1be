import { appendFileSync } from 'node:fs';

/** What a figure, or its ratio to what ran beside it, is asked to be. */
export interface Bar {
  readonly of: 'figure' | 'ratio';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One line of docs/benchmarks.md: what was measured, what ran beside it in the same run, and what was asked for. */
export interface Row {
  /** Stays the same from version to version, so that a run can be compared with an earlier one: `http.single.on-disk`. */
  readonly id: string;
  /** In the words of a reader: `single orders over HTTP, answered when on disk`. */
  readonly what: string;
  readonly figure: number;
  /** `orders/s`, `ms`, `million commands per CPU second`. */
  readonly unit: string;
  /** The peer or the floor, in the same unit. */
  readonly beside?: { readonly what: string; readonly figure: number };
  /** The figure by that of the peer or floor: the median of the rounds' ratios, not the ratio of the medians. */
  readonly ratio?: number;
  readonly bars?: readonly Bar[];
  /** Of what `npm run bench:check` compares, less is better, though no bar says so. */
  readonly better?: 'less';
  /** The share by which the ratio of a short run may be worse than an earlier one's: what is noise. See `npm run bench:check`. */
  readonly tolerance?: number;
}

/** What a reader has to know of a benchmark in order to believe it, in sentences. */
export interface About {
  /** What is done, how often, beside what. */
  readonly method: string;
  /** What a figure leaves out, though a reader might think that it is in it. */
  readonly notIncluded: string;
}

/** Where `npm run bench` wants what a benchmark has to say: a JSON object in a line, a row or what it is about. */
export const ROWS_FILE = 'BACKLAY_BENCH_ROWS';

export function isReached(row: Row, bar: Bar): boolean {
  const value = row[bar.of];
  if (value === undefined) throw new Error(`${row.id}: a bar of the ${bar.of}, which is not there`);
  return value >= (bar.atLeast ?? -Infinity) && value <= (bar.atMost ?? Infinity);
}

/** `Bar, single orders over HTTP: at least 0.5 times bare Fastify: 0.34, MISSED.` */
export function barLine(row: Row, bar: Bar): string {
  const isRatio = bar.of === 'ratio';
  const unit = isRatio ? `times ${row.beside?.what ?? 'what ran beside it'}` : row.unit;
  const bounds = [
    ...(bar.atLeast === undefined ? [] : [`at least ${shown(bar.atLeast)}`]),
    ...(bar.atMost === undefined ? [] : [`at most ${shown(bar.atMost)}`]),
  ];
  const verdict = isReached(row, bar) ? 'reached' : 'MISSED';
  return `Bar, ${row.what}: ${bounds.join(', ')} ${unit}: ${shown(row[bar.of]!)}, ${verdict}.`;
}

/** Whether less of it is better: latencies, memory, costs. Else more is. */
export function isLessBetter({ better, bars = [] }: Row): boolean {
  return (
    better === 'less' || bars.some(({ atLeast, atMost }) => atMost !== undefined && atLeast === undefined)
  );
}

/** As many digits as mean something: `89,800`, `16.1`, `0.34`. */
export function shown(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

/**
 * Prints a line for each bar, and hands the rows to `npm run bench` if that started this benchmark. May be called more than once.
 * @returns whether every bar was reached; a benchmark whose bar was missed ends with exit code 1.
 */
export function reportRows(rows: readonly Row[], about?: About): boolean {
  const file = process.env[ROWS_FILE];
  let isGood = true;
  if (about !== undefined) {
    console.log(`Method: ${about.method}\nNot included: ${about.notIncluded}`);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ about })}\n`);
  }
  for (const row of rows) {
    for (const bar of row.bars ?? []) {
      console.log(barLine(row, bar));
      isGood &&= isReached(row, bar);
    }
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
  }
  return isGood;
}
