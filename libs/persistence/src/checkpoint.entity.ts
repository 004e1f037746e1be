import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from './integer-columns.js';

/**
 * How far one consumer has applied the events of one shard: the truth about its position. It moves in the transaction
 * that writes the rows of the events, so rows and position can never disagree.
 */
@Entity({ name: 'checkpoints' })
export class Checkpoint {
  /** Name of the consumer group. */
  @PrimaryColumn({ type: 'text' })
  consumer: string;

  @PrimaryColumn({ type: 'int4' })
  shard: number;

  /** Epoch under which the last applied range was delivered; 0 before the first. */
  @Column({ type: 'int8', transformer: safeInteger })
  epoch: number;

  /** Last applied sequence; 0 before the first. Everything up to it is applied, nothing above it is. */
  @Column({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  /** Name of the process that may write; null when none does. */
  @Column({ type: 'text', nullable: true })
  owner: string | null;

  /** Grows by one whenever the lease is taken. */
  @Column({ type: 'int8', transformer: safeInteger })
  fence: number;

  /** From then on, by the clock of the database, another process may take the lease. */
  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil: Date | null;
}
