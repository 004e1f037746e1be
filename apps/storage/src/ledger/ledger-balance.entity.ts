import { safeInteger, wholeNumber } from '@backlay/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the entries of one ledger account add up to: credits less debits. */
@Entity({ name: 'ledger_balances' })
export class LedgerBalance {
  @PrimaryColumn({ type: 'int4' })
  shard: number;

  @PrimaryColumn({ name: 'ledger_account', type: 'text' })
  ledgerAccount: string;

  @Column({ type: 'text' })
  currency: string;

  /** Minor units. */
  @Column({ type: 'int8', transformer: wholeNumber })
  balance: bigint;

  /** Entries in the statement of an exchange account; 0 of any other ledger account. */
  @Column({ type: 'int8', transformer: safeInteger })
  lines: number;
}
