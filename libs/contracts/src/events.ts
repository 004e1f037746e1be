import type { Side } from './side.js';

/*
 * The facts an engine tells the rest of the world. Units, everywhere on the wire:
 *   price  decimal odds as a whole number of hundredths (2.50 is 250)
 *   size   backer's stake in minor units of the market's currency (10.00 is 1000), for both sides
 * Events are immutable and versioned by the codec; a new meaning gets a new type name, never a new reading of an old one.
 */

/** A price ladder by name, or the bands of a custom one (hundredths, `from` and `to` inclusive). */
export type PriceLadder =
  | { readonly kind: 'CLASSIC' }
  | { readonly kind: 'FINEST' }
  | { readonly kind: 'CUSTOM'; readonly bands: readonly LadderBand[] };

/** Prices `from`, `from + step` ... `to`, in hundredths. */
export interface LadderBand {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** One possible answer of a market. */
export interface Runner {
  readonly runnerId: number;
  readonly name: string;
}

/** A market came to be, INACTIVE: its rules travel with it, so that replay never depends on today's configuration. */
export interface MarketCreated {
  readonly type: 'market.created';
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: PriceLadder;
}

/** The market accepts orders for the first time. */
export interface MarketOpened {
  readonly type: 'market.opened';
  readonly marketId: number;
}

/** No order is placed until the market resumes; cancels are still taken. */
export interface MarketSuspended {
  readonly type: 'market.suspended';
  readonly marketId: number;
}

/** The market accepts orders again. */
export interface MarketResumed {
  readonly type: 'market.resumed';
  readonly marketId: number;
}

/** The market ended; an `order.lapsed` for everything left follows under the same sequence. */
export interface MarketClosed {
  readonly type: 'market.closed';
  readonly marketId: number;
}

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
export type CancelReason = 'REQUESTED' | 'CANCEL_ALL' | 'REPLACED';

/** An account removed a remainder, or a part of it (the rest keeps its place in the queue). */
export interface OrderCancelled extends OrderFact {
  readonly type: 'order.cancelled';
  readonly sizeCancelled: number;
  readonly sizeRemaining: number;
  readonly reason: CancelReason;
}

/** Why the exchange removed a remainder. */
export type LapseReason = 'MARKET_CLOSED';

/** The exchange removed what was left of an order. */
export interface OrderLapsed extends OrderFact {
  readonly type: 'order.lapsed';
  readonly sizeLapsed: number;
  readonly reason: LapseReason;
}

/** A command took its sequence and changed nothing. */
export interface CommandRejected {
  readonly type: 'command.rejected';
  /** The command's name, such as `PlaceOrder`. */
  readonly command: string;
  /** The reason's stable name, such as `PRICE_OFF_LADDER`. */
  readonly reason: string;
  /** 0 when the command named no market, or none that exists. */
  readonly marketId: number;
  /** Empty when the command was not an account's. */
  readonly accountId: string;
}

export type MarketEvent = MarketCreated | MarketOpened | MarketSuspended | MarketResumed | MarketClosed;
export type OrderEvent = OrderPlaced | OrderMatched | OrderCancelled | OrderLapsed;
export type ExchangeEvent = MarketEvent | OrderEvent | CommandRejected;

/** The name under which an event travels and is subscribed to. */
export type ExchangeEventType = ExchangeEvent['type'];

/** All event names; the position of a name is its code on the wire and never changes. Code 0 is no event. */
export const EXCHANGE_EVENT_TYPES = [
  'market.created',
  'market.opened',
  'market.suspended',
  'market.resumed',
  'market.closed',
  'order.placed',
  'order.matched',
  'order.cancelled',
  'order.lapsed',
  'command.rejected',
] as const satisfies readonly ExchangeEventType[];

/** The public id of a trade: the place of its event in the shard's total order. */
export function tradeId(sequence: number, index: number): string {
  return `${sequence}-${index}`;
}
