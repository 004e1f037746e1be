import type { FeedField } from './feed-messages.js';

/*
 * What a client of the feed says. One JSON object in one text frame each; `id` is the client's own name for a
 * subscription (1 to 32 characters) and comes back in everything about it.
 */

/** The first frame of a connection that brought no `Authorization` header; whoever stays silent is cut. */
export interface Authenticate {
  readonly op: 'authenticate';
  /** An API key, `blk_<keyId>_<secret>`. */
  readonly key: string;
}

/** How often the server gives a sign of life when it has nothing else to say. */
export interface Configure {
  readonly op: 'configure';
  /** 500 to 5,000. */
  readonly heartbeatMs: number;
}

/** Where a copy stands that a client has kept: it asks for what came since. */
export interface ResumePoint {
  readonly sequence: number;
  /** Of the `welcome` of the connection on which the copy was kept. */
  readonly epoch: number;
}

/** An image of each market, then what changes. */
export interface SubscribeMarkets {
  readonly op: 'subscribe';
  readonly id: string;
  readonly feed: 'markets';
  /** `'ALL'` is every market that is not over, and those that will be created. */
  readonly marketIds: readonly number[] | 'ALL';
  /** Best levels of each side and runner (1 to 10), or all of them. Default 3. */
  readonly depth?: number | 'FULL' | undefined;
  /** Default: all. */
  readonly fields?: readonly FeedField[] | undefined;
  /** At most one message in so many ms (0 to 120,000). Default 0: with every batch of events. */
  readonly conflateMs?: number | undefined;
  /** Answered with a delta when it is not too old and the epoch is the same, else with an image. */
  readonly since?: ResumePoint | undefined;
}

/** The live orders of the key's account, then every change of each, with its reason. */
export interface SubscribeOrders {
  readonly op: 'subscribe';
  readonly id: string;
  readonly feed: 'orders';
  readonly conflateMs?: number | undefined;
  readonly since?: ResumePoint | undefined;
}

export interface Unsubscribe {
  readonly op: 'unsubscribe';
  readonly id: string;
}

/** Asks for the place of an own order in its queue. */
export interface AskQueue {
  readonly op: 'queue';
  readonly id: string;
  readonly orderId: number;
}

export type FeedRequest =
  Authenticate | Configure | SubscribeMarkets | SubscribeOrders | Unsubscribe | AskQueue;
