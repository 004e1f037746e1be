import { ARENA } from '../memory/arena.js';
import { State } from '../state.js';
import { ORDER_PLACES, placeOfOrder } from './order-id.js';
import { ORDER_LAYOUT } from './order-layout.js';

const { orders } = ARENA;
const { ORDER_NEXT, ORDER_REMAINING, ORDER_GENERATION, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;

/** An order record's offset is its index times 16. */
const INDEX_SHIFT = 4;
const ID_GENERATION = ORDER_PLACES;
/** A record whose generations are used up is never handed out again: ids stay below 2^53 and unique. */
const GENERATION_MAX = 2 ** 27 - 1;

/** The live orders, and the ids that lead to them. */
export class OrderPool extends State {
  /** Ends the order's life: its id will never be known again. */
  releaseOrder(order: number): void {
    const generation = orders[order + ORDER_GENERATION]! + 1;
    orders[order + ORDER_REMAINING] = 0;
    orders[order + ORDER_GENERATION] = generation;
    const terms = orders[order + ORDER_TERMS]! & ~PERSISTS;
    if (terms !== 0) this.lines.release(terms);
    if (generation <= GENERATION_MAX) this.orders.release(order);
    else orders[order + ORDER_NEXT] = 0;
  }

  idOf(order: number): number {
    return orders[order + ORDER_GENERATION]! * ID_GENERATION + (order >> INDEX_SHIFT);
  }

  /** The record that the order with this id has, or had last. */
  protected recordOf(orderId: number): number {
    return placeOfOrder(orderId) << INDEX_SHIFT;
  }

  /** The live order with this id, or 0. Any number may be asked for. */
  findOrder(orderId: number): number {
    const order = this.recordOf(orderId);
    // What has another id than asked for is an older order, or the number is no id at all: a fraction, NaN, an infinity.
    if (order >= this.orders.end || this.idOf(order) !== orderId) return 0;
    return orders[order + ORDER_REMAINING] === 0 ? 0 : order;
  }
}
