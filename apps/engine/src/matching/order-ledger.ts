import { EventKind, Persistence, Side, placeOfOrder, type EventBuffer } from '@backlay/matcher';
import type { SavedPart, SnapshotPart } from '../snapshot/snapshot-part.js';
import { CompletedOrders } from './completed-orders.js';
import { OrderRows, ROW } from './order-rows.js';
import type { OrderState } from './order-state.js';

export type { OrderState } from './order-state.js';

const { ORDER_ID_F64, MATCHED_SUM_F64, PLACED_AT_F64, SEQUENCE_F64, DOUBLES } = ROW;
const { ACCOUNT, MARKET, RUNNER, SIDE_AND_PRICE, SIZE, REMAINING, CANCELLED, LAPSED, WORDS } = ROW;
const {
  GOOD_TILL_F64,
  LAPSE_REASONS,
  PERSISTS,
  REASON,
  RELEASE_F64,
  TERMS,
  TIME_IN_FORCE_SHIFT,
  VOIDED,
  WAITS,
} = ROW;

/**
 * The orders that can be read: all live ones and the latest completed ones, of which the matcher keeps nothing. Each is a
 * row of 96 bytes, written by the matcher's events; the same events make the same rows again.
 */
export class OrderLedger implements SnapshotPart {
  readonly name = 'orders';
  readonly #completedMax: number;
  /** The live orders, each in the row of its place in the matcher's pool. */
  #live = new OrderRows();
  #liveCount = 0;
  /** Behind the highest row that was ever in use. */
  #liveEnd = 0;
  #completed: CompletedOrders;

  constructor(completedMax: number) {
    this.#completedMax = completedMax;
    this.#completed = new CompletedOrders(completedMax);
  }

  /** Number of orders that can be read. */
  get count(): number {
    return this.#liveCount + this.#completed.count;
  }

  get completedCount(): number {
    return this.#completed.count;
  }

  /** The order, or undefined when there never was one, or it completed too long ago. */
  find(orderId: number): OrderState | undefined {
    const row = placeOfOrder(orderId);
    const isLive = orderId !== 0 && this.#live.orderIdOf(row) === orderId;
    return isLive ? this.#live.stateOf(row) : this.#completed.find(orderId);
  }

  /** Makes `find` quick at once: after a replay its first call is slow. */
  prepareToFind(): void {
    this.#completed.prepareToFind();
  }

  /** Takes over one event; those of markets and accounts change nothing. */
  apply(events: EventBuffer, index: number, timeMs: number): void {
    switch (events.kind(index)) {
      case EventKind.OrderPlaced:
        this.#place(events, index, timeMs);
        return;
      case EventKind.OrderMatched:
        this.#match(events, index);
        return;
      case EventKind.OrderCancelled:
        this.#remove(events, index, { column: CANCELLED, reason: events.reason(index) });
        return;
      case EventKind.OrderLapsed:
        this.#remove(events, index, { column: LAPSED, reason: LAPSE_REASONS + events.reason(index) });
        return;
      default:
        this.#applyRarer(events, index);
    }
  }

  #applyRarer(events: EventBuffer, index: number): void {
    const event = events.at(index);
    switch (event.kind) {
      case EventKind.OrderTermsSet: {
        const row = this.#liveRowOf(event.orderId);
        const persists = event.persistence === Persistence.PERSIST ? PERSISTS : 0;
        this.#live.words[row * WORDS + TERMS] = persists | (event.timeInForce << TIME_IN_FORCE_SHIFT);
        this.#live.doubles[row * DOUBLES + GOOD_TILL_F64] = event.goodTillMs;
        return;
      }
      case EventKind.OrderDelayed: {
        const row = this.#liveRowOf(event.orderId);
        this.#live.words[row * WORDS + TERMS]! |= WAITS;
        this.#live.doubles[row * DOUBLES + RELEASE_F64] = event.releaseMs;
        return;
      }
      case EventKind.OrderReleased:
        this.#live.words[this.#liveRowOf(event.orderId) * WORDS + TERMS]! &= ~WAITS;
        return;
      case EventKind.OrderRepriced:
        this.#live.words[this.#liveRowOf(event.orderId) * WORDS + SIDE_AND_PRICE] =
          event.side === Side.LAY ? ~event.price : event.price;
        return;
      case EventKind.TradeVoided:
      case EventKind.TradeReduced: {
        const voided = event.kind === EventKind.TradeVoided ? event.size : 0;
        const sum = voided === 0 ? event.size * (event.price - event.priceBefore) : -event.size * event.price;
        this.#changeMatched(event.makerOrderId, { voided, sum, sequence: event.sequence });
        this.#changeMatched(event.takerOrderId, { voided, sum, sequence: event.sequence });
        return;
      }
      default:
    }
  }

  /** A trade of an order, which may be complete or not be readable any more, was voided or reduced. */
  #changeMatched(orderId: number, change: { voided: number; sum: number; sequence: number }): void {
    const row = placeOfOrder(orderId);
    const isLive = this.#live.orderIdOf(row) === orderId;
    const place = isLive ? { rows: this.#live, row } : this.#completed.placeOf(orderId);
    if (place === undefined) return;
    place.rows.words[place.row * WORDS + VOIDED]! += change.voided;
    place.rows.doubles[place.row * DOUBLES + MATCHED_SUM_F64]! += change.sum;
    place.rows.doubles[place.row * DOUBLES + SEQUENCE_F64] = change.sequence;
  }

  save(): SavedPart {
    const { rows, first } = this.#completed.save();
    return { header: { first }, blocks: { live: this.#live.save(this.#liveEnd), completed: rows } };
  }

  /** With a smaller bound than the ledger had that was saved, the oldest completed orders are forgotten. */
  load({ header, blocks: { live, completed } }: SavedPart): void {
    if (!(live instanceof Int32Array && completed instanceof Int32Array))
      throw new RangeError('the rows of the orders are missing');
    this.#completed.load(completed, (header as { first: number }).first);
    this.#liveEnd = this.#live.load(live);
    for (let row = 0; row < this.#liveEnd; row++) {
      if (this.#live.orderIdOf(row) !== 0) this.#liveCount += 1;
    }
  }

  clear(): void {
    this.#live = new OrderRows();
    this.#liveCount = 0;
    this.#liveEnd = 0;
    this.#completed = new CompletedOrders(this.#completedMax);
  }

  #place(events: EventBuffer, index: number, timeMs: number): void {
    const row = placeOfOrder(events.orderId(index));
    if (row >= this.#liveEnd) this.#makeRoomFor(row);
    const { words, doubles } = this.#live;
    const word = row * WORDS;
    const double = row * DOUBLES;
    const size = events.size(index);
    const price = events.price(index);
    doubles[double + ORDER_ID_F64] = events.orderId(index);
    doubles[double + MATCHED_SUM_F64] = 0;
    doubles[double + PLACED_AT_F64] = timeMs;
    doubles[double + SEQUENCE_F64] = events.sequence(index);
    words[word + ACCOUNT] = events.account(index);
    words[word + MARKET] = events.marketId(index);
    words[word + RUNNER] = events.runnerId(index);
    words[word + SIDE_AND_PRICE] = events.side(index) === Side.LAY ? ~price : price;
    words[word + SIZE] = size;
    words[word + REMAINING] = size;
    words[word + CANCELLED] = 0;
    words[word + LAPSED] = 0;
    words[word + VOIDED] = 0;
    words[word + TERMS] = 0;
    words[word + REASON] = 0;
    doubles[double + GOOD_TILL_F64] = 0;
    doubles[double + RELEASE_F64] = 0;
    this.#liveCount += 1;
  }

  /** The taker last: it is the one whose state the answer shows, so no maker's completion may push it out. */
  #match(events: EventBuffer, index: number): void {
    this.#matchOne(events.makerOrderId(index), events, index);
    this.#matchOne(events.orderId(index), events, index);
  }

  #matchOne(orderId: number, events: EventBuffer, index: number): void {
    const row = this.#liveRowOf(orderId);
    const size = events.size(index);
    this.#live.doubles[row * DOUBLES + MATCHED_SUM_F64]! += size * events.price(index);
    this.#reduce(row, size, events.sequence(index));
  }

  #remove(events: EventBuffer, index: number, { column, reason }: { column: number; reason: number }): void {
    const row = this.#liveRowOf(events.orderId(index));
    const size = events.size(index);
    this.#live.words[row * WORDS + column]! += size;
    this.#live.words[row * WORDS + REASON] = reason;
    this.#reduce(row, size, events.sequence(index));
  }

  #reduce(row: number, size: number, sequence: number): void {
    const { words, doubles } = this.#live;
    const remaining = words[row * WORDS + REMAINING]! - size;
    words[row * WORDS + REMAINING] = remaining;
    doubles[row * DOUBLES + SEQUENCE_F64] = sequence;
    if (remaining !== 0) return;
    this.#completed.keep(words, row, doubles[row * DOUBLES + ORDER_ID_F64]!);
    this.#live.free(row);
    this.#liveCount -= 1;
  }

  #makeRoomFor(row: number): void {
    this.#live.reserve(row);
    this.#liveEnd = row + 1;
  }

  #liveRowOf(orderId: number): number {
    const row = placeOfOrder(orderId);
    if (this.#live.orderIdOf(row) !== orderId) {
      throw new Error(`an event names order ${orderId}, which is not live`);
    }
    return row;
  }
}
