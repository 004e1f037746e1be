import type { Side } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** All that rests at one price on one side of a runner. A level without size has no row. */
@Entity({ name: 'levels' })
export class Level {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ name: 'runner_id', type: 'int4' })
  runnerId: number;

  /** Side of the resting orders. */
  @PrimaryColumn({ type: 'text' })
  side: Side;

  /** Hundredths. */
  @PrimaryColumn({ type: 'int4' })
  price: number;

  /** Minor units. */
  @Column({ type: 'int8', transformer: safeInteger })
  size: number;
}
