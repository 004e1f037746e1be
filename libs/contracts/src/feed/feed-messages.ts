import type { MarketStatus } from '../market-status.js';
import type { OrderEvent, TradeEvent } from '../order-events.js';
import type { PriceLadder, RunnerResult } from '../market-events.js';
import type { Side } from '../side.js';
import { SOCKET_CLOSE } from '../socket-close.js';

/*
 * What the feed says. Prices are hundredths, sizes minor units, times ms since 1970, as in events. Everything that is true
 * at a moment says at which: `sequence` is the latest command of the shard that it contains.
 */

/** Parts of a market that a subscription can be about. */
export const FEED_FIELDS = ['definition', 'levels', 'lastPrice', 'traded'] as const;
export type FeedField = (typeof FEED_FIELDS)[number];

/** The first message of a connection, once the key is known. */
export interface Welcome {
  readonly op: 'welcome';
  readonly shard: number;
  /** How far the feed is. */
  readonly sequence: number;
  /** Of this run of the feed. Copies of another one are not resumed. */
  readonly epoch: number;
  readonly role: 'TRADER' | 'OPERATOR' | 'VIEWER';
  /** Of a trader. */
  readonly accountId: string | null;
  readonly heartbeatMs: number;
}

/** A price and the size there. In a delta, size 0 takes the price out. */
export type PriceSize = readonly [price: number, size: number];

/** What a market is, and what state it is in. */
export interface MarketDefinition {
  readonly name: string;
  readonly fixture: string;
  readonly status: MarketStatus;
  readonly inPlay: boolean;
  /** Grows with every change of the market; 0 for a market without money. */
  readonly version: number;
  /** `XXX`: without money. */
  readonly currency: string;
  readonly kind: 'WIN' | 'PLACE';
  readonly winners: number;
  /** 0 when not known. */
  readonly startTimeMs: number;
  /** Hundredths of a percent. */
  readonly baseRate: number;
  readonly betDelayMs: number;
  readonly ladder: PriceLadder;
  readonly runners: readonly RunnerDefinition[];
}

export interface RunnerDefinition {
  readonly runnerId: number;
  readonly name: string;
  readonly status: 'ACTIVE' | 'REMOVED' | RunnerResult;
  /** Hundredths of a percent; 0 unless it was removed. */
  readonly reductionFactor: number;
}

/** The prices of a runner. In a delta: what is other than before. */
export interface RunnerFeed {
  readonly runnerId: number;
  /** Resting LAY orders by price, best (highest) first in an image, in any order in a delta. */
  readonly availableToBack?: readonly PriceSize[];
  /** Resting BACK orders by price, best (lowest) first in an image. */
  readonly availableToLay?: readonly PriceSize[];
  /** Traded volume by price, the backer's stake counted once. */
  readonly traded?: readonly PriceSize[];
  /** Of the latest trade; null when there was none. */
  readonly lastPrice?: number | null;
  /** Sum of `traded`. */
  readonly totalMatched?: number;
}

/** A market of an image, or what is other than before in a delta. */
export interface MarketFeed {
  readonly marketId: number;
  readonly definition?: MarketDefinition;
  readonly runners?: readonly RunnerFeed[];
  readonly totalMatched?: number;
  /** Of the levels of this subscription, with this message applied (`bookChecksum`). Left out without the field `levels`. */
  readonly checksum?: number;
}

interface MarketsMessage {
  /** The subscription. */
  readonly id: string;
  readonly shard: number;
  readonly sequence: number;
  /** When the command of `sequence` was taken in. */
  readonly timeMs: number;
  readonly markets: readonly MarketFeed[];
  /** Markets that the subscription no longer has: over, or of no interest to `'ALL'`. */
  readonly removed?: readonly number[];
}

/** Everything there is; what a client had of the subscription before is replaced. */
export interface MarketsImage extends MarketsMessage {
  readonly op: 'markets.image';
}

/** What is other than at `from`, which is the sequence of the message of the subscription before. */
export interface MarketsDelta extends MarketsMessage {
  readonly op: 'markets.delta';
  readonly from: number;
  /** The client reads more slowly than things happen, or than it asked for: so many ms were put together. */
  readonly slowMs?: number;
}

/** A live order. */
export interface FeedOrder {
  readonly orderId: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly sizeMatched: number;
  readonly sizeRemaining: number;
  readonly sizeCancelled: number;
  readonly sizeLapsed: number;
  readonly sizeVoided: number;
  readonly status: 'WAITING' | 'RESTING';
  readonly persistence: 'LAPSE' | 'PERSIST';
  readonly placedMs: number;
}

/** The live orders of the account. */
export interface OrdersImage {
  readonly op: 'orders.image';
  readonly id: string;
  readonly shard: number;
  readonly sequence: number;
  readonly timeMs: number;
  readonly orders: readonly FeedOrder[];
}

/**
 * What happened to an order of the account, as the event says it; of a trade, the own side's order is `orderId`. Who was on
 * the other side is not told: the order there is 0, its account empty, and what remains of it 0.
 */
export interface OrderChange {
  readonly sequence: number;
  /** Place among the events of the sequence: with it the id of a trade. */
  readonly index: number;
  readonly timeMs: number;
  readonly orderId: number;
  readonly event: OrderEvent | TradeEvent;
}

/** Every change of the account's orders after `from`, in order. Never put together: each has its reason. */
export interface OrdersDelta {
  readonly op: 'orders.delta';
  readonly id: string;
  readonly shard: number;
  readonly from: number;
  readonly sequence: number;
  readonly timeMs: number;
  readonly changes: readonly OrderChange[];
}

/** The answer to `queue`. `place` is 1 for the first; null when the order is in no queue. */
export interface QueuePlace {
  readonly op: 'queue';
  readonly id: string;
  readonly orderId: number;
  readonly place: number | null;
  readonly sizeAhead: number | null;
  readonly sequence: number;
}

/** A sign of life: everything up to `sequence` that the client asked for has been sent. */
export interface Heartbeat {
  readonly op: 'heartbeat';
  readonly shard: number;
  readonly sequence: number;
  readonly timeMs: number;
}

/** A request was refused; nothing has changed. `id` is that of the request, when it had one. */
export interface FeedRefusal {
  readonly op: 'refused';
  readonly id: string | null;
  readonly code: FeedRefusalCode;
  readonly detail: string;
}

export const FEED_REFUSAL_CODES = [
  'REQUEST_INVALID',
  'SUBSCRIPTION_EXISTS',
  'SUBSCRIPTION_UNKNOWN',
  'SUBSCRIPTION_LIMIT_REACHED',
  'MARKET_UNKNOWN',
  'ORDER_UNKNOWN',
  'ROLE_FORBIDDEN',
  'RATE_LIMITED',
  'ENGINE_UNAVAILABLE',
] as const;
export type FeedRefusalCode = (typeof FEED_REFUSAL_CODES)[number];

/** A request was taken: a subscription was ended, or the settings of the connection are these now. */
export interface FeedTaken {
  readonly op: 'unsubscribed' | 'configured';
  readonly id: string | null;
}

/** Why the feed ends a connection. */
export const FEED_CLOSE = {
  ...SOCKET_CLOSE,
  /** The feed has to begin anew; come again for an image. */
  RESTARTED: 4005,
} as const;

export type FeedMessage =
  | Welcome
  | MarketsImage
  | MarketsDelta
  | OrdersImage
  | OrdersDelta
  | QueuePlace
  | Heartbeat
  | FeedRefusal
  | FeedTaken;
