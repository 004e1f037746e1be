import type { MarketStatus } from '@backlay/contracts';
import type { BettingRules, PriceLadder, RunnerResult } from '@backlay/contracts';
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

  /** As the market was created with; null for a market without money. */
  @Column({ type: 'jsonb', nullable: true })
  rules: BettingRules | null;

  /** As it is known now; null when it is not. */
  @Column({ name: 'start_at', type: 'timestamptz', nullable: true })
  startAt: Date | null;

  @Column({ name: 'in_play', type: 'boolean' })
  inPlay: boolean;

  @Column({ type: 'int4' })
  version: number;

  /** The version since which an order must have been made. */
  @Column({ name: 'material_version', type: 'int4' })
  materialVersion: number;
}

export type RunnerStatus = 'ACTIVE' | 'REMOVED' | RunnerResult;

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

  @Column({ type: 'text' })
  status: RunnerStatus;

  /** Hundredths of a percent; null unless the runner was removed. */
  @Column({ name: 'reduction_factor', type: 'int4', nullable: true })
  reductionFactor: number | null;
}
