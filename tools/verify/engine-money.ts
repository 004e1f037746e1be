import { z } from 'zod';
import { HttpClient } from '../exchange/http-client.js';
import type { RequestKeys } from '../exchange/request-keys.js';
import { failed, same, undecided, type Check } from './check.js';
import type { SchemaSnapshot } from './databases.js';
import { totalsIn } from './money-check.js';

const PART = 'engine';
/** Accounts of one answer. */
const PAGE = 1_000;

const money = z.string().regex(/^-?\d+\.\d{2}$/);
const position = z.object({ sequence: z.number(), durableSequence: z.number() });
const accountPage = z.object({
  accounts: z.array(z.object({ accountId: z.string(), currency: z.string(), balance: money })),
  next: z.string().nullish(),
});
const totals = z.object({
  currency: z.string(),
  balances: money,
  commission: money,
  rounding: money,
  paidIn: money,
});
const totalsAnswer = z.object({ money: z.array(totals) }).transform((answer) => answer.money);

/** The money of the engine, as it was at some moment of each account behind `from` and not behind `to`. */
export interface EngineMoney {
  readonly from: number;
  readonly to: number;
  /** Decimal money by account. */
  readonly balances: ReadonlyMap<string, string>;
  readonly totals: readonly z.output<typeof totals>[];
}

/** Asks the engine for its accounts; a line that says why, when there is nothing to compare with. */
export async function readEngineMoney(url: string, keys: RequestKeys): Promise<EngineMoney | Check> {
  const http = new HttpClient('engine', url, keys.operator);
  try {
    const before = await read(http, '/v1/engine', position);
    const balances = new Map<string, string>();
    for (let after = ''; ;) {
      const path = `/v1/accounts?limit=${PAGE}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
      const page = await read(http, path, accountPage);
      if (page === undefined) return undecided(PART, 'accounts', 'engine offers no accounts');
      for (const { accountId, balance } of page.accounts) balances.set(accountId, balance);
      if (page.next === null || page.next === undefined) break;
      after = page.next;
    }
    const sums = await read(http, '/v1/money', totalsAnswer);
    if (sums === undefined) return undecided(PART, 'money', 'engine offers no accounts');
    const after = await read(http, '/v1/engine', position);
    if (before === undefined || after === undefined)
      return failed(PART, 'accounts', 'it does not say its sequence');
    return { from: before.durableSequence, to: after.sequence, balances, totals: sums };
  } catch (error) {
    return failed(PART, 'accounts', error instanceof Error ? error.message : String(error));
  } finally {
    http.close();
  }
}

/** Undefined for a path that the engine does not know. @throws Error when the answer is not understood */
async function read<Schema extends z.ZodType>(
  http: HttpClient,
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const { status, body } = await http.get(path);
  if (status === 404) return undefined;
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw new Error(`${path} answers ${status} ${JSON.stringify(body).slice(0, 200)}`);
}

/**
 * Compares the engine's money with the ledger, to the penny. The engine goes on while it is asked: the balance of an account
 * is right when the ledger had it at the beginning of the questions or at any moment until their end.
 */
export async function checkEngineMoney(snapshot: SchemaSnapshot, engine: EngineMoney): Promise<Check[]> {
  const reached = snapshot.checkpoint?.sequence ?? 0;
  if (reached < engine.to) {
    return [
      undecided(PART, 'accounts', `storage is at ${reached}, the engine's answers are of ${engine.to}`),
    ];
  }
  const right = await balancesBetween(snapshot, engine);
  const isRight = (accountId: string) => right.get(accountId)?.has(engine.balances.get(accountId) ?? 'none');
  const names = new Set([...engine.balances.keys(), ...right.keys()]);
  const different = [...names].filter((accountId) => !(isRight(accountId) ?? false)).sort();
  const found = different.length === 0 ? '0' : `${different.length}, such as ${different[0]}`;
  const accounts = same(PART, 'accounts with another balance than the ledger', { expected: '0', found });
  return [accounts, ...(await checkTotals(snapshot, engine))];
}

async function balancesBetween(
  snapshot: SchemaSnapshot,
  { from, to, balances }: EngineMoney,
): Promise<Map<string, Set<string>>> {
  const rows = await snapshot.rows<{ account_id: string; balance: string; opened: string }>(
    `SELECT a.account_id, a.opened_sequence AS opened, coalesce(last.balance, 0) AS balance
       FROM accounts a
       LEFT JOIN LATERAL (
              SELECT balance FROM ledger_entries e
               WHERE e.shard = a.shard AND e.account_id = a.account_id AND e.sequence <= ${from}
               ORDER BY line DESC LIMIT 1) last ON true
      WHERE a.opened_sequence <= ${to}
      UNION
     SELECT e.account_id, a.opened_sequence, e.balance
       FROM ledger_entries e JOIN accounts a ON a.shard = e.shard AND a.account_id = e.account_id
      WHERE e.sequence > ${from} AND e.sequence <= ${to}`,
  );
  const right = new Map<string, Set<string>>();
  for (const { account_id, balance, opened } of rows) {
    // One that was opened meanwhile need not be in the answer.
    if (Number(opened) > from && !balances.has(account_id)) continue;
    const known = right.get(account_id) ?? new Set();
    right.set(account_id, known.add(decimal(BigInt(balance))));
  }
  return right;
}

async function checkTotals(snapshot: SchemaSnapshot, engine: EngineMoney): Promise<Check[]> {
  const { moved } = await snapshot.figures(
    `SELECT count(*) AS moved FROM ledger_entries WHERE sequence > ${engine.from} AND sequence <= ${engine.to}`,
  );
  if (moved !== '0') return [undecided(PART, 'money', 'it moved while the engine was asked: run this again')];
  const rows = await totalsIn(snapshot, engine.to);
  const byCurrency = new Map(rows.map((row) => [row.currency, row]));
  return engine.totals.flatMap(({ currency, ...found }) => {
    const row = byCurrency.get(currency);
    const line = (what: string, expected: string | undefined, value: string) =>
      same(PART, `money ${currency}, ${what}`, { expected: decimal(BigInt(expected ?? 0)), found: value });
    return [
      line('balances', row?.balances, found.balances),
      line('commission', row?.commission, found.commission),
      line('rounding', row?.rounding, found.rounding),
      line('paid in', row?.paid_in, found.paidIn),
    ];
  });
}

function decimal(minorUnits: bigint): string {
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(3, '0');
  return `${minorUnits < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
