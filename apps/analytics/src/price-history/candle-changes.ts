import type { SequencedExchangeEvent } from '@backlay/contracts';
import { CANDLE_SECONDS } from './candle.entity.js';

/** The trades of a batch that fall into one candle. */
export interface CandleChange {
  readonly marketId: number;
  readonly runnerId: number;
  readonly intervalSeconds: number;
  readonly startsAtMs: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  tradeCount: number;
}

const INTERVALS = Object.values(CANDLE_SECONDS);

/** Folds trades into one change per candle; events come in order, so the first trade of a candle opens it. */
export function foldCandleChanges(events: readonly SequencedExchangeEvent[]): CandleChange[] {
  const candles = new Map<string, CandleChange>();
  for (const { data, timeMs } of events) {
    if (data.type !== 'order.matched') continue;
    const { marketId, runnerId, price, size } = data;
    for (const intervalSeconds of INTERVALS) {
      const startsAtMs = timeMs - (timeMs % (intervalSeconds * 1000));
      const key = `${marketId}/${runnerId}/${intervalSeconds}/${startsAtMs}`;
      const candle = candles.get(key);
      if (candle === undefined) {
        const prices = { open: price, high: price, low: price, close: price };
        candles.set(key, {
          marketId,
          runnerId,
          intervalSeconds,
          startsAtMs,
          ...prices,
          volume: size,
          tradeCount: 1,
        });
        continue;
      }
      if (price > candle.high) candle.high = price;
      if (price < candle.low) candle.low = price;
      candle.close = price;
      candle.volume += size;
      candle.tradeCount += 1;
    }
  }
  return [...candles.values()];
}
