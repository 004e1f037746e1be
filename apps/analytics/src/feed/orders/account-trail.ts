import type { OrderChange } from '@backlay/contracts';

/** Changes of one account's orders that are remembered at most. */
export const ORDER_CHANGES_MAX = 4_096;

interface Remembered {
  readonly change: OrderChange;
  /** Encoded once, for all connections of the account. */
  readonly text: string;
}

/** The latest changes of the orders of one account, each with its reason: they are never put together. */
export class AccountTrail {
  /** Subscriptions that need it. */
  users = 0;
  /** Since when it has none. */
  unusedSinceMs = 0;
  readonly #changesMax: number;
  #remembered: Remembered[] = [];
  #since: number;
  #latest: number;

  /** @param since the sequence behind which every change is told to the trail */
  constructor(since: number, changesMax = ORDER_CHANGES_MAX) {
    this.#since = since;
    this.#latest = since;
    this.#changesMax = changesMax;
  }

  /** Everything behind it is remembered. */
  get since(): number {
    return this.#since;
  }

  get latestSequence(): number {
    return this.#latest;
  }

  add(change: OrderChange): void {
    if (this.#remembered.length >= this.#changesMax) this.#forget(Math.ceil(this.#changesMax / 4));
    this.#latest = change.sequence;
    this.#remembered.push({ change, text: JSON.stringify(change) });
  }

  /** The changes behind a sequence; undefined when they are not all remembered. */
  changesAfter(sequence: number): OrderChange[] | undefined {
    return this.#after(sequence)?.map(({ change }) => change);
  }

  /** The same, encoded. */
  textsAfter(sequence: number): string[] | undefined {
    return this.#after(sequence)?.map(({ text }) => text);
  }

  #after(sequence: number): Remembered[] | undefined {
    if (sequence < this.#since) return undefined;
    let start = this.#remembered.length;
    while (start > 0 && (this.#remembered[start - 1]?.change.sequence ?? 0) > sequence) start -= 1;
    return this.#remembered.slice(start);
  }

  #forget(count: number): void {
    this.#since = this.#remembered[count - 1]?.change.sequence ?? this.#since;
    this.#remembered = this.#remembered.slice(count);
  }
}
