import { SelfMatch } from '../account/account-settings.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import type { Fill } from '../book/offers.js';
import { cancelled, type Removal } from '../book/removals.js';
import type { CancelAll, CancelOrder, CashOut, PlaceOrder, ReplaceOrder } from '../command.js';
import { CancelReason } from '../event.js';
import { HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { POSITION_COUNT_MAX, PRICE_MAX, PRICE_MIN, RATE_MAX, SIZE_MAX } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { placingRefusedWhile } from '../market/market-refusal.js';
import { MarketStatus } from '../market/market-status.js';
import { ARENA } from '../memory/arena.js';
import { NO_TICK } from '../price-ladder/price-ladder.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { isAccount, isPrice, isSize } from '../values.js';
import { ORDER_LAYOUT } from './order-layout.js';
import { PLAIN_TERMS, TimeInForce, type OrderTerms } from './order-terms.js';
import { Placing } from './placing.js';

const { orders, lines, lineDoubles, holdingDoubles } = ARENA;
const { ORDER_HOLDING, ORDER_LEVEL, ORDER_POSITION, ORDER_REMAINING } = ORDER_LAYOUT;
const { LEVEL_PRICE, LEVEL_SIDE } = LEVEL_LAYOUT;
const { SIDE_MARKET, SIDE_MARKET_LINE, SIDE_WORDS } = SIDE_LAYOUT;
const { HOLDING_PAYOUT_F64 } = HOLDING_LAYOUT;
const { POSITION_ACCOUNT, POSITION_ALLOWANCE_F64, POSITION_COVERED, POSITION_FIRST_ORDER } = POSITION_LAYOUT;
const { MARKET_CURRENCY, MARKET_STATUS } = MARKET_LAYOUT;

const { BACK, LAY } = Side;
const { OPEN } = MarketStatus;
const { None } = RejectReason;
const { OFF } = SelfMatch;
const OFF_LADDER = NO_TICK;
const PRICE_LOWEST = PRICE_MIN;
const PRICE_HIGHEST = PRICE_MAX;
const SIZE_HIGHEST = SIZE_MAX;

/** What a cash-out would do. */
export interface CashOutQuote {
  /** Of the order that closes. */
  readonly side: Side;
  readonly size: number;
  /** Sum of size x price: divided by the size it is the average price. */
  readonly priceSum: number;
}

interface ClosingFill extends Fill {
  readonly is: Side;
}

/** What a cash-out is: a position is closed as agreed, or not at all. */
const WHOLE_AT_ONCE: OrderTerms = { ...PLAIN_TERMS, timeInForce: TimeInForce.FILL_OR_KILL };

const REQUESTED = cancelled(CancelReason.Requested);
const REPLACED = cancelled(CancelReason.Replaced);
const CANCEL_ALL = cancelled(CancelReason.CancelAll);

/**
 * What an account does to its orders: place, cancel, replace, cancel all. Every method makes all its checks, in the
 * order of the reject reasons, before it changes anything.
 */
export class OrderDesk extends Placing {
  /** A new order: `OrderPlaced`, then one `OrderMatched` per trade; what remains rests at the end of its level. */
  place(command: PlaceOrder, sequence: number, timeMs: number): RejectReason {
    const { marketId, side, price, size, account } = command;
    const book = this.bookIndex.find(marketId, command.runnerId);
    const market = lines[book + SIDE_MARKET_LINE]!;
    // Without a book this is line 0, which is not open either.
    if (lines[market + MARKET_STATUS] !== OPEN) return this.#placingRefusal(marketId, command.runnerId);
    if (side !== BACK && side !== LAY) return RejectReason.SIDE_INVALID;
    // What isPrice, isSize and isAccount say, written out: V8 inlines only so much, and this is the hottest path.
    if ((price | 0) !== price || price < PRICE_LOWEST || price > PRICE_HIGHEST)
      return RejectReason.PRICE_INVALID;
    const tick = this.tickOf(market, price);
    if (tick === OFF_LADDER) return RejectReason.PRICE_OFF_LADDER;
    if ((size | 0) !== size || size < 1 || size > SIZE_HIGHEST) return RejectReason.SIZE_INVALID;
    if (this.orders.isFull) return RejectReason.ORDER_LIMIT_REACHED;
    if ((account | 0) !== account || account < 0) return RejectReason.ACCOUNT_INVALID;

    const { incoming } = this;
    const terms = command.terms ?? PLAIN_TERMS;
    incoming.side = book + side * SIDE_WORDS;
    incoming.tick = tick;
    incoming.price = price;
    incoming.size = size;
    incoming.holding = 0;
    incoming.replacesOrderId = 0;
    // A look is cheaper than the collector's book-keeping of a stored object.
    if (incoming.terms !== terms) incoming.terms = terms;
    const position = this.positionIndex.find(account, marketId);
    incoming.position = position;
    if (terms !== PLAIN_TERMS) return this.#placeIfAdmitted(account, sequence, timeMs);
    if (lines[market + MARKET_CURRENCY] !== 0) {
      // Nearly every order in a market with money is covered. What liabilityOf says is written out as well.
      const liability = size * (100 + side * (price - 200));
      const left = lineDoubles[(position >> 1) + POSITION_ALLOWANCE_F64]! - liability;
      if (left < 0 || this.trades.isFull) return this.#placeIfAdmitted(account, sequence, timeMs);
      lineDoubles[(position >> 1) + POSITION_ALLOWANCE_F64] = left;
      this.selfMatch = lines[position + POSITION_COVERED]!;
      this.submit(sequence, timeMs);
      return None;
    }
    if (position === 0 && this.positionIndex.count >= POSITION_COUNT_MAX)
      return RejectReason.POSITION_LIMIT_REACHED;
    this.selfMatch = OFF;
    if (position === 0) incoming.position = this.openPosition(account, incoming.side, market);
    this.submit(sequence, timeMs);
    return None;
  }

  /** Takes out `size`, or what remains when that is less or `size` is 0. The rest keeps its place in the queue. */
  cancel({ account, orderId, size }: CancelOrder): RejectReason {
    const order = this.findOwn(account, orderId);
    if (order === 0) return RejectReason.ORDER_UNKNOWN;
    if (size !== 0 && !isSize(size)) return RejectReason.SIZE_INVALID;
    const remaining = orders[order + ORDER_REMAINING]!;
    this.takeOut(order, size === 0 ? remaining : Math.min(size, remaining), REQUESTED);
    return None;
  }

  /**
   * A smaller size alone reduces the order, which keeps its place. Another price or a larger size ends it and places a
   * new order with the wanted remaining size; 0 leaves price or size as it is. All or nothing.
   */
  replace(command: ReplaceOrder, sequence: number, timeMs: number): RejectReason {
    const order = this.findOwn(command.account, command.orderId);
    if (order === 0) return RejectReason.ORDER_UNKNOWN;
    const level = orders[order + ORDER_LEVEL]!;
    const priceNow = lines[level + LEVEL_PRICE]!;
    const remaining = orders[order + ORDER_REMAINING]!;
    const price = command.price === 0 ? priceNow : command.price;
    const size = command.size === 0 ? remaining : command.size;
    const needsNewOrder = price !== priceNow || size > remaining;

    const side = lines[level + LEVEL_SIDE]!;
    const market = lines[side + SIDE_MARKET_LINE]!;
    const status: MarketStatus = lines[market + MARKET_STATUS]!;
    if (needsNewOrder && status !== OPEN) return placingRefusedWhile(status);
    if (!isPrice(price)) return RejectReason.PRICE_INVALID;
    const tick = this.tickOf(market, price);
    if (tick === OFF_LADDER) return RejectReason.PRICE_OFF_LADDER;
    if (!isSize(size)) return RejectReason.SIZE_INVALID;
    if (!needsNewOrder) {
      if (size === remaining) return RejectReason.NOTHING_TO_CHANGE;
      this.takeOut(order, remaining - size, REQUESTED);
      return None;
    }
    if (this.orders.isFull) return RejectReason.ORDER_LIMIT_REACHED;

    const { incoming } = this;
    incoming.side = side;
    incoming.tick = tick;
    incoming.price = price;
    incoming.size = size;
    incoming.position = orders[order + ORDER_POSITION]!;
    incoming.holding = orders[order + ORDER_HOLDING]!;
    incoming.replacesOrderId = command.orderId;
    incoming.terms = this.#termsOfReplacement(order);
    this.replaces(remaining, priceNow);
    const refusal = this.refusalOf(command.account, timeMs);
    if (refusal !== None) return refusal;
    this.takeOut(order, remaining, REPLACED);
    this.admit(command.account, timeMs);
    this.submit(sequence, timeMs);
    return None;
  }

  /** Those of the order that goes, but for the version it was made for: the new order is made now. */
  #termsOfReplacement(order: number): OrderTerms {
    const terms = this.termsOf(order);
    return terms.marketVersion === 0 ? terms : { ...terms, marketVersion: 0 };
  }

  /** Cancels every order of the account in the market, in the order they were placed; having none is no refusal. */
  cancelAll({ account, marketId }: CancelAll): RejectReason {
    if (this.marketOf(marketId) === undefined) return RejectReason.MARKET_UNKNOWN;
    if (!isAccount(account)) return RejectReason.ACCOUNT_INVALID;
    const position = this.positionIndex.find(account, marketId);
    if (position !== 0) this.takeOutAll(position, CANCEL_ALL);
    return None;
  }

  /**
   * An order that closes a share of what the account has matched on a runner, whole and at once, with an average price of
   * `price` or better; in-play it waits as any other.
   */
  cashOut(command: CashOut, sequence: number, timeMs: number): RejectReason {
    const { account, marketId, runnerId, share, price } = command;
    const book = this.bookIndex.find(marketId, runnerId);
    const market = lines[book + SIDE_MARKET_LINE]!;
    if (lines[market + MARKET_STATUS] !== OPEN) return this.#placingRefusal(marketId, runnerId);
    if (!isPrice(price)) return RejectReason.PRICE_INVALID;
    const tick = this.tickOf(market, price);
    if (tick === OFF_LADDER) return RejectReason.PRICE_OFF_LADDER;
    if (this.orders.isFull) return RejectReason.ORDER_LIMIT_REACHED;
    if (!isAccount(account)) return RejectReason.ACCOUNT_INVALID;
    if (lines[market + MARKET_CURRENCY] === 0) return RejectReason.MARKET_WITHOUT_MONEY;
    const { incoming } = this;
    incoming.side = book;
    incoming.position = this.positionIndex.find(account, marketId);
    this.replacesNothing();
    const refusalOfAccount = this.refusalOfAccount(this.accountRecord(account), market);
    if (refusalOfAccount !== None) return refusalOfAccount;
    if (!Number.isInteger(share) || share < 1 || share > RATE_MAX) return RejectReason.SHARE_INVALID;
    incoming.tick = tick;
    incoming.price = price;
    const fill = this.#closingFill(account, book, share);
    if (typeof fill !== 'object') return fill;
    if (!isSize(fill.size)) return RejectReason.SIZE_INVALID;
    incoming.size = fill.size;
    const refusal = this.refusalOf(account, timeMs);
    if (refusal !== None) return refusal;
    const isWorse = fill.is === LAY ? fill.sum > price * fill.size : fill.sum < price * fill.size;
    if (isWorse) return RejectReason.CASH_OUT_PRICE_MOVED;
    this.admit(account, timeMs);
    this.submit(sequence, timeMs);
    return None;
  }

  /** What a cash-out of this share would do now; the reason why it could not, otherwise. Changes nothing. */
  quoteCashOut({
    account,
    marketId,
    runnerId,
    share,
  }: Omit<CashOut, 'kind' | 'price'>): CashOutQuote | RejectReason {
    const book = this.bookIndex.find(marketId, runnerId);
    const market = lines[book + SIDE_MARKET_LINE]!;
    if (lines[market + MARKET_STATUS] !== OPEN) return this.#placingRefusal(marketId, runnerId);
    if (lines[market + MARKET_CURRENCY] === 0) return RejectReason.MARKET_WITHOUT_MONEY;
    if (!Number.isInteger(share) || share < 1 || share > RATE_MAX) return RejectReason.SHARE_INVALID;
    const fill = this.#closingFill(account, book, share);
    if (typeof fill !== 'object') return fill;
    return { side: fill.is, size: fill.size, priceSum: fill.sum };
  }

  /**
   * What of the offers closes a share of what the account has matched on a book's runner; `incoming` becomes the order
   * that takes it, but for its price and size.
   */
  #closingFill(account: number, book: number, share: number): ClosingFill | RejectReason {
    const { incoming } = this;
    const position = this.positionIndex.find(account, lines[book + SIDE_MARKET]!);
    const holding = position === 0 ? 0 : this.holdingOn(position, book);
    const net = holding === 0 ? 0 : holdingDoubles[(holding >> 1) + HOLDING_PAYOUT_F64]!;
    if (net === 0) return RejectReason.CASH_OUT_NO_EXPOSURE;
    const is = net > 0 ? LAY : BACK;
    incoming.side = book + is * SIDE_WORDS;
    incoming.holding = holding;
    incoming.position = position;
    incoming.replacesOrderId = 0;
    incoming.terms = WHOLE_AT_ONCE;
    this.useSelfMatchRule();
    // Of ten thousand times 10^15 no double is exact.
    const payout = Number((BigInt(Math.abs(net)) * BigInt(share)) / BigInt(RATE_MAX));
    const fill = this.fillForPayout(this.prospect(), payout);
    if (!fill.isWhole) return RejectReason.CASH_OUT_NO_LIQUIDITY;
    if (fill.size === 0) return RejectReason.CASH_OUT_NO_EXPOSURE;
    return { is, size: fill.size, sum: fill.sum };
  }

  /** Takes out every order of a position, in the order they were placed. */
  protected takeOutAll(position: number, cause: Removal): void {
    let order = lines[position + POSITION_FIRST_ORDER]!;
    while (order !== 0) {
      this.takeOut(order, orders[order + ORDER_REMAINING]!, cause);
      order = lines[position + POSITION_FIRST_ORDER]!;
    }
  }

  /** The account's live order with this id, or 0. */
  protected findOwn(account: number, orderId: number): number {
    const order = this.findOrder(orderId);
    // There is a record 0, which is empty: no need to look whether it is one.
    const position = orders[order + ORDER_POSITION]!;
    return lines[position + POSITION_ACCOUNT] === account ? order : 0;
  }

  /** The incoming order has terms of its own or is in a market with money: there is more to look at. */
  #placeIfAdmitted(account: number, sequence: number, timeMs: number): RejectReason {
    this.nowMs = timeMs;
    if (this.needsPositionBeyondLimit(account)) return RejectReason.POSITION_LIMIT_REACHED;
    this.replacesNothing();
    const refusal = this.refusalOf(account, timeMs);
    if (refusal !== None) return refusal;
    this.admit(account, timeMs);
    this.submit(sequence, timeMs);
    return None;
  }

  /** Why nothing can be placed on a runner that has no open book: the market comes first, then the runner. */
  #placingRefusal(marketId: number, runnerId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    const refusal = placingRefusedWhile(market.status);
    if (refusal !== None) return refusal;
    return market.isRemoved(runnerId) ? RejectReason.RUNNER_REMOVED : RejectReason.RUNNER_UNKNOWN;
  }
}
