import { safeInteger, wholeNumber } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was traded of a runner at one price. */
@Entity({ name: 'volumes' })
export class PriceVolume {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  /** Hundredths. */
  @PrimaryColumn({ type: 'int4' })
  price: number;

  /** Sum of sizes, minor units; each trade counts once. */
  @Column({ type: 'int8', transformer: wholeNumber })
  size: bigint;

  @Column({ name: 'trade_count', type: 'int8', transformer: safeInteger })
  tradeCount: number;
}
