import { EXCHANGE_EVENT_TYPES, type ExchangeEvent } from '@backlay/contracts';
import { sameAll, undecided, type Check } from './check.js';
import type { SchemaSnapshot } from './databases.js';
import type { LogSums } from './log-sums.js';

const PART = 'storage';

type Figures = Readonly<Record<string, bigint | number>>;

/** What the tables are compared with. */
export interface StorageExpectation {
  readonly archive: Figures;
  readonly trades: Figures;
  readonly orders: Figures;
}

export function expectStorage(sums: LogSums): StorageExpectation {
  const { eventsOfType, eventSequences, trades, standing, orders } = sums;
  const [size, cancelled, lapsed] = [orders.size.value, orders.cancelled.value, orders.lapsed.value];
  // A trade takes its size from two orders, at one price; a void takes it from what is matched, and not from what is done.
  const done = 2n * trades.size.value;
  const matched = 2n * standing.size.value;
  const count = (type: ExchangeEvent['type']) => eventsOfType.get(type) ?? 0;
  return {
    archive: {
      ...Object.fromEntries(EXCHANGE_EVENT_TYPES.map((type) => [`events ${type}`, count(type)])),
      'events, sum of sequences': eventSequences.value,
    },
    trades: {
      trades: trades.count,
      'trades, sum of sizes': trades.size.value,
      'trades, sum of size x price': trades.priceSize.value,
      'trades, sum of sequences': trades.sequences.value,
      'trades voided or reduced': count('trade.voided') + count('trade.reduced'),
    },
    orders: {
      orders: orders.count,
      'orders, sum of sizes': size,
      'orders, size matched': matched,
      'orders, size remaining': size - done - cancelled - lapsed,
      'orders, size cancelled': cancelled,
      'orders, size lapsed': lapsed,
      'orders, size voided': done - matched,
      'orders, sum of size matched x price': 2n * standing.priceSize.value,
      'orders that do not conserve their size': 0,
    },
  };
}

/** Compares the tables of storage with the sums over the log up to the checkpoint. */
export async function checkStorage(
  snapshot: SchemaSnapshot,
  expected: StorageExpectation,
  firstSequence: number,
): Promise<Check[]> {
  const since = `sequence >= ${firstSequence}`;
  const checks = [
    ...sameAll(PART, expected.archive, await archived(snapshot, since)),
    ...sameAll(PART, expected.trades, await traded(snapshot, since)),
  ];
  if (firstSequence === 1) return [...checks, ...sameAll(PART, expected.orders, await ordered(snapshot))];
  const why = `orders began before the log does (sequence ${firstSequence})`;
  return [...checks, undecided(PART, 'orders', why)];
}

async function archived(snapshot: SchemaSnapshot, since: string): Promise<Readonly<Record<string, string>>> {
  const rows = await snapshot.rows<{ type: string; count: string; sequences: string }>(
    `SELECT type, count(*), sum(sequence) AS sequences FROM events WHERE ${since} GROUP BY type`,
  );
  const found = Object.fromEntries(EXCHANGE_EVENT_TYPES.map((type) => [`events ${type}`, '0']));
  let sequences = 0n;
  for (const row of rows) {
    found[`events ${row.type}`] = row.count;
    sequences += BigInt(row.sequences);
  }
  return { ...found, 'events, sum of sequences': String(sequences) };
}

function traded(snapshot: SchemaSnapshot, since: string): Promise<Readonly<Record<string, string>>> {
  return snapshot.figures(
    `SELECT count(*) AS "trades", coalesce(sum(size), 0) AS "trades, sum of sizes",
            coalesce(sum(size::int8 * price), 0) AS "trades, sum of size x price",
            coalesce(sum(sequence), 0) AS "trades, sum of sequences",
            (SELECT count(*) FROM trade_changes WHERE ${since}) AS "trades voided or reduced"
       FROM trades WHERE ${since}`,
  );
}

function ordered(snapshot: SchemaSnapshot): Promise<Readonly<Record<string, string>>> {
  return snapshot.figures(
    `SELECT count(*) AS "orders", coalesce(sum(size), 0) AS "orders, sum of sizes",
            coalesce(sum(size_matched), 0) AS "orders, size matched",
            coalesce(sum(size_remaining), 0) AS "orders, size remaining",
            coalesce(sum(size_cancelled), 0) AS "orders, size cancelled",
            coalesce(sum(size_lapsed), 0) AS "orders, size lapsed",
            coalesce(sum(size_voided), 0) AS "orders, size voided",
            coalesce(sum(matched_price_size), 0) AS "orders, sum of size matched x price",
            count(*) FILTER (WHERE size <> size_matched::int8 + size_remaining + size_cancelled + size_lapsed + size_voided)
              AS "orders that do not conserve their size"
       FROM orders`,
  );
}
