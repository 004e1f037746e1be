import { same, sameAll, undecided, type Check } from './check.js';
import type { SchemaSnapshot } from './databases.js';
import type { LogSums } from './log-sums.js';

const PART = 'storage';

/** What the ledger is compared with: copies, since the log's next command would change them. */
export interface MoneyExpectation {
  /** Minor units, by account. */
  readonly balances: ReadonlyMap<string, number>;
  readonly totals: Readonly<Record<string, bigint>>;
}

export function expectMoney({ money }: LogSums): MoneyExpectation {
  const totals = [...money.currencies].flatMap(([currency, { paidIn, commission, rounding }]) => [
    [`ledger ${currency}, paid in`, paidIn.value],
    [`ledger ${currency}, commission`, commission.value],
    [`ledger ${currency}, rounding`, rounding.value],
  ]);
  return { balances: new Map(money.balances), totals: Object.fromEntries(totals) };
}

/** Each entry from both of its sides: what its debit account loses, and its credit account gets. */
const SIDES = `
  SELECT credit AS name, currency, sequence, amount FROM ledger_entries
   UNION ALL
  SELECT debit, currency, sequence, -amount FROM ledger_entries`;

const LEDGER_FAULTS = `
  WITH sums AS (SELECT name, sum(amount) AS balance FROM (${SIDES}) sides GROUP BY name)
  SELECT count(*) AS "ledger accounts that are not the sum of their entries"
    FROM sums FULL JOIN ledger_balances b ON b.ledger_account = sums.name
   WHERE sums.balance IS DISTINCT FROM b.balance`;

const ACCOUNT_FAULTS = `
  SELECT count(*) AS "accounts with another balance than the ledger or its last line"
    FROM accounts a
    LEFT JOIN ledger_balances b ON b.shard = a.shard AND b.ledger_account = 'account:' || a.account_id
    LEFT JOIN LATERAL (
           SELECT balance FROM ledger_entries e
            WHERE e.shard = a.shard AND e.account_id = a.account_id ORDER BY line DESC LIMIT 1) last ON true
   WHERE a.balance <> coalesce(b.balance, 0) OR a.balance <> coalesce(last.balance, 0)`;

/*
 * The exact profits of an account's orders in a market, brought to one denominator, and rounded down to minor units once:
 * that is what the account was paid.
 */
const SETTLEMENT_FAULTS = `
  WITH shares AS (SELECT market_id, max(tied) AS tied FROM settled_orders GROUP BY market_id),
       exact AS (
         SELECT o.market_id, o.account_id, max(s.tied)::numeric * 100 AS denominator,
                sum(o.profit_numerator::numeric * (s.tied / o.tied)) AS numerator
           FROM settled_orders o JOIN shares s USING (market_id) GROUP BY o.market_id, o.account_id),
       paid AS (
         SELECT e.market_id, e.account_id,
                sum(CASE WHEN e.credit = 'account:' || e.account_id THEN e.amount ELSE -e.amount END) AS profit
           FROM ledger_entries e
           JOIN settlements s ON s.shard = e.shard AND s.market_id = e.market_id AND s.sequence = e.sequence
          WHERE s.reversed_sequence IS NULL AND e.kind = 'PROFIT' GROUP BY e.market_id, e.account_id)
  SELECT count(*) AS "accounts that were not paid what their settled orders come to"
    FROM exact FULL JOIN paid USING (market_id, account_id)
   WHERE NOT coalesce(numerator >= denominator * coalesce(profit, 0)
                      AND numerator < denominator * (coalesce(profit, 0) + 1), false)`;

/** Compares the ledger with itself, and with the sums over the log up to the checkpoint. */
export async function checkMoney(
  snapshot: SchemaSnapshot,
  expected: MoneyExpectation,
  firstSequence: number,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const faults of [LEDGER_FAULTS, ACCOUNT_FAULTS, SETTLEMENT_FAULTS]) {
    const found = await snapshot.figures(faults);
    checks.push(
      ...Object.entries(found).map(([what, count]) => same(PART, what, { expected: 0, found: count })),
    );
  }
  const totals = await totalsIn(snapshot);
  for (const { currency, sum } of totals) {
    checks.push(same(PART, `ledger ${currency}, sum of everything`, { expected: 0, found: sum }));
  }
  if (firstSequence > 1) {
    return [...checks, undecided(PART, 'ledger', `it began before the log does (sequence ${firstSequence})`)];
  }
  const found = totals.flatMap(({ currency, paid_in, commission, rounding }) => [
    [`ledger ${currency}, paid in`, paid_in],
    [`ledger ${currency}, commission`, commission],
    [`ledger ${currency}, rounding`, rounding],
  ]);
  // A currency in which nothing has moved is not in the ledger.
  const none = Object.keys(expected.totals).map((what) => [what, '0']);
  const byName = { ...Object.fromEntries(none), ...Object.fromEntries(found) } as Record<string, string>;
  return [...checks, ...sameAll(PART, expected.totals, byName), ...(await checkBalances(snapshot, expected))];
}

interface TotalsRow {
  readonly currency: string;
  readonly sum: string;
  readonly balances: string;
  readonly paid_in: string;
  readonly commission: string;
  readonly rounding: string;
}

/** The ledger's totals by currency. @param until entries of later sequences are left out */
export function totalsIn(snapshot: SchemaSnapshot, until = Number.MAX_SAFE_INTEGER): Promise<TotalsRow[]> {
  const of = (kind: string) => `coalesce(sum(amount) FILTER (WHERE name LIKE '${kind}:%'), 0)`;
  return snapshot.rows<TotalsRow>(
    `SELECT currency, sum(amount) AS sum, ${of('account')} AS balances, -${of('external')} AS paid_in,
            ${of('commission')} AS commission, ${of('rounding')} AS rounding
       FROM (${SIDES}) sides WHERE sequence <= ${until} GROUP BY currency ORDER BY currency`,
  );
}

async function checkBalances(snapshot: SchemaSnapshot, { balances }: MoneyExpectation): Promise<Check[]> {
  const rows = await snapshot.rows<{ account_id: string; balance: string }>(
    'SELECT account_id, balance FROM accounts',
  );
  const found = new Map(rows.map(({ account_id, balance }) => [account_id, balance]));
  const names = new Set([...balances.keys(), ...found.keys()]);
  const isSame = (name: string) => String(balances.get(name)) === found.get(name);
  const different = [...names].filter((name) => !isSame(name)).sort();
  const example = different.length === 0 ? '0' : `${different.length}, such as ${different[0]}`;
  return [
    same(PART, 'accounts', { expected: balances.size, found: found.size }),
    same(PART, 'accounts with another balance than the log', { expected: '0', found: example }),
  ];
}
