import type { Labels, MetricLine, MetricLines } from './prometheus-text.js';

/** One upper bound of a histogram, in seconds, and how many were counted up to it. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** The metrics of one app at one moment. */
export class Reading {
  /** By a clock that never runs backwards, in ms. */
  readonly atMs: number;
  readonly #lines: MetricLines;

  constructor(lines: MetricLines, atMs: number) {
    this.#lines = lines;
    this.atMs = atMs;
  }

  /** The lines of a metric whose labels are these, and others besides. */
  lines(name: string, labels: Labels = {}): readonly MetricLine[] {
    const wanted = Object.entries(labels);
    return (this.#lines.get(name) ?? []).filter((line) =>
      wanted.every(([label, value]) => line.labels[label] === value),
    );
  }

  /** Of the one line; undefined when there is none: it is not known at the moment. */
  value(name: string, labels?: Labels): number | undefined {
    return this.lines(name, labels)[0]?.value;
  }

  /** The state whose line is 1, of a metric that has one line for each. */
  state(name: string): string | undefined {
    return this.lines(name).find(({ value }) => value === 1)?.labels['state'];
  }

  /** A histogram, ascending; empty when there is none. */
  buckets(name: string, labels?: Labels): readonly Bucket[] {
    return this.lines(`${name}_bucket`, labels)
      .map(({ labels: { le = '' }, value }) => ({
        bound: le === '+Inf' ? Infinity : Number(le),
        count: value,
      }))
      .sort((a, b) => a.bound - b.bound);
  }
}
