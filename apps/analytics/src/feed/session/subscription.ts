import type { LiveMarkets } from '../live/live-markets.js';

/** The feed as it is now. */
export interface FeedMoment {
  readonly markets: LiveMarkets;
  readonly epoch: number;
  readonly shard: number;
}

/** What a client has asked to be told. */
export interface Subscription {
  /** The client's name for it. */
  readonly id: string;
  /** At most one message in so many ms. */
  readonly conflateMs: number;

  /**
   * The next message, encoded; undefined when there is nothing to say. What it says counts as sent.
   * @param slowMs for so long nothing could be said although there was something
   */
  next(moment: FeedMoment, slowMs: number | undefined): string | undefined;

  /** Up to this sequence everything that it is about was said. */
  completeTo(markets: LiveMarkets): number;

  /** It is over. May be called again. */
  end?(): void;
}
