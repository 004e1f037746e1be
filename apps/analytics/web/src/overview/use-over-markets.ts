import type { MarketStatus } from '@backlay/contracts';
import { useEffect, useMemo } from 'preact/hooks';
import type { Exchange } from '../live/exchange.js';
import { followMarkets } from '../live/follow-markets.js';
import { warn } from '../shell/notices.js';
import { OverviewModel } from './overview-model.js';

const OVER: readonly MarketStatus[] = ['CLOSED', 'SETTLED', 'VOIDED'];
/** The latest ones that are shown. */
const OVER_MARKETS_MAX = 100;
/** A correction may come, but nobody waits for it, in ms. */
const CONFLATE_MS = 2_000;

/** The latest markets that are over, which the feed tells of only when it is asked for each; read while they are wanted. */
export function useOverMarkets({ feed, trading }: Exchange, isWanted: boolean): OverviewModel {
  const model = useMemo(() => new OverviewModel(), [feed]);
  useEffect(() => {
    if (!isWanted) return undefined;
    let stop: (() => void) | undefined;
    let isOver = false;
    const begin = async (): Promise<void> => {
      const lists = await Promise.all(OVER.map((status) => trading.markets(status)));
      const latest = lists
        .flat()
        .map(({ marketId }) => marketId)
        .sort((a, b) => b - a);
      const marketIds = latest.slice(0, OVER_MARKETS_MAX);
      if (isOver || marketIds.length === 0) return;
      stop = followMarkets(feed, { marketIds, depth: 1, conflateMs: CONFLATE_MS }, (markets, changed) =>
        model.sync(markets, changed),
      );
    };
    begin().catch(warn);
    return () => {
      isOver = true;
      stop?.();
    };
  }, [feed, trading, model, isWanted]);
  return model;
}
