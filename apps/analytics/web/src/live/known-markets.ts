import {
  FeedRefusedError,
  type FeedClient,
  type MarketCopy,
  type MarketsWanted,
  type MarketSubscription,
} from '@backlay/client';

/** How long it takes to ask again for a market that the feed does not know yet. */
const ASK_AGAIN_MS = 1_000;

interface Listeners {
  readonly changed: (markets: ReadonlyMap<number, MarketCopy>, marketIds: readonly number[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Subscribes to markets. One that was made a moment ago may not have reached the feed: it is asked for again, until it is known.
 * @returns the end of it
 */
export function subscribeWhenKnown(
  feed: FeedClient,
  wanted: MarketsWanted,
  listeners: Listeners,
): () => void {
  let subscription: MarketSubscription;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const subscribe = (): void => {
    const latest = feed.markets(wanted);
    subscription = latest;
    latest.onChange(({ marketIds }) => listeners.changed(latest.markets, marketIds));
    latest.ready().catch((error: unknown) => {
      if (isOver) return;
      const isUnknown = error instanceof FeedRefusedError && error.code === 'MARKET_UNKNOWN';
      if (isUnknown) timer = setTimeout(subscribe, ASK_AGAIN_MS);
      else listeners.failed(error);
    });
  };
  subscribe();
  return () => {
    isOver = true;
    clearTimeout(timer);
    subscription.close();
  };
}
