import type { ConnectionBounds } from '@backlay/service';

/** What the feed is told about its surroundings. */
export interface FeedSettings extends ConnectionBounds {
  /** Where the engine is asked for the orders of an account. */
  readonly engineUrl: string;
}

export const FEED_DEFAULTS: FeedSettings = {
  engineUrl: 'http://127.0.0.1:3000',
  connectionsMax: 2_000,
  connectionsPerKeyMax: 100,
};
