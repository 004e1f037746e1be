import pg from 'pg';
import { z } from 'zod';
import { parseSignedHundredths } from '@backlay/client';
import { HttpConnections } from '../http.js';
import type { EngineAddress } from './engine-facts.js';

/*
 * What engine and storage say of the money of a quiet system, in minor units.
 */

/** Money of all accounts, and what the exchange has of it. */
export interface MoneySums {
  readonly balances: number;
  readonly commission: number;
  readonly rounding: number;
  readonly paidIn: number;
}

/** The money of one part of the system. */
export interface MoneyOfPart {
  /** Balance by account. */
  readonly accounts: ReadonlyMap<string, number>;
  readonly sums: MoneySums;
}

export interface MoneyFacts {
  readonly engine: MoneyOfPart;
  /** Added up from the entries of storage's ledger. */
  readonly ledger: MoneyOfPart;
  /** Balances as the rows of storage's accounts say them. */
  readonly stored: ReadonlyMap<string, number>;
}

const TIMEOUT_MS = 30_000;
const PAGE_ACCOUNTS = 1_000;
const NOTHING: MoneySums = { balances: 0, commission: 0, rounding: 0, paidIn: 0 };

const money = z.string().transform(parseSignedHundredths);
const accountPage = z.object({
  accounts: z.array(z.object({ accountId: z.string(), balance: money })),
  next: z.string().nullable(),
});
const sums = z.object({
  money: z.array(z.object({ balances: money, commission: money, rounding: money, paidIn: money })),
});

const STORED = 'SELECT account_id, balance FROM storage.accounts';
const LEDGER = `SELECT name, sum(amount) AS amount FROM (
  SELECT credit AS name, amount FROM storage.ledger_entries
   UNION ALL SELECT debit, -amount FROM storage.ledger_entries) AS sides GROUP BY name`;

/** Reads all the money there is, from the engine and from storage's tables. */
export async function readMoney(engine: EngineAddress, databaseUrl: string): Promise<MoneyFacts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const stored = await client.query<{ account_id: string; balance: string }>(STORED);
    const ledger = await client.query<{ name: string; amount: string }>(LEDGER);
    return {
      engine: await ofEngine(engine),
      ledger: ofLedger(new Map(ledger.rows.map(({ name, amount }) => [name, Number(amount)]))),
      stored: new Map(stored.rows.map((row) => [row.account_id, Number(row.balance)])),
    };
  } finally {
    await client.end();
  }
}

async function ofEngine({ url, keys }: EngineAddress): Promise<MoneyOfPart> {
  const http = new HttpConnections(url, TIMEOUT_MS, { connections: 1, key: keys.operator });
  const accounts = new Map<string, number>();
  try {
    for (let after: string | null = ''; after !== null;) {
      const rest: string = after === '' ? '' : `&after=${after}`;
      const page: z.output<typeof accountPage> = accountPage.parse(
        await http.getJson(`/v1/accounts?limit=${PAGE_ACCOUNTS}${rest}`),
      );
      for (const { accountId, balance } of page.accounts) accounts.set(accountId, balance);
      after = page.next;
    }
    const [ofCurrency = NOTHING] = sums.parse(await http.getJson('/v1/money')).money;
    return { accounts, sums: ofCurrency };
  } finally {
    http.close();
  }
}

/** @param balances of the ledger accounts, such as `account:alice` and `commission:GBP` */
function ofLedger(balances: ReadonlyMap<string, number>): MoneyOfPart {
  const accounts = new Map<string, number>();
  const of = { account: 0, commission: 0, rounding: 0, external: 0 };
  for (const [name, balance] of balances) {
    const [kind = '', ...rest] = name.split(':');
    if (kind === 'account') accounts.set(rest.join(':'), balance);
    if (kind in of) of[kind as keyof typeof of] += balance;
  }
  const { account, commission, rounding, external } = of;
  return { accounts, sums: { balances: account, commission, rounding, paidIn: 0 - external } };
}
