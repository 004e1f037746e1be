import type { SelfMatch } from '@backlay/contracts';
import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account as the last applied event left it. Money in minor units; a limit of 0 is none. */
@Entity({ name: 'accounts' })
export class Account {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'account_id', type: 'text' })
  accountId: string;

  @Column({ type: 'text' })
  currency: string;

  /** As the last event that moved money said it; the ledger adds it up by itself. */
  @Column({ type: 'int8', transformer: safeInteger })
  balance: number;

  @Column({ name: 'stopped_by_owner', type: 'boolean' })
  stoppedByOwner: boolean;

  @Column({ name: 'stopped_by_operator', type: 'boolean' })
  stoppedByOperator: boolean;

  /** Hundredths of a percent. */
  @Column({ type: 'int4' })
  discount: number;

  @Column({ name: 'self_match', type: 'text' })
  selfMatch: SelfMatch;

  @Column({ name: 'size_max', type: 'int8', transformer: safeInteger })
  sizeMax: number;

  @Column({ name: 'liability_max', type: 'int8', transformer: safeInteger })
  liabilityMax: number;

  @Column({ name: 'exposure_max', type: 'int8', transformer: safeInteger })
  exposureMax: number;

  @Column({ name: 'order_count_max', type: 'int8', transformer: safeInteger })
  orderCountMax: number;

  @Column({ name: 'orders_per_second_max', type: 'int8', transformer: safeInteger })
  ordersPerSecondMax: number;

  /** 0 when no sign of life is awaited. */
  @Column({ name: 'heartbeat_timeout_ms', type: 'int4' })
  heartbeatTimeoutMs: number;

  /** The last time that none came. */
  @Column({ name: 'heartbeat_missed_at', type: 'timestamptz', nullable: true })
  heartbeatMissedAt: Date | null;

  @Column({ name: 'opened_sequence', type: 'int8', transformer: safeInteger })
  openedSequence: number;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt: Date;

  @Column({ name: 'updated_sequence', type: 'int8', transformer: safeInteger })
  updatedSequence: number;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
