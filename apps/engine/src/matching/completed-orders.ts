import { OrderRows } from './order-rows.js';
import type { OrderState } from './order-state.js';
import { NO_ROW, RowIndex } from './row-index.js';

/**
 * The latest completed orders, in a ring of rows: the oldest gives way to a new one when the bound is reached.
 *
 * The ring is indexed when the first order is looked for, and from then on with every order: a replay pushes most of them
 * out again before anybody asks.
 */
export class CompletedOrders {
  readonly #countMax: number;
  readonly #rows = new OrderRows();
  /** Undefined until an order is looked for. */
  #index: RowIndex | undefined;
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
    this.#index ??= this.#indexed();
    const row = this.#index.find(orderId);
    return row === NO_ROW ? undefined : this.#rows.stateOf(row);
  }

  /** Where the row of an order is, to be changed; undefined when it is not kept any more. */
  placeOf(orderId: number): { readonly rows: OrderRows; readonly row: number } | undefined {
    this.#index ??= this.#indexed();
    const row = this.#index.find(orderId);
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
    this.#index?.add(orderId, row);
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
    this.#index?.remove(this.#rows.orderIdOf(row), row);
    this.#first = row + 1 === this.#countMax ? 0 : row + 1;
    return row;
  }

  #indexed(): RowIndex {
    const index = new RowIndex((row) => this.#rows.orderIdOf(row));
    index.reserve(this.#count);
    for (let row = 0; row < this.#count; row++) index.add(this.#rows.orderIdOf(row), row);
    return index;
  }
}
