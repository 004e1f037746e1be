import { OrderRows } from './order-rows.js';
import type { OrderState } from './order-state.js';
import { NO_ROW, RowIndex } from './row-index.js';

/** Orders that come into the index, and that go, so many at a time. */
const WAITING_MAX = 64;

/**
 * The latest completed orders, in a ring of rows: the oldest gives way to a new one when the bound is reached.
 *
 * The ring is indexed when the first order is looked for, and from then on with every order: a replay pushes most of them
 * out again before anybody asks. The places of an order that comes and of the one that gives way are two that no cache has: they
 * are gone to for many orders at once, when the processor fetches them side by side.
 */
export class CompletedOrders {
  readonly #countMax: number;
  readonly #rows = new OrderRows();
  /** Undefined until an order is looked for. */
  #index: RowIndex | undefined;
  /** The latest rows, which are not in the index yet, and the orders they took the place of, which still are. */
  readonly #coming = { orderIds: new Float64Array(WAITING_MAX), rows: new Int32Array(WAITING_MAX), count: 0 };
  readonly #going = { orderIds: new Float64Array(WAITING_MAX), rows: new Int32Array(WAITING_MAX), count: 0 };
  #count = 0;
  /** Row of the oldest one; 0 as long as the ring grows. */
  #first = 0;

  /** @param countMax most orders, at least 1 */
  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get count(): number {
    return this.#count;
  }

  /** The first call takes some 100 ns for each order in the ring: see `prepareToFind`. */
  find(orderId: number): OrderState | undefined {
    const row = this.#rowOf(orderId);
    return row === NO_ROW ? undefined : this.#rows.stateOf(row);
  }

  /** Where the row of an order is, to be changed; undefined when it is not kept any more. */
  placeOf(orderId: number): { readonly rows: OrderRows; readonly row: number } | undefined {
    const row = this.#rowOf(orderId);
    return row === NO_ROW ? undefined : { rows: this.#rows, row };
  }

  /** Does now what the first `find` would do. */
  prepareToFind(): void {
    this.#index ??= this.#indexed();
  }

  /** Copies the row of an order that has just completed out of others. */
  keep(words: Int32Array, otherRow: number, orderId: number): void {
    const row = this.#nextRow();
    this.#rows.copy(row, words, otherRow);
    if (this.#index === undefined) return;
    const coming = this.#coming;
    coming.orderIds[coming.count] = orderId;
    coming.rows[coming.count] = row;
    coming.count += 1;
    if (coming.count === WAITING_MAX) this.#bringIntoIndex(this.#index);
  }

  /** A view of the ring, and the row of the oldest order in it. */
  save(): { readonly rows: Int32Array; readonly first: number } {
    return { rows: this.#rows.save(this.#count), first: this.#first };
  }

  /** Takes over what `save` of another ring gave, oldest first. The ring is new. */
  load(words: Int32Array, first: number): void {
    const saved = new OrderRows();
    const count = saved.load(words);
    for (let at = 0; at < count; at++) {
      const row = (first + at) % count;
      this.keep(words, row, saved.orderIdOf(row));
    }
  }

  /** A free row: the next one, or that of the oldest order, which is forgotten. */
  #nextRow(): number {
    const row = this.#first;
    if (this.#count < this.#countMax) {
      this.#rows.reserve(this.#count);
      return this.#count++;
    }
    if (this.#index !== undefined) this.#letGo(this.#index, row);
    this.#first = row + 1 === this.#countMax ? 0 : row + 1;
    return row;
  }

  /** The order in the row is about to be forgotten. */
  #letGo(index: RowIndex, row: number): void {
    // In a ring this small it is not in the index itself yet.
    if (this.#coming.count === this.#countMax) this.#bringIntoIndex(index);
    const going = this.#going;
    going.orderIds[going.count] = this.#rows.orderIdOf(row);
    going.rows[going.count] = row;
    going.count += 1;
  }

  /** Those that go first: others are in their rows. None goes but for one that comes, so there is room for both. */
  #bringIntoIndex(index: RowIndex): void {
    const coming = this.#coming;
    const going = this.#going;
    for (let at = 0; at < going.count; at++) index.remove(going.orderIds[at]!, going.rows[at]!);
    for (let at = 0; at < coming.count; at++) index.add(coming.orderIds[at]!, coming.rows[at]!);
    going.count = 0;
    coming.count = 0;
  }

  /** The row of an order, or `NO_ROW`. Most often it is asked for just after it came. */
  #rowOf(orderId: number): number {
    this.#index ??= this.#indexed();
    const { orderIds, rows, count } = this.#coming;
    for (let at = count - 1; at >= 0; at--) if (orderIds[at] === orderId) return rows[at]!;
    return this.#index.find(orderId);
  }

  #indexed(): RowIndex {
    const index = new RowIndex((row) => this.#rows.orderIdOf(row));
    index.reserve(this.#count);
    for (let row = 0; row < this.#count; row++) index.add(this.#rows.orderIdOf(row), row);
    return index;
  }
}
