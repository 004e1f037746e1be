import type { Labels } from './prometheus-text.js';
import type { Bucket, Reading } from './reading.js';

/**
 * What happened between two readings of one app. A counter that is lower than before belongs to a process that was started
 * again meanwhile: then everything it has counted is new.
 */
export class Span {
  readonly #before: Reading | undefined;
  readonly #now: Reading;

  /** @param before undefined: since the app has started, of unknown length */
  constructor(before: Reading | undefined, now: Reading) {
    this.#before = before;
    this.#now = now;
  }

  /** By how much a counter has grown; undefined when it is not there. */
  growth(name: string, labels?: Labels): number | undefined {
    const now = this.#now.value(name, labels);
    return now === undefined ? undefined : since(this.#before?.value(name, labels), now);
  }

  /** The same in a second; undefined when it is not known for how long. */
  perSecond(name: string, labels?: Labels): number | undefined {
    const growth = this.growth(name, labels);
    const seconds = this.#before === undefined ? 0 : (this.#now.atMs - this.#before.atMs) / 1_000;
    return growth === undefined || seconds <= 0 ? undefined : growth / seconds;
  }

  /** What a histogram has counted in between. */
  buckets(name: string, labels?: Labels): readonly Bucket[] {
    const before = new Map(
      (this.#before?.buckets(name, labels) ?? []).map(({ bound, count }) => [bound, count]),
    );
    const now = this.#now.buckets(name, labels);
    const isNew = now.some(({ bound, count }) => count < (before.get(bound) ?? 0));
    return isNew ? now : now.map(({ bound, count }) => ({ bound, count: count - (before.get(bound) ?? 0) }));
  }
}

function since(before: number | undefined, now: number): number {
  return before === undefined || before > now ? now : now - before;
}
