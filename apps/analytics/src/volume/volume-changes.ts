import type { SequencedExchangeEvent } from '@backlay/contracts';

/** What the trades of a batch add to one runner. */
export interface RunnerChange {
  readonly marketId: number;
  readonly runnerId: number;
  lastPrice: number;
  lastTradedAtMs: number;
  /** Sum of sizes: each trade once, whichever side took. */
  volume: number;
  /** Sum of price × size; one product stays below 2^53, their sum need not. */
  priceSize: bigint;
  tradeCount: number;
}

/** What the trades of a batch add to one price of a runner. */
export interface PriceChange {
  readonly marketId: number;
  readonly runnerId: number;
  readonly price: number;
  size: number;
  tradeCount: number;
}

/** Folds trades into one change per runner and one per price of a runner. */
export function foldVolumeChanges(events: readonly SequencedExchangeEvent[]): {
  readonly runners: RunnerChange[];
  readonly prices: PriceChange[];
} {
  const runners = new Map<string, RunnerChange>();
  const prices = new Map<string, PriceChange>();
  for (const { data, timeMs } of events) {
    if (data.type !== 'order.matched') continue;
    const { marketId, runnerId, price, size } = data;
    const key = `${marketId}/${runnerId}`;
    const runner = runners.get(key);
    const priceSize = BigInt(price * size);
    if (runner === undefined) {
      const last = { lastPrice: price, lastTradedAtMs: timeMs };
      runners.set(key, { marketId, runnerId, ...last, volume: size, priceSize, tradeCount: 1 });
    } else {
      runner.lastPrice = price;
      runner.lastTradedAtMs = timeMs;
      runner.volume += size;
      runner.priceSize += priceSize;
      runner.tradeCount += 1;
    }
    addAtPrice(prices, `${key}/${price}`, { marketId, runnerId, price, size, tradeCount: 1 });
  }
  return { runners: [...runners.values()], prices: [...prices.values()] };
}

function addAtPrice(prices: Map<string, PriceChange>, key: string, change: PriceChange): void {
  const sum = prices.get(key);
  if (sum === undefined) {
    prices.set(key, change);
    return;
  }
  sum.size += change.size;
  sum.tradeCount += 1;
}
