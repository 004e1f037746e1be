import type { FeedClient, MarketCopy, MarketsWanted } from '@backlay/client';
import { warn } from '../shell/notices.js';
import { beforeNextFrame, notBeforeNextFrame } from './frame.js';

/** Takes what has changed over into what is shown; called at most once per frame. */
export type Sync = (markets: ReadonlyMap<number, MarketCopy>, changed: readonly number[]) => void;

/**
 * Follows markets for a view.
 * @returns the end of it
 */
export function followMarkets(feed: FeedClient, wanted: MarketsWanted, sync: Sync): () => void {
  const subscription = feed.markets(wanted);
  const changed = new Set<number>();
  const flush = (): void => {
    const marketIds = [...changed];
    changed.clear();
    sync(subscription.markets, marketIds);
  };
  subscription.onChange(({ marketIds }) => {
    for (const marketId of marketIds) changed.add(marketId);
    beforeNextFrame(flush);
  });
  let isOver = false;
  subscription.ready().catch((error: unknown) => {
    if (!isOver) warn(error);
  });
  return () => {
    isOver = true;
    subscription.close();
    notBeforeNextFrame(flush);
  };
}
