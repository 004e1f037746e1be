import type { Side } from './side.js';

/** What every event of one order names. */
interface OrderFact {
  readonly orderId: number;
  readonly accountId: string;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  /** The order's own limit, hundredths. */
  readonly price: number;
}

/** An order was accepted; always its first event, also when it matches at once. */
export interface OrderPlaced extends OrderFact {
  readonly type: 'order.placed';
  /** Minor units. */
  readonly size: number;
  /** The order whose place this one took in a replace, or 0. */
  readonly replacesOrderId: number;
}

/** A trade: one pairing of a maker and a taker at the maker's price. Its id is `tradeId(sequence, index)`. */
export interface OrderMatched {
  readonly type: 'order.matched';
  readonly marketId: number;
  readonly runnerId: number;
  /** The maker's price, hundredths. */
  readonly price: number;
  /** Minor units. */
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccountId: string;
  readonly makerSizeRemaining: number;
  readonly takerOrderId: number;
  readonly takerAccountId: string;
  readonly takerSide: Side;
  readonly takerSizeRemaining: number;
}

/** Why an owner's order lost (part of) its remainder. */
export type CancelReason =
  | 'REQUESTED'
  | 'CANCEL_ALL'
  | 'REPLACED'
  | 'NOT_FILLED'
  | 'SELF_MATCH'
  | 'ACCOUNT_STOPPED'
  | 'HEARTBEAT_MISSED';

/** An account removed a remainder, or a part of it (the rest keeps its place in the queue). */
export interface OrderCancelled extends OrderFact {
  readonly type: 'order.cancelled';
  readonly sizeCancelled: number;
  readonly sizeRemaining: number;
  readonly reason: CancelReason;
}

/** Why the exchange removed a remainder. */
export type LapseReason =
  | 'MARKET_CLOSED'
  | 'TURNED_IN_PLAY'
  | 'MARKET_SUSPENDED'
  | 'RUNNER_REMOVED'
  | 'EXPIRED'
  | 'MARKET_VOIDED'
  | 'MARKET_VERSION'
  | 'FUNDS_SHORT';

/** The exchange removed what was left of an order. */
export interface OrderLapsed extends OrderFact {
  readonly type: 'order.lapsed';
  readonly sizeLapsed: number;
  readonly reason: LapseReason;
}

export type Persistence = 'LAPSE' | 'PERSIST';
export type TimeInForce = 'REST' | 'FILL_OR_KILL' | 'FILL_AND_KILL';

/** Follows the `order.placed` of an order with terms of its own. */
export interface OrderTermsSet extends OrderFact {
  readonly type: 'order.terms-set';
  readonly persistence: Persistence;
  readonly timeInForce: TimeInForce;
  /** 0 when it has none. */
  readonly minFillSize: number;
  /** 0 when it has none. */
  readonly goodTillMs: number;
}

/** Follows the `order.placed` of an order that waits for the bet delay: it is in no book until `order.released`. */
export interface OrderDelayed extends OrderFact {
  readonly type: 'order.delayed';
  readonly releaseMs: number;
}

/** The wait is over: what is left of the order is in the book now; its trades follow. */
export interface OrderReleased extends OrderFact {
  readonly type: 'order.released';
  readonly sizeRemaining: number;
}

/** A removal reduced the price at which an order rests: `price` is the new one. */
export interface OrderRepriced extends OrderFact {
  readonly type: 'order.repriced';
  readonly priceBefore: number;
  readonly sizeRemaining: number;
}

interface TradeChange {
  readonly marketId: number;
  readonly runnerId: number;
  /** `tradeId(tradeSequence, tradeIndex)` is the id of the trade. */
  readonly tradeSequence: number;
  readonly tradeIndex: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccountId: string;
  readonly takerOrderId: number;
  readonly takerAccountId: string;
  readonly takerSide: Side;
}

/** A trade was annulled: both orders have `size` less matched, at `price`, and more voided. */
export interface TradeVoided extends TradeChange {
  readonly type: 'trade.voided';
  /** What it was matched at, or reduced to since. */
  readonly price: number;
}

/** A removal reduced the price of a trade, for both its orders. */
export interface TradeReduced extends TradeChange {
  readonly type: 'trade.reduced';
  readonly priceBefore: number;
  readonly price: number;
}

/** What happens to an order. */
export type OrderEvent =
  | OrderPlaced
  | OrderMatched
  | OrderCancelled
  | OrderLapsed
  | OrderTermsSet
  | OrderDelayed
  | OrderReleased
  | OrderRepriced;

/** What happens to a trade afterwards. */
export type TradeEvent = TradeVoided | TradeReduced;
