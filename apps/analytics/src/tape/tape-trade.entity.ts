import type { Side } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A trade as everyone may see it: without accounts and orders. */
@Entity({ name: 'tape' })
export class TapeTrade {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @PrimaryColumn({ name: 'event_index', type: 'int4' })
  eventIndex: number;

  @Column({ name: 'traded_at', type: 'timestamptz' })
  tradedAt: Date;

  @Column({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  /** Hundredths. */
  @Column({ type: 'int4' })
  price: number;

  /** Minor units. */
  @Column({ type: 'int4' })
  size: number;

  @Column({ name: 'taker_side', type: 'text' })
  takerSide: Side;
}
