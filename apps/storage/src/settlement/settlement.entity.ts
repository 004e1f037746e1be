import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Share } from './shares.js';

/** One settlement of a market; the one that is not reversed is in force. Money in minor units. */
@Entity({ name: 'settlements' })
export class Settlement {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'market_id', type: 'int4' })
  marketId: number;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @Column({ name: 'settled_at', type: 'timestamptz' })
  settledAt: Date;

  @Column({ type: 'text' })
  currency: string;

  @Column({ type: 'jsonb' })
  results: readonly Share[];

  /** Of all accounts together. */
  @Column({ type: 'int8', transformer: safeInteger })
  commission: number;

  @Column({ type: 'int8', transformer: safeInteger })
  rounding: number;

  @Column({ name: 'reversed_sequence', type: 'int8', nullable: true, transformer: safeInteger })
  reversedSequence: number | null;

  @Column({ name: 'reversed_at', type: 'timestamptz', nullable: true })
  reversedAt: Date | null;
}
