import { safeInteger, wholeNumber } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Interval names of the API and their seconds. Intervals begin at whole multiples since 1970, UTC. */
export const CANDLE_SECONDS = { '1s': 1, '1m': 60, '5m': 300 } as const;
export type CandleInterval = keyof typeof CANDLE_SECONDS;

/**
 * The trades of a runner within one interval, as they were made: voids and reductions that come later leave it. An interval
 * without trades has no candle.
 */
@Entity({ name: 'candles' })
export class Candle {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  @PrimaryColumn({ name: 'interval_seconds', type: 'int4' })
  intervalSeconds: number;

  @PrimaryColumn({ name: 'starts_at', type: 'timestamptz' })
  startsAt: Date;

  /** Price of the first trade, hundredths. */
  @Column({ type: 'int4' })
  open: number;

  @Column({ type: 'int4' })
  high: number;

  @Column({ type: 'int4' })
  low: number;

  /** Price of the last trade, hundredths. */
  @Column({ type: 'int4' })
  close: number;

  /** Sum of sizes, minor units; each trade counts once. */
  @Column({ type: 'int8', transformer: wholeNumber })
  volume: bigint;

  @Column({ name: 'trade_count', type: 'int8', transformer: safeInteger })
  tradeCount: number;
}
