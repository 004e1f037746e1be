import type { SequencedExchangeEvent } from '@backlay/contracts';

/** What a batch adds to one runner: its trades, less what is voided, at the prices that removals have left. */
export interface RunnerChange {
  readonly marketId: number;
  readonly runnerId: number;
  /** Of the last trade of the batch; null when it has none. A void or a reduction does not change what was traded last. */
  last: { readonly price: number; readonly timeMs: number } | null;
  /** Sum of sizes: each trade once, whichever side took. */
  volume: number;
  /** Sum of price × size; one product stays below 2^53, their sum need not. */
  priceSize: bigint;
  tradeCount: number;
}

/** What a batch adds to one price of a runner. */
export interface PriceChange {
  readonly marketId: number;
  readonly runnerId: number;
  readonly price: number;
  size: number;
  tradeCount: number;
}

/** Folds trades, voids and reductions into one change per runner and one per price of a runner. */
export function foldVolumeChanges(events: readonly SequencedExchangeEvent[]): {
  readonly runners: RunnerChange[];
  readonly prices: PriceChange[];
} {
  const sums = new VolumeSums();
  for (const { data: event, timeMs } of events) {
    switch (event.type) {
      case 'order.matched':
        sums.add(event, event.price, 1).last = { price: event.price, timeMs };
        break;
      case 'trade.voided':
        sums.add(event, event.price, -1);
        break;
      case 'trade.reduced':
        sums.add(event, event.priceBefore, -1);
        sums.add(event, event.price, 1);
        break;
      default:
    }
  }
  return sums.changes();
}

interface Traded {
  readonly marketId: number;
  readonly runnerId: number;
  readonly size: number;
}

class VolumeSums {
  readonly #runners = new Map<string, RunnerChange>();
  readonly #prices = new Map<string, PriceChange>();

  /** Puts one trade in at a price (`sign` 1), or takes it out (`sign` -1). */
  add({ marketId, runnerId, size }: Traded, price: number, sign: 1 | -1): RunnerChange {
    const key = `${marketId}/${runnerId}`;
    let runner = this.#runners.get(key);
    if (runner === undefined) {
      runner = { marketId, runnerId, last: null, volume: 0, priceSize: 0n, tradeCount: 0 };
      this.#runners.set(key, runner);
    }
    runner.volume += sign * size;
    runner.priceSize += BigInt(sign * price * size);
    runner.tradeCount += sign;
    const atPrice = this.#prices.get(`${key}/${price}`);
    if (atPrice === undefined) {
      const change = { marketId, runnerId, price, size: sign * size, tradeCount: sign };
      this.#prices.set(`${key}/${price}`, change);
    } else {
      atPrice.size += sign * size;
      atPrice.tradeCount += sign;
    }
    return runner;
  }

  changes(): { readonly runners: RunnerChange[]; readonly prices: PriceChange[] } {
    const prices = [...this.#prices.values()];
    return {
      runners: [...this.#runners.values()],
      prices: prices.filter(({ size, tradeCount }) => size !== 0 || tradeCount !== 0),
    };
  }
}
