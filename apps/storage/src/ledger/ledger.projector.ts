import type { ProjectionBatch, Projector } from '@backlay/consumer';
import { ColumnSet, insertInto, toSafeInteger } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { accountMoney } from './ledger-account.js';
import { LedgerError } from './ledger-error.js';
import { bookEvents, type BookedEvent, type Movement } from './movements.js';

const ACCOUNTS = new ColumnSet({ shard: 'int4', ledger_account: 'text' });
const FIND_ACCOUNTS = `
  SELECT b.ledger_account, b.currency, b.balance, b.lines
    FROM ledger_balances b
    JOIN ${ACCOUNTS.source} ON b.shard = d.shard AND b.ledger_account = d.ledger_account`;

const ENTRIES = new ColumnSet({
  shard: 'int4',
  sequence: 'int8',
  event_index: 'int4',
  entry_index: 'int2',
  booked_at: 'timestamptz',
  kind: 'text',
  currency: 'text',
  debit: 'text',
  credit: 'text',
  amount: 'int8',
  market_id: 'int4?',
  account_id: 'text?',
  line: 'int8?',
  balance_before: 'int8?',
  balance: 'int8?',
});
const INSERT_ENTRIES = insertInto('ledger_entries', ENTRIES);
type EntryRow = Parameters<typeof ENTRIES.values>[0][number];

const BALANCES = new ColumnSet({
  shard: 'int4',
  ledger_account: 'text',
  currency: 'text',
  balance: 'numeric',
  lines: 'int8',
});
const ADD_TO_BALANCES = `
  ${insertInto('ledger_balances AS b', BALANCES)}
  ON CONFLICT (shard, ledger_account) DO UPDATE
     SET balance = b.balance + excluded.balance, lines = b.lines + excluded.lines
   WHERE b.currency = excluded.currency`;

interface AccountState {
  readonly currency: string;
  balance: number;
  lines: number;
}

/** Second of the two entries that one event can have, as the table demands it. */
const SECOND_KINDS: readonly string[] = ['COMMISSION', 'PROFIT_REVERSED'];

/**
 * Books every movement of money once. A balance that does not go on where the ledger left it, or a settlement that does not
 * add up, is an error that stops the consumer: nothing of the batch is written then.
 */
@Injectable()
export class LedgerProjector implements Projector {
  async project(batch: ProjectionBatch): Promise<void> {
    const booked = bookEvents(batch.events);
    if (booked.length === 0) return;
    const states = await this.#findAccounts(batch, booked);
    const rows = booked.flatMap((event) => entryRows(batch.shard, event, states));
    if (rows.length === 0) return;
    await batch.transaction.execute(INSERT_ENTRIES, ENTRIES.values(rows));
    await this.#addToBalances(batch, rows);
  }

  async #findAccounts(
    { shard, transaction }: ProjectionBatch,
    booked: readonly BookedEvent[],
  ): Promise<Map<string, AccountState>> {
    const names = new Set(
      booked.flatMap(({ account }) => (account === undefined ? [] : [account.accountId])),
    );
    const keys = [...names].map((accountId) => ({ shard, ledger_account: accountMoney(accountId) }));
    if (keys.length === 0) return new Map();
    const rows = await transaction.query<{
      ledger_account: string;
      currency: string;
      balance: string;
      lines: string;
    }>(FIND_ACCOUNTS, ACCOUNTS.values(keys));
    return new Map(
      rows.map(({ ledger_account, currency, balance, lines }) => [
        ledger_account,
        { currency, balance: toSafeInteger(balance), lines: toSafeInteger(lines) },
      ]),
    );
  }

  async #addToBalances({ shard, transaction }: ProjectionBatch, entries: readonly EntryRow[]): Promise<void> {
    const sums = new Map<string, { currency: string; balance: bigint; lines: number }>();
    const add = (entry: EntryRow, ledgerAccount: string, amount: number): void => {
      const sum = sums.get(ledgerAccount) ?? { currency: entry.currency, balance: 0n, lines: 0 };
      if (sum.currency !== entry.currency) throw currencyError(ledgerAccount, sum.currency, entry.currency);
      sum.balance += BigInt(amount);
      if (entry.account_id !== null && ledgerAccount === accountMoney(entry.account_id)) sum.lines += 1;
      sums.set(ledgerAccount, sum);
    };
    for (const entry of entries) {
      add(entry, entry.debit, -entry.amount);
      add(entry, entry.credit, entry.amount);
    }
    const rows = [...sums].map(([ledgerAccount, sum]) => ({ shard, ledger_account: ledgerAccount, ...sum }));
    const written = await transaction.execute(ADD_TO_BALANCES, BALANCES.values(rows));
    if (written !== rows.length) {
      throw new LedgerError(
        `${rows.length - written} ledger accounts have another currency than their new entries`,
      );
    }
  }
}

function entryRows(shard: number, event: BookedEvent, states: Map<string, AccountState>): EntryRow[] {
  const { sequence, index, timeMs, currency, marketId, account, movements } = event;
  const common = { shard, sequence, event_index: index, booked_at: timeMs, currency, market_id: marketId };
  const state = account === undefined ? undefined : goOn(event, account, states);
  const rows = movements.map((movement): EntryRow => {
    const { kind, debit, credit, amount } = movement;
    const entry = {
      ...common,
      entry_index: SECOND_KINDS.includes(kind) ? 1 : 0,
      kind,
      debit,
      credit,
      amount,
    };
    if (account === undefined || state === undefined) {
      return { ...entry, account_id: null, line: null, balance_before: null, balance: null };
    }
    const before = state.balance;
    state.balance += signedFor(accountMoney(account.accountId), movement);
    state.lines += 1;
    const { balance, lines } = state;
    return { ...entry, account_id: account.accountId, line: lines, balance_before: before, balance };
  });
  return rows;
}

/** Sees that the event's account stands where the ledger has it. */
function goOn(
  { sequence, index, currency }: BookedEvent,
  { accountId, before }: NonNullable<BookedEvent['account']>,
  states: Map<string, AccountState>,
): AccountState {
  const key = accountMoney(accountId);
  const state = states.get(key) ?? { currency, balance: 0, lines: 0 };
  states.set(key, state);
  if (state.currency !== currency) throw currencyError(key, state.currency, currency);
  if (state.balance !== before) {
    throw new LedgerError(
      `account ${accountId} has ${state.balance} minor units in the ledger, ` +
        `event ${sequence}-${index} goes on from ${before}; both must be the same`,
    );
  }
  return state;
}

function signedFor(ledgerAccount: string, { credit, amount }: Movement): number {
  return credit === ledgerAccount ? amount : -amount;
}

function currencyError(ledgerAccount: string, has: string, other: string): LedgerError {
  return new LedgerError(
    `ledger account ${ledgerAccount} is one of ${has}, nothing in ${other} can be booked on it`,
  );
}
