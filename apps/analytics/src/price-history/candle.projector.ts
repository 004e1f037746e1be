import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { foldCandleChanges } from './candle-changes.js';

const CANDLES = new ColumnSet({
  shard: 'int4',
  market_id: 'int4',
  runner_id: 'int4',
  interval_seconds: 'int4',
  starts_at: 'timestamptz',
  open: 'int4',
  high: 'int4',
  low: 'int4',
  close: 'int4',
  volume: 'int8',
  trade_count: 'int8',
});
const UPSERT_CANDLES = `
  ${insertInto('candles AS c', CANDLES)}
  ON CONFLICT (shard, market_id, runner_id, interval_seconds, starts_at) DO UPDATE
     SET high = greatest(c.high, excluded.high),
         low = least(c.low, excluded.low),
         close = excluded.close,
         volume = c.volume + excluded.volume,
         trade_count = c.trade_count + excluded.trade_count`;

/** Keeps the candles of all intervals. */
@Injectable()
export class CandleProjector implements Projector {
  async project({ shard, events, transaction }: ProjectionBatch): Promise<void> {
    const rows = foldCandleChanges(events).map((candle) => ({
      shard,
      market_id: candle.marketId,
      runner_id: candle.runnerId,
      interval_seconds: candle.intervalSeconds,
      starts_at: candle.startsAtMs,
      open: candle.open,
      high: candle.high,
      low: candle.low,
      close: candle.close,
      volume: candle.volume,
      trade_count: candle.tradeCount,
    }));
    if (rows.length > 0) await transaction.send(UPSERT_CANDLES, CANDLES.values(rows));
  }
}
