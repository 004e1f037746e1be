import { marketStatusAfter, type MarketStatus } from '@backlay/contracts';
import type { RunnerResult, SequencedExchangeEvent } from '@backlay/contracts';

/** What a batch changes of one market; what is null stays as it is. */
export interface MarketChange {
  readonly marketId: number;
  status: { readonly name: MarketStatus; readonly sequence: number; readonly timeMs: number } | null;
  isInPlay: boolean;
  versions: { readonly version: number; readonly materialVersion: number } | null;
  /** 0 for a start that is not known. */
  startTimeMs: number | null;
}

/** What a batch makes of one runner. */
export interface RunnerChange {
  readonly marketId: number;
  readonly runnerId: number;
  readonly status: 'REMOVED' | RunnerResult;
  /** Of a removed one. */
  readonly reductionFactor: number | null;
}

/** All changes of a batch, one per market and runner. */
export interface MarketChanges {
  readonly markets: readonly MarketChange[];
  /** Markets whose runners lose their results, before {@link runners} get new ones. */
  readonly withoutResults: readonly number[];
  readonly runners: readonly RunnerChange[];
}

/** Folds the events of a batch; of several changes of the same thing the last one counts. */
export function foldMarketChanges(events: readonly SequencedExchangeEvent[]): MarketChanges {
  const markets = new Map<number, MarketChange>();
  const withoutResults = new Set<number>();
  const runners = new Map<string, RunnerChange>();
  for (const { data: event, sequence, timeMs } of events) {
    switch (event.type) {
      case 'market.turned-in-play':
        touch(markets, event.marketId).isInPlay = true;
        break;
      case 'market.version-changed':
        touch(markets, event.marketId).versions = event;
        break;
      case 'market.start-changed':
        touch(markets, event.marketId).startTimeMs = event.startTimeMs;
        break;
      case 'runner.removed': {
        const { marketId, runnerId, reductionFactor } = event;
        runners.set(`${marketId}/${runnerId}`, { marketId, runnerId, status: 'REMOVED', reductionFactor });
        break;
      }
      case 'market.settled':
        for (const { runnerId, result } of event.results) {
          const { marketId } = event;
          const change = { marketId, runnerId, status: result, reductionFactor: null };
          runners.set(`${marketId}/${runnerId}`, change);
        }
        break;
      case 'market.settlement-reversed':
        withoutResults.add(event.marketId);
        forgetResults(runners, event.marketId);
        break;
      default:
    }
    const name = marketStatusAfter(event.type);
    if (name !== undefined && 'marketId' in event) {
      touch(markets, event.marketId).status = { name, sequence, timeMs };
    }
  }
  return {
    markets: [...markets.values()],
    withoutResults: [...withoutResults],
    runners: [...runners.values()],
  };
}

function touch(markets: Map<number, MarketChange>, marketId: number): MarketChange {
  const known = markets.get(marketId);
  if (known !== undefined) return known;
  const change = { marketId, status: null, isInPlay: false, versions: null, startTimeMs: null };
  markets.set(marketId, change);
  return change;
}

function forgetResults(runners: Map<string, RunnerChange>, marketId: number): void {
  for (const [key, change] of runners) {
    if (change.marketId === marketId && change.status !== 'REMOVED') runners.delete(key);
  }
}
