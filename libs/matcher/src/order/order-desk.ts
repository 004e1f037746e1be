import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import { Incoming } from '../book/incoming.js';
import { Matching } from '../book/matching.js';
import type { CancelAll, CancelOrder, PlaceOrder, ReplaceOrder } from '../command.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { CancelReason, EventKind, type LapseReason } from '../event.js';
import { POSITION_COUNT_MAX, PRICE_MAX, PRICE_MIN, SIZE_MAX } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { placingRefusedWhile } from '../market/market-refusal.js';
import { MarketStatus } from '../market/market-status.js';
import { NO_TICK } from '../price-ladder/price-ladder.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { isAccount, isPrice, isSize } from '../values.js';
import { ORDER_LAYOUT } from './order-layout.js';

const { ORDER_CANCELLED, ORDER_LEVEL, ORDER_POSITION, ORDER_PRICE_SUM_F64, ORDER_REMAINING, ORDER_SIZE } =
  ORDER_LAYOUT;
const { ORDER_PLACED_AT_F64, ORDER_PLACED_SEQUENCE_F64 } = ORDER_LAYOUT;
const { LEVEL_IS, LEVEL_MARKET, LEVEL_PRICE, LEVEL_RUNNER, LEVEL_SIDE, LEVEL_TOTAL_F64 } = LEVEL_LAYOUT;
const { SIDE_BEST_RANK, SIDE_FLIP, SIDE_MARKET_LINE, SIDE_SHIFT, SIDE_MARKET, SIDE_RUNNER, SIDE_WORDS } =
  SIDE_LAYOUT;
const { POSITION_ACCOUNT, POSITION_FIRST_ORDER, POSITION_LAST_ORDER, POSITION_MARKET, POSITION_NEXT } =
  POSITION_LAYOUT;
const { EVENT_ACCOUNT, EVENT_ORDER_F64, EVENT_PRICE, EVENT_RUNNER, EVENT_SIDE, EVENT_SIZE } = EVENT_LAYOUT;
const { EVENT_OTHER_ORDER_F64, EVENT_REASON, EVENT_REMAINING } = EVENT_LAYOUT;

const { MARKET_LADDER, MARKET_LATEST_POSITION, MARKET_LOWEST_PRICE, MARKET_STATUS } = MARKET_LAYOUT;

const { BACK, LAY } = Side;
const { OPEN } = MarketStatus;
const { None } = RejectReason;
const OFF_LADDER = NO_TICK;
const PRICE_LOWEST = PRICE_MIN;
const PRICE_HIGHEST = PRICE_MAX;
const SIZE_HIGHEST = SIZE_MAX;
const { OrderPlaced } = EventKind;

/** What the event says of a remainder, or a part of it, that is taken out of the book. */
export interface Removal {
  readonly kind: EventKind.OrderCancelled | EventKind.OrderLapsed;
  readonly reason: CancelReason | LapseReason;
}

const REQUESTED: Removal = { kind: EventKind.OrderCancelled, reason: CancelReason.Requested };
const REPLACED: Removal = { kind: EventKind.OrderCancelled, reason: CancelReason.Replaced };
const CANCEL_ALL: Removal = { kind: EventKind.OrderCancelled, reason: CancelReason.CancelAll };

/**
 * What an account does to its orders: place, cancel, replace, cancel all. Every method makes all its checks, in the
 * order of the reject reasons, before it changes anything.
 */
export class OrderDesk extends Matching {
  readonly #incoming = new Incoming();

  /** A new order: `OrderPlaced`, then one `OrderMatched` per trade; what remains rests at the end of its level. */
  place(command: PlaceOrder, sequence: number, timeMs: number): RejectReason {
    const { marketId, side, price, size, account } = command;
    const lines = this.lines.words;
    const book = this.bookIndex.find(marketId, command.runnerId);
    const market = lines[book + SIDE_MARKET_LINE]!;
    // Without a book this is line 0, which is not open either.
    if (lines[market + MARKET_STATUS] !== OPEN) return this.#placingRefusal(marketId);
    if (side !== BACK && side !== LAY) return RejectReason.SIDE_INVALID;
    // What isPrice, isSize and isAccount say, written out: V8 inlines only so much, and this is the hottest path.
    if ((price | 0) !== price || price < PRICE_LOWEST || price > PRICE_HIGHEST)
      return RejectReason.PRICE_INVALID;
    const tick = this.#tickOf(market, price);
    if (tick === OFF_LADDER) return RejectReason.PRICE_OFF_LADDER;
    if ((size | 0) !== size || size < 1 || size > SIZE_HIGHEST) return RejectReason.SIZE_INVALID;
    if (this.orders.isFull) return RejectReason.ORDER_LIMIT_REACHED;
    if ((account | 0) !== account || account < 0) return RejectReason.ACCOUNT_INVALID;
    let position = this.positionIndex.find(account, marketId);
    if (position === 0) {
      if (this.positionIndex.count >= POSITION_COUNT_MAX) return RejectReason.POSITION_LIMIT_REACHED;
      position = this.#openPosition(account, marketId, market);
    }

    const incoming = this.#incoming;
    incoming.side = book + side * SIDE_WORDS;
    incoming.tick = tick;
    incoming.price = price;
    incoming.size = size;
    incoming.position = position;
    incoming.replacesOrderId = 0;
    this.#submit(sequence, timeMs);
    return None;
  }

  /** Takes out `size`, or what remains when that is less or `size` is 0. The rest keeps its place in the queue. */
  cancel({ account, orderId, size }: CancelOrder): RejectReason {
    const order = this.#findOwn(account, orderId);
    if (order === 0) return RejectReason.ORDER_UNKNOWN;
    if (size !== 0 && !isSize(size)) return RejectReason.SIZE_INVALID;
    const remaining = this.orders.words[order + ORDER_REMAINING]!;
    this.takeOut(order, size === 0 ? remaining : Math.min(size, remaining), REQUESTED);
    return None;
  }

  /**
   * A smaller size alone reduces the order, which keeps its place. Another price or a larger size ends it and places a
   * new order with the wanted remaining size; 0 leaves price or size as it is. All or nothing.
   */
  replace(command: ReplaceOrder, sequence: number, timeMs: number): RejectReason {
    const order = this.#findOwn(command.account, command.orderId);
    if (order === 0) return RejectReason.ORDER_UNKNOWN;
    const level = this.orders.words[order + ORDER_LEVEL]!;
    const priceNow = this.lines.words[level + LEVEL_PRICE]!;
    const remaining = this.orders.words[order + ORDER_REMAINING]!;
    const price = command.price === 0 ? priceNow : command.price;
    const size = command.size === 0 ? remaining : command.size;
    const needsNewOrder = price !== priceNow || size > remaining;

    const side = this.lines.words[level + LEVEL_SIDE]!;
    const market = this.lines.words[side + SIDE_MARKET_LINE]!;
    const status: MarketStatus = this.lines.words[market + MARKET_STATUS]!;
    if (needsNewOrder && status !== OPEN) return placingRefusedWhile(status);
    if (!isPrice(price)) return RejectReason.PRICE_INVALID;
    const tick = this.#tickOf(market, price);
    if (tick === OFF_LADDER) return RejectReason.PRICE_OFF_LADDER;
    if (!isSize(size)) return RejectReason.SIZE_INVALID;
    if (!needsNewOrder) {
      if (size === remaining) return RejectReason.NOTHING_TO_CHANGE;
      this.takeOut(order, remaining - size, REQUESTED);
      return None;
    }
    if (this.orders.isFull) return RejectReason.ORDER_LIMIT_REACHED;

    const incoming = this.#incoming;
    incoming.side = side;
    incoming.tick = tick;
    incoming.price = price;
    incoming.size = size;
    incoming.position = this.orders.words[order + ORDER_POSITION]!;
    incoming.replacesOrderId = command.orderId;
    this.takeOut(order, remaining, REPLACED);
    this.#submit(sequence, timeMs);
    return None;
  }

  /** Cancels every order of the account in the market, in the order they were placed; having none is no refusal. */
  cancelAll({ account, marketId }: CancelAll): RejectReason {
    if (this.marketOf(marketId) === undefined) return RejectReason.MARKET_UNKNOWN;
    if (!isAccount(account)) return RejectReason.ACCOUNT_INVALID;
    const position = this.positionIndex.find(account, marketId);
    if (position === 0) return None;
    let order = this.lines.words[position + POSITION_FIRST_ORDER]!;
    while (order !== 0) {
      this.takeOut(order, this.orders.words[order + ORDER_REMAINING]!, CANCEL_ALL);
      order = this.lines.words[position + POSITION_FIRST_ORDER]!;
    }
    return None;
  }

  /** The account's live order with this id, or 0. */
  #findOwn(account: number, orderId: number): number {
    const order = this.findOrder(orderId);
    if (order === 0) return 0;
    const position = this.orders.words[order + ORDER_POSITION]!;
    return this.lines.words[position + POSITION_ACCOUNT] === account ? order : 0;
  }

  /** Why nothing can be placed on a runner that has no open book: the market comes first, then the runner. */
  #placingRefusal(marketId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    const refusal = placingRefusedWhile(market.status);
    return refusal === None ? RejectReason.RUNNER_UNKNOWN : refusal;
  }

  /** The tick of a whole price on the ladder of a market line, or NO_TICK. */
  #tickOf(market: number, price: number): number {
    const lines = this.lines.words;
    const ticks = this.ladders.tables[lines[market + MARKET_LADDER]!]!;
    const index = price - lines[market + MARKET_LOWEST_PRICE]!;
    return index >= 0 && index < ticks.length ? ticks[index]! : OFF_LADDER;
  }

  #openPosition(account: number, marketId: number, market: number): number {
    const position = this.lines.take();
    const lines = this.lines.words;
    lines[position + POSITION_ACCOUNT] = account;
    lines[position + POSITION_MARKET] = marketId;
    lines[position + POSITION_FIRST_ORDER] = 0;
    lines[position + POSITION_LAST_ORDER] = 0;
    lines[position + POSITION_NEXT] = lines[market + MARKET_LATEST_POSITION]!;
    lines[market + MARKET_LATEST_POSITION] = position;
    this.positionIndex.add(position);
    return position;
  }

  /** Gives the incoming order its id, matches what can be matched and lets the rest rest. */
  #submit(sequence: number, timeMs: number): void {
    const incoming = this.#incoming;
    const { side, position, price, size } = incoming;
    const order = this.orders.take();
    const { words: orders, doubles } = this.orders;
    orders[order + ORDER_REMAINING] = size;
    orders[order + ORDER_POSITION] = position;
    orders[order + ORDER_SIZE] = size;
    orders[order + ORDER_CANCELLED] = 0;
    doubles[(order >> 1) + ORDER_PRICE_SUM_F64] = 0;
    doubles[(order >> 1) + ORDER_PLACED_SEQUENCE_F64] = sequence;
    doubles[(order >> 1) + ORDER_PLACED_AT_F64] = timeMs;

    const lines = this.lines.words;
    const event = this.events.append(OrderPlaced, lines[side + SIDE_MARKET]!);
    const { words: eventWords, doubles: eventDoubles } = this.events;
    eventWords[event + EVENT_RUNNER] = lines[side + SIDE_RUNNER]!;
    eventWords[event + EVENT_SIDE] = (side >> SIDE_SHIFT) & 1;
    eventWords[event + EVENT_PRICE] = price;
    eventWords[event + EVENT_SIZE] = size;
    eventWords[event + EVENT_ACCOUNT] = lines[position + POSITION_ACCOUNT]!;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(order);
    eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = incoming.replacesOrderId;

    const makers = side ^ SIDE_WORDS;
    const limitRank = incoming.tick ^ lines[makers + SIDE_FLIP]!;
    if (lines[makers + SIDE_BEST_RANK]! >= limitRank) {
      this.match(order, makers, limitRank);
      if (orders[order + ORDER_REMAINING] === 0) {
        this.releaseOrder(order);
        return;
      }
    }
    this.rest(order, incoming);
  }

  /** Takes so much out of what remains of an order; with nothing left the order ends. */
  protected takeOut(order: number, size: number, cause: Removal): void {
    const orders = this.orders.words;
    const lines = this.lines.words;
    const level = orders[order + ORDER_LEVEL]!;
    const remaining = orders[order + ORDER_REMAINING]! - size;
    const event = this.events.append(cause.kind, lines[level + LEVEL_MARKET]!);
    const { words, doubles } = this.events;
    words[event + EVENT_RUNNER] = lines[level + LEVEL_RUNNER]!;
    words[event + EVENT_SIDE] = lines[level + LEVEL_IS]!;
    words[event + EVENT_PRICE] = lines[level + LEVEL_PRICE]!;
    words[event + EVENT_SIZE] = size;
    words[event + EVENT_ACCOUNT] = lines[orders[order + ORDER_POSITION]! + POSITION_ACCOUNT]!;
    words[event + EVENT_REMAINING] = remaining;
    words[event + EVENT_REASON] = cause.reason;
    doubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(order);
    if (remaining === 0) {
      this.endOrder(order);
      return;
    }
    orders[order + ORDER_CANCELLED]! += size;
    orders[order + ORDER_REMAINING] = remaining;
    this.lines.doubles[(level >> 1) + LEVEL_TOTAL_F64]! -= size;
  }
}
