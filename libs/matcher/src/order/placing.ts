import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { cancelled, type Removal } from '../book/removals.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { CancelReason, EventKind } from '../event.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ARENA } from '../memory/arena.js';
import { DueKind, type DueEntry } from '../timing/due-queue.js';
import { Admission } from './admission.js';
import { ORDER_LAYOUT, TERMS_LAYOUT } from './order-layout.js';
import { PLAIN_TERMS, Persistence, TimeInForce, type OrderTerms } from './order-terms.js';

const { orders, orderDoubles, lines, lineDoubles, events, eventDoubles } = ARENA;
const { ORDER_CANCELLED, ORDER_HOLDING, ORDER_POSITION, ORDER_PRICE_SUM_F64, ORDER_REMAINING, ORDER_SIZE } =
  ORDER_LAYOUT;
const { ORDER_PLACED_SEQUENCE_F64, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { SIDE_BEST_RANK, SIDE_FLIP, SIDE_MARKET, SIDE_MARKET_LINE, SIDE_RUNNER, SIDE_SHIFT, SIDE_WORDS } =
  SIDE_LAYOUT;
const { POSITION_ACCOUNT, POSITION_EXPOSURE } = POSITION_LAYOUT;
const { EVENT_ACCOUNT, EVENT_ORDER_F64, EVENT_OTHER_ORDER_F64, EVENT_PRICE, EVENT_REASON, EVENT_REMAINING } =
  EVENT_LAYOUT;
const { EVENT_MIN_FILL_SIZE, EVENT_PERSISTENCE, EVENT_RUNNER, EVENT_SIDE, EVENT_SIZE, EVENT_TIME_IN_FORCE } =
  EVENT_LAYOUT;
const { EVENT_UNTIL_F64 } = EVENT_LAYOUT;
const { MARKET_DELAY } = MARKET_LAYOUT;
const {
  TERMS_GOOD_TILL_F64,
  TERMS_MARKET_VERSION,
  TERMS_MIN_FILL_SIZE,
  TERMS_POST_ONLY,
  TERMS_RELEASE_F64,
  TERMS_SELF_MATCH,
  TERMS_TIME_IN_FORCE,
} = TERMS_LAYOUT;
const { OrderDelayed, OrderPlaced, OrderTermsSet } = EventKind;
const { REST, FILL_OR_KILL } = TimeInForce;

const NOT_FILLED = cancelled(CancelReason.NotFilled);
const SELF_MATCH = cancelled(CancelReason.SelfMatch);
/** Below every rank: all levels may be matched. */
const ANY_RANK = 0;

/** Lets an order that was admitted come in: it waits, or meets the book; what remains rests or is killed. */
export class Placing extends Admission {
  /** True while a queue's entry still stands for something to come. */
  protected readonly isStillDue = (entry: DueEntry): boolean => {
    if (entry.kind === DueKind.Heartbeat) return this.isHeartbeatDue(entry.reference, entry.timeMs);
    const order = this.findOrder(entry.reference);
    if (order === 0) return false;
    const terms = orders[order + ORDER_TERMS]! & ~PERSISTS;
    if (terms === 0) return false;
    const field = entry.kind === DueKind.Release ? TERMS_RELEASE_F64 : TERMS_GOOD_TILL_F64;
    return lineDoubles[(terms >> 1) + field] === entry.timeMs;
  };

  /** True when the account's sign of life is due at exactly this time. */
  protected isHeartbeatDue(_record: number, _timeMs: number): boolean {
    return false;
  }

  /**
   * Gives the incoming order its id and lets it come in. Written out as one function that is too large for V8 to inline:
   * then `place` and this one each have room for what they call, and neither leaves a small function as a call (15.0
   * to 16.2 million commands per CPU second with 10 runners).
   */
  protected submit(sequence: number, timeMs: number): void {
    const { incoming } = this;
    const { side, price, size, position, terms } = incoming;
    const order = this.orders.take();
    orders[order + ORDER_REMAINING] = size;
    orders[order + ORDER_POSITION] = position;
    orders[order + ORDER_SIZE] = size;
    orders[order + ORDER_CANCELLED] = 0;
    orders[order + ORDER_HOLDING] = incoming.holding;
    orders[order + ORDER_TERMS] = 0;
    orderDoubles[(order >> 1) + ORDER_PRICE_SUM_F64] = 0;
    orderDoubles[(order >> 1) + ORDER_PLACED_SEQUENCE_F64] = sequence;

    const event = this.events.append(OrderPlaced, lines[side + SIDE_MARKET]!);
    events[event + EVENT_RUNNER] = lines[side + SIDE_RUNNER]!;
    events[event + EVENT_SIDE] = (side >> SIDE_SHIFT) & 1;
    events[event + EVENT_PRICE] = price;
    events[event + EVENT_ACCOUNT] = lines[position + POSITION_ACCOUNT]!;
    events[event + EVENT_SIZE] = size;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(order);
    eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = incoming.replacesOrderId;

    if (terms !== PLAIN_TERMS) this.#setTerms(order, terms);
    if (lines[lines[side + SIDE_MARKET_LINE]! + MARKET_DELAY] !== 0 && this.mustWait()) {
      this.#delay(order, timeMs);
    } else if (terms !== PLAIN_TERMS || this.wouldMatch()) {
      this.nowMs = timeMs;
      this.enter(order);
    } else {
      // Most orders go straight to rest.
      this.rest(order, incoming);
      this.own(order);
    }
  }

  /** The order, which is in no level, meets the book. */
  protected enter(order: number): void {
    const { incoming } = this;
    const { timeInForce } = incoming.terms;
    const met = timeInForce === FILL_OR_KILL ? this.#fillOrKill(order) : this.#meet(order, this.#limitRank());
    if (orders[order + ORDER_REMAINING] === 0) {
      this.leave(order);
    } else if (met || timeInForce !== REST) {
      this.killRest(order, met ? SELF_MATCH : NOT_FILLED);
    } else {
      this.settleDown(order);
    }
  }

  /** What remains of an order that has met the book rests there. */
  protected settleDown(order: number): void {
    this.rest(order, this.incoming);
    this.own(order);
  }

  /** An order that is in no level and has nothing left ends. */
  protected leave(order: number): void {
    this.releaseOrder(order);
  }

  /** What remains of the incoming order, which is in no level, is taken out, and the order ends. */
  protected killRest(order: number, cause: Removal): void {
    const { incoming } = this;
    const remaining = orders[order + ORDER_REMAINING]!;
    const event = this.appendFacts(this.events.append(cause.kind, this.#marketId()), order);
    events[event + EVENT_SIZE] = remaining;
    events[event + EVENT_REMAINING] = 0;
    events[event + EVENT_REASON] = cause.reason;
    this.unreserve(order, remaining, (incoming.side >> SIDE_SHIFT) & 1, incoming.price);
    this.leave(order);
  }

  #marketId(): number {
    return lines[this.incoming.side + SIDE_MARKET]!;
  }

  /** Fills in what an event about the incoming order says of every order; gives the event. */
  protected appendFacts(event: number, order: number): number {
    const { side, price, position } = this.incoming;
    events[event + EVENT_RUNNER] = lines[side + SIDE_RUNNER]!;
    events[event + EVENT_SIDE] = (side >> SIDE_SHIFT) & 1;
    events[event + EVENT_PRICE] = price;
    events[event + EVENT_ACCOUNT] = lines[position + POSITION_ACCOUNT]!;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(order);
    return event;
  }

  /** Keeps what the order is still held to when it rests, or is replaced, and tells of it. */
  #setTerms(order: number, terms: OrderTerms): void {
    const { persistence, timeInForce, minFillSize, goodTillMs, postOnly, selfMatch } = terms;
    if (persistence === Persistence.PERSIST) orders[order + ORDER_TERMS] = PERSISTS;
    if (goodTillMs !== 0 || postOnly || selfMatch !== 0) {
      const line = this.#termsLine(order);
      lines[line + TERMS_POST_ONLY] = postOnly ? 1 : 0;
      lines[line + TERMS_SELF_MATCH] = selfMatch;
      lineDoubles[(line >> 1) + TERMS_GOOD_TILL_F64] = goodTillMs;
    }
    if (goodTillMs !== 0) this.due.add(DueKind.Expiry, this.idOf(order), goodTillMs, this.isStillDue);
    if (persistence === Persistence.LAPSE && timeInForce === REST && goodTillMs === 0) return;
    const event = this.appendFacts(this.events.appendRare(OrderTermsSet, this.#marketId()), order);
    events[event + EVENT_PERSISTENCE] = persistence;
    events[event + EVENT_TIME_IN_FORCE] = timeInForce;
    events[event + EVENT_MIN_FILL_SIZE] = minFillSize;
    eventDoubles[(event >> 1) + EVENT_UNTIL_F64] = goodTillMs;
  }

  /** The line of the order's terms, made if there is none. */
  #termsLine(order: number): number {
    const word = orders[order + ORDER_TERMS]!;
    if ((word & ~PERSISTS) !== 0) return word & ~PERSISTS;
    const terms = this.lines.takeBlank();
    lines[terms + TERMS_TIME_IN_FORCE] = REST;
    orders[order + ORDER_TERMS] = word | terms;
    return terms;
  }

  #delay(order: number, timeMs: number): void {
    const { terms, side } = this.incoming;
    const releaseMs = timeMs + lines[lines[side + SIDE_MARKET_LINE]! + MARKET_DELAY]!;
    const line = this.#termsLine(order);
    lines[line + TERMS_TIME_IN_FORCE] = terms.timeInForce;
    lines[line + TERMS_MIN_FILL_SIZE] = terms.minFillSize;
    lines[line + TERMS_MARKET_VERSION] = terms.marketVersion;
    lineDoubles[(line >> 1) + TERMS_RELEASE_F64] = releaseMs;
    this.wait(order, this.incoming);
    this.own(order);
    this.due.add(DueKind.Release, this.idOf(order), releaseMs, this.isStillDue);
    const event = this.appendFacts(this.events.appendRare(OrderDelayed, this.#marketId()), order);
    eventDoubles[(event >> 1) + EVENT_UNTIL_F64] = releaseMs;
  }

  #limitRank(): number {
    const { side, tick } = this.incoming;
    return tick ^ lines[(side ^ SIDE_WORDS) + SIDE_FLIP]!;
  }

  /** Matches the order with what is at the limit or better; true when an order of its own account stopped it. */
  #meet(order: number, limitRank: number): boolean {
    const { side, position, holding, price } = this.incoming;
    const makers = side ^ SIDE_WORDS;
    if (lines[makers + SIDE_BEST_RANK]! < limitRank) return false;
    const firstEvent = this.events.end;
    const met = this.match(order, makers, limitRank);
    if (lines[position + POSITION_EXPOSURE] !== 0)
      this.countTrades(firstEvent, side, position, holding, price);
    return met;
  }

  /** Matches as much as the average price allows, when that is enough. */
  #fillOrKill(order: number): boolean {
    const { price, size, terms } = this.incoming;
    const remaining = orders[order + ORDER_REMAINING]!;
    const fill = this.fillWithin(this.prospect(), remaining, price);
    if (fill.size === 0 || fill.size < (terms.minFillSize === 0 ? size : terms.minFillSize)) return false;
    this.heldBack = remaining - fill.size;
    orders[order + ORDER_REMAINING] = fill.size;
    const met = this.#meet(order, ANY_RANK);
    orders[order + ORDER_REMAINING]! += this.heldBack;
    this.heldBack = 0;
    return met;
  }

  /** The terms of an order as the command gave them, as far as they still matter; and its rule for its own orders. */
  protected termsOf(order: number): OrderTerms {
    const word = orders[order + ORDER_TERMS]!;
    if (word === 0) return PLAIN_TERMS;
    const line = word & ~PERSISTS;
    const persistence = (word & PERSISTS) === 0 ? Persistence.LAPSE : Persistence.PERSIST;
    if (line === 0) return { ...PLAIN_TERMS, persistence };
    return {
      ...PLAIN_TERMS,
      persistence,
      timeInForce: lines[line + TERMS_TIME_IN_FORCE]!,
      minFillSize: lines[line + TERMS_MIN_FILL_SIZE]!,
      postOnly: lines[line + TERMS_POST_ONLY] === 1,
      selfMatch: lines[line + TERMS_SELF_MATCH]!,
      marketVersion: lines[line + TERMS_MARKET_VERSION]!,
      goodTillMs: lineDoubles[(line >> 1) + TERMS_GOOD_TILL_F64]!,
    };
  }
}
