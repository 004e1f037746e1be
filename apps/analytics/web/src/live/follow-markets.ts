import type { FeedClient, MarketCopy, MarketsWanted } from '@backlay/client';
import { warn } from '../shell/notices.js';
import { subscribeWhenKnown } from './known-markets.js';
import { beforeNextFrame, notBeforeNextFrame } from './frame.js';

/** Takes what has changed over into what is shown; called at most once per frame. */
export type Sync = (markets: ReadonlyMap<number, MarketCopy>, changed: readonly number[]) => void;

/**
 * Follows markets for a view.
 * @returns the end of it
 */
export function followMarkets(feed: FeedClient, wanted: MarketsWanted, sync: Sync): () => void {
  const changed = new Set<number>();
  let known: ReadonlyMap<number, MarketCopy> = new Map();
  const flush = (): void => {
    const marketIds = [...changed];
    changed.clear();
    sync(known, marketIds);
  };
  const end = subscribeWhenKnown(feed, wanted, {
    changed: (markets, marketIds) => {
      known = markets;
      for (const marketId of marketIds) changed.add(marketId);
      beforeNextFrame(flush);
    },
    failed: warn,
  });
  return () => {
    end();
    notBeforeNextFrame(flush);
  };
}
