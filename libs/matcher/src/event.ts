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
}

/** Why (part of) a remainder was cancelled by its owner. The numbers are stable. */
export enum CancelReason {
  /** By CancelOrder, or by a ReplaceOrder that only makes the size smaller. */
  Requested = 1,
  /** By CancelAll. */
  CancelAll = 2,
  /** A new order takes its place: the next event is its OrderPlaced, with `replacesOrderId`. */
  Replaced = 3,
}

/** Why a remainder was removed by the exchange. The numbers are stable. */
export enum LapseReason {
  MarketClosed = 1,
}

/**
 * A life-cycle step of a market. `MarketCreated` carries no description of its own: `Matcher.market(marketId)`
 * has the name, the runners and the ladder, which never change.
 */
export interface MarketEvent {
  readonly kind:
    | EventKind.MarketCreated
    | EventKind.MarketOpened
    | EventKind.MarketSuspended
    | EventKind.MarketResumed
    | EventKind.MarketClosed;
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

export type OrderEvent = OrderPlaced | OrderMatched | OrderCancelled | OrderLapsed;

/** A fact. Its place in the history is (sequence, index among the events of that sequence). */
export type MatcherEvent = MarketEvent | OrderEvent;
