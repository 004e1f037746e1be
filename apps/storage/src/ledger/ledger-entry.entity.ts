import { safeInteger } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a movement is for; whatever is `_REVERSED` takes a movement of a settlement back. */
export const ENTRY_KINDS = [
  'DEPOSIT',
  'WITHDRAWAL',
  'PROFIT',
  'COMMISSION',
  'ROUNDING',
  'PROFIT_REVERSED',
  'COMMISSION_REVERSED',
  'ROUNDING_REVERSED',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * One movement of money, named by the event that caused it. Entries are never changed and never removed.
 * All amounts and balances in minor units.
 */
@Entity({ name: 'ledger_entries' })
export class LedgerEntry {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ type: 'int8', transformer: safeInteger })
  sequence: number;

  @PrimaryColumn({ name: 'event_index', type: 'int4' })
  eventIndex: number;

  /** Place among the entries of one event, from 0. */
  @PrimaryColumn({ name: 'entry_index', type: 'int2' })
  entryIndex: number;

  @Column({ name: 'booked_at', type: 'timestamptz' })
  bookedAt: Date;

  @Column({ type: 'text' })
  kind: EntryKind;

  @Column({ type: 'text' })
  currency: string;

  /** The ledger account that the amount leaves. */
  @Column({ type: 'text' })
  debit: string;

  /** The ledger account that the amount reaches. */
  @Column({ type: 'text' })
  credit: string;

  /** Always above 0. */
  @Column({ type: 'int8', transformer: safeInteger })
  amount: number;

  /** Null for money that comes from outside or goes there. */
  @Column({ name: 'market_id', type: 'int4', nullable: true })
  marketId: number | null;

  /** The exchange account whose money it is; null for rounding. The next three belong to it. */
  @Column({ name: 'account_id', type: 'text', nullable: true })
  accountId: string | null;

  /** Number of the entry in the account's statement, from 1. */
  @Column({ type: 'int8', nullable: true, transformer: safeInteger })
  line: number | null;

  @Column({ name: 'balance_before', type: 'int8', nullable: true, transformer: safeInteger })
  balanceBefore: number | null;

  /** After it. */
  @Column({ type: 'int8', nullable: true, transformer: safeInteger })
  balance: number | null;
}
