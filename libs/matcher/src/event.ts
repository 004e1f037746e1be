import type { Persistence, TimeInForce } from './order/order-terms.js';
import type { Side } from './side.js';

/** The numbers are stable. */
export enum EventKind {
  MarketCreated = 1,
  MarketOpened = 2,
  MarketSuspended = 3,
  MarketResumed = 4,
  MarketClosed = 5,
  OrderPlaced = 6,
  OrderMatched = 7,
  OrderCancelled = 8,
  OrderLapsed = 9,
  OrderTermsSet = 10,
  OrderDelayed = 11,
  OrderReleased = 12,
  OrderRepriced = 13,
  TradeVoided = 14,
  TradeReduced = 15,
  MarketTurnedInPlay = 16,
  MarketStartChanged = 17,
  MarketSettled = 18,
  MarketVoided = 19,
  MarketVersionChanged = 20,
  RunnerRemoved = 21,
  AccountOpened = 22,
  AccountConfigured = 23,
  FundsDeposited = 24,
  FundsWithdrawn = 25,
  AccountStopped = 26,
  AccountResumed = 27,
  HeartbeatSet = 28,
  HeartbeatMissed = 29,
  AccountSettled = 30,
  SettlementReversed = 31,
  MarketSettlementReversed = 32,
}

/** Why (part of) a remainder was cancelled by its owner. The numbers are stable. */
export enum CancelReason {
  /** By CancelOrder, or by a ReplaceOrder that only makes the size smaller. */
  Requested = 1,
  /** By CancelAll. */
  CancelAll = 2,
  /** A new order takes its place: the next event is its OrderPlaced, with `replacesOrderId`. */
  Replaced = 3,
  /** FILL_OR_KILL or FILL_AND_KILL: what could not be matched at once. */
  NotFilled = 4,
  /** It would have met an order of its own account. */
  SelfMatch = 5,
  /** By the kill switch. */
  AccountStopped = 6,
  /** The account's sign of life did not come in time. */
  HeartbeatMissed = 7,
}

/** Why a remainder was removed by the exchange. The numbers are stable. */
export enum LapseReason {
  MarketClosed = 1,
  /** Of persistence LAPSE, at the turn in-play. */
  TurnedInPlay = 2,
  /** It waited for the bet delay, or was of persistence LAPSE and the suspension material. */
  MarketSuspended = 3,
  /** Its runner was removed, or it was a LAY on another one when a large factor left. */
  RunnerRemoved = 4,
  /** It was good till now. */
  Expired = 5,
  MarketVoided = 6,
  /** The market changed materially while the order waited. */
  MarketVersion = 7,
  /** A removal or a void left the account with less than it needs for its orders. */
  FundsShort = 8,
}

/**
 * A life-cycle step of a market. It carries no description of its own: `Matcher.market(marketId)` has the name, the
 * runners, the ladder and the rules, and what a settlement was declared with.
 */
export interface MarketEvent {
  readonly kind:
    | EventKind.MarketCreated
    | EventKind.MarketOpened
    | EventKind.MarketSuspended
    | EventKind.MarketResumed
    | EventKind.MarketClosed
    | EventKind.MarketTurnedInPlay
    | EventKind.MarketStartChanged
    | EventKind.MarketVoided;
  readonly sequence: number;
  readonly marketId: number;
}

interface OrderFacts {
  readonly sequence: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly orderId: number;
  readonly account: number;
  readonly side: Side;
  /** The order's own limit, in hundredths. */
  readonly price: number;
}

/** Always the first event of an order, also of one that is matched at once. */
export interface OrderPlaced extends OrderFacts {
  readonly kind: EventKind.OrderPlaced;
  readonly size: number;
  /** The order that this one replaces, or 0. */
  readonly replacesOrderId: number;
}

/** One trade: the incoming taker with one resting maker, at the maker's price. */
export interface OrderMatched {
  readonly kind: EventKind.OrderMatched;
  readonly sequence: number;
  readonly marketId: number;
  readonly runnerId: number;
  /** The maker's price, in hundredths. */
  readonly price: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccount: number;
  readonly makerSizeRemaining: number;
  readonly takerOrderId: number;
  readonly takerAccount: number;
  readonly takerSide: Side;
  readonly takerSizeRemaining: number;
}

/** The owner took `sizeCancelled` out of the order; with `sizeRemaining` 0 the order is done. */
export interface OrderCancelled extends OrderFacts {
  readonly kind: EventKind.OrderCancelled;
  readonly sizeCancelled: number;
  readonly sizeRemaining: number;
  readonly reason: CancelReason;
}

/** The exchange took out all that remained. */
export interface OrderLapsed extends OrderFacts {
  readonly kind: EventKind.OrderLapsed;
  readonly sizeLapsed: number;
  readonly reason: LapseReason;
}

/** Follows the OrderPlaced of an order with terms of its own. */
export interface OrderTermsSet extends OrderFacts {
  readonly kind: EventKind.OrderTermsSet;
  readonly persistence: Persistence;
  readonly timeInForce: TimeInForce;
  readonly minFillSize: number;
  readonly goodTillMs: number;
}

/** Follows the OrderPlaced of an order that has to wait: it is in no book until it is released. */
export interface OrderDelayed extends OrderFacts {
  readonly kind: EventKind.OrderDelayed;
  /** Milliseconds since 1970. */
  readonly releaseMs: number;
}

/** The wait is over: what is left of the order reaches the book, and may match. */
export interface OrderReleased extends OrderFacts {
  readonly kind: EventKind.OrderReleased;
  readonly sizeRemaining: number;
}

/** A removal reduced the price that a resting order offers; `price` is the new one. It goes behind those at that price. */
export interface OrderRepriced extends OrderFacts {
  readonly kind: EventKind.OrderRepriced;
  readonly priceBefore: number;
  readonly sizeRemaining: number;
}

/**
 * The end of a settlement, or of the reversal of one: all its AccountSettled (or SettlementReversed) stand before it. What
 * all accounts were paid, and what rounding down left over, is nothing together.
 */
export interface MarketPaid {
  readonly kind: EventKind.MarketSettled | EventKind.MarketSettlementReversed;
  readonly sequence: number;
  readonly marketId: number;
  /** In minor units; of a reversal what is taken back. */
  readonly commission: number;
  readonly rounding: number;
}

/**
 * A trade was annulled: both orders have `size` less matched and more voided, and no longer what was at `price`.
 * `trade` is a number that `Matcher.trade` knows.
 */
export interface TradeChanged {
  readonly kind: EventKind.TradeVoided | EventKind.TradeReduced;
  readonly sequence: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly trade: number;
  /** After the change; of a voided trade what it was. */
  readonly price: number;
  readonly priceBefore: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccount: number;
  readonly takerOrderId: number;
  readonly takerAccount: number;
  readonly takerSide: Side;
}

export interface RunnerRemoved {
  readonly kind: EventKind.RunnerRemoved;
  readonly sequence: number;
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent. */
  readonly reductionFactor: number;
}

/** The market has another version; `materialVersion` is the version since which an order must have been made. */
export interface MarketVersionChanged {
  readonly kind: EventKind.MarketVersionChanged;
  readonly sequence: number;
  readonly marketId: number;
  readonly version: number;
  readonly materialVersion: number;
}

/** Something about an account alone; its settings are read from `Matcher.account`. */
export interface AccountEvent {
  readonly kind:
    | EventKind.AccountOpened
    | EventKind.AccountConfigured
    | EventKind.AccountStopped
    | EventKind.AccountResumed
    | EventKind.HeartbeatSet
    | EventKind.HeartbeatMissed;
  readonly sequence: number;
  readonly account: number;
  /** StopOrigin of AccountStopped and AccountResumed, timeoutMs of HeartbeatSet; otherwise 0. */
  readonly detail: number;
}

/** Money came or went; amounts in minor units. */
export interface FundsMoved {
  readonly kind: EventKind.FundsDeposited | EventKind.FundsWithdrawn;
  readonly sequence: number;
  readonly account: number;
  readonly amount: number;
  /** After it. */
  readonly balance: number;
}

/** The settlement of one account in one market, or its reversal; amounts in minor units. */
export interface AccountSettled {
  readonly kind: EventKind.AccountSettled | EventKind.SettlementReversed;
  readonly sequence: number;
  readonly marketId: number;
  readonly account: number;
  /** Won (or, below 0, lost) before commission; of a reversal what is taken back. */
  readonly profit: number;
  readonly commission: number;
  /** After it. */
  readonly balance: number;
}

export type OrderEvent =
  | OrderPlaced
  | OrderMatched
  | OrderCancelled
  | OrderLapsed
  | OrderTermsSet
  | OrderDelayed
  | OrderReleased
  | OrderRepriced;

/** A fact. Its place in the history is (sequence, index among the events of that sequence). */
export type MatcherEvent =
  | MarketEvent
  | OrderEvent
  | MarketPaid
  | TradeChanged
  | RunnerRemoved
  | MarketVersionChanged
  | AccountEvent
  | FundsMoved
  | AccountSettled;
