import type { ConsumerPosition, TradingClient } from '@backlay/client';

/** What a consumer of the engine's events says was traded on one runner, as it stands: not voided, at the price it has now. */
export interface RunnerVolume {
  trades: number;
  /** Price in hundredths to size in minor units, the backer's side only. */
  readonly sizeByPrice: Map<number, number>;
}

/** What storage and analytics have in common for whoever checks them. */
export interface ConsumerClient {
  readonly appName: 'storage' | 'analytics';
  position(): Promise<ConsumerPosition>;
  volume(marketId: number, runnerId: number): Promise<RunnerVolume>;
}

const PAGE_ROWS = 1000;

/** The storage app: every trade, counted here one by one. */
export function storageConsumer(operator: TradingClient): ConsumerClient {
  return {
    appName: 'storage',
    position: () => operator.storagePosition(),
    volume: async (marketId, runnerId) => {
      const volume: RunnerVolume = { trades: 0, sizeByPrice: new Map() };
      let cursor: string | undefined;
      do {
        const page = await operator.trades({ marketId, runnerId, limit: PAGE_ROWS, cursor });
        for (const { currentPrice: price, size } of page.items) {
          if (price === null) continue;
          volume.trades += 1;
          volume.sizeByPrice.set(price, (volume.sizeByPrice.get(price) ?? 0) + size);
        }
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return volume;
    },
  };
}

/** The analytics app: its own sums. */
export function analyticsConsumer(operator: TradingClient): ConsumerClient {
  return {
    appName: 'analytics',
    position: () => operator.analyticsPosition(),
    volume: async (marketId, runnerId) => {
      const prices = await operator.volume(marketId, runnerId);
      return {
        trades: prices.reduce((sum, { tradeCount }) => sum + tradeCount, 0),
        sizeByPrice: new Map(prices.map(({ price, size }) => [price, size])),
      };
    },
  };
}
