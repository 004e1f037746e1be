import type { RunnerResult } from '@backlay/contracts';
import { safeInteger, wholeNumber } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A runner with the sums over all of its trades as they stand, without voided ones and at reduced prices. The size of a trade (the backer's stake) counts once. */
@Entity({ name: 'runners' })
export class Runner {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  /** Place in the list that the market was created with, from 0. */
  @Column({ type: 'int4' })
  position: number;

  @Column({ type: 'text' })
  name: string;

  /** Price of the last trade, hundredths; null before the first. */
  @Column({ name: 'last_price', type: 'int4', nullable: true })
  lastPrice: number | null;

  @Column({ name: 'last_traded_at', type: 'timestamptz', nullable: true })
  lastTradedAt: Date | null;

  /** Sum of sizes, minor units. */
  @Column({ type: 'int8', transformer: wholeNumber })
  volume: bigint;

  /** Sum of price × size: divided by the volume it is the volume-weighted average price. */
  @Column({ name: 'price_size', type: 'numeric', transformer: wholeNumber })
  priceSize: bigint;

  @Column({ name: 'trade_count', type: 'int8', transformer: safeInteger })
  tradeCount: number;

  @Column({ name: 'is_removed', type: 'boolean' })
  isRemoved: boolean;

  /** Hundredths of a percent; 0 unless it was removed. */
  @Column({ name: 'reduction_factor', type: 'int4' })
  reductionFactor: number;

  /** Null unless the market is settled. */
  @Column({ type: 'text', nullable: true })
  result: RunnerResult | null;
}
