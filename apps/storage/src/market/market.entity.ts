import type { MarketStatus } from '@backlay/consumer';
import type { PriceLadder } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A market as the last applied event left it. */
@Entity({ name: 'markets' })
export class Market {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'jsonb' })
  ladder: PriceLadder;

  @Column({ type: 'text' })
  status: MarketStatus;

  @Column({ name: 'created_sequence', type: 'int8', transformer: safeInteger })
  createdSequence: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** Sequence of the command that gave the market its status. */
  @Column({ name: 'status_sequence', type: 'int8', transformer: safeInteger })
  statusSequence: number;

  @Column({ name: 'status_at', type: 'timestamptz' })
  statusAt: Date;
}

/** One possible answer of a market. */
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
}
