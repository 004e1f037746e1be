import pg from 'pg';
import type { AnalyticsFacts, ArchivedSequence, StorageFacts, StoredOrder, StoredTrade } from './facts.js';

/*
 * The rows themselves, read past the apps. int8 comes as text from the driver; none of these numbers reaches 2^53.
 */

type Row = Readonly<Record<string, string | number | boolean | null>>;

const ARCHIVE = `SELECT sequence, count(*) AS events, max(event_index) AS last_index,
  bool_or(type = 'command.rejected') AS is_refusal
  FROM storage.events GROUP BY sequence ORDER BY sequence`;
const STEPS_BACK = `SELECT count(*) AS steps FROM (
  SELECT time < lag(time) OVER (ORDER BY sequence, event_index) AS is_back FROM storage.events) AS step WHERE is_back`;
const ORDERS = `SELECT order_id, market_id, runner_id, account_id, side, price, size, size_matched, size_remaining,
  size_cancelled, placed_sequence, updated_sequence FROM storage.orders`;
const TRADES = `SELECT sequence, event_index, taker_order_id, maker_order_id, price, size FROM storage.trades`;
const VOLUMES = `SELECT market_id, runner_id, price, size FROM analytics.volumes`;
const LEVELS = `SELECT market_id, runner_id, side, price, size FROM analytics.levels`;
const TAPE = `SELECT count(*) AS trades FROM analytics.tape`;

/** Reads storage's and analytics' tables. */
export async function readDatabase(
  url: string,
): Promise<{ readonly storage: StorageFacts; readonly analytics: AnalyticsFacts }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return { storage: await readStorage(client), analytics: await readAnalytics(client) };
  } finally {
    await client.end();
  }
}

async function readStorage(client: pg.Client): Promise<StorageFacts> {
  return {
    checkpoint: await checkpoint(client, 'storage'),
    archive: (await rows(client, ARCHIVE)).map(toArchived),
    orders: (await rows(client, ORDERS)).map(toOrder),
    trades: (await rows(client, TRADES)).map(toTrade),
    stepsBackInTime: Number((await rows(client, STEPS_BACK))[0]?.['steps'] ?? 0),
  };
}

async function readAnalytics(client: pg.Client): Promise<AnalyticsFacts> {
  const volumes = await rows(client, VOLUMES);
  const levels = await rows(client, LEVELS);
  const [tape] = await rows(client, TAPE);
  return {
    checkpoint: await checkpoint(client, 'analytics'),
    volumes: new Map(
      volumes.map(({ market_id, runner_id, price, size }) => [
        `${market_id}/${runner_id}/${price}`,
        Number(size),
      ]),
    ),
    tape: Number(tape?.['trades'] ?? 0),
    depth: new Map(
      levels.map(({ market_id, runner_id, side, price, size }) => [
        `${market_id}/${runner_id}/${side}/${price}`,
        Number(size),
      ]),
    ),
  };
}

async function checkpoint(client: pg.Client, schema: 'storage' | 'analytics'): Promise<number> {
  const found = await rows(client, `SELECT max(sequence) AS sequence FROM ${schema}.checkpoints`);
  return Number(found[0]?.['sequence'] ?? 0);
}

async function rows(client: pg.Client, statement: string): Promise<Row[]> {
  return (await client.query<Row>(statement)).rows;
}

function toArchived(row: Row): ArchivedSequence {
  return {
    sequence: Number(row['sequence']),
    events: Number(row['events']),
    lastIndex: Number(row['last_index']),
    isRefusal: row['is_refusal'] === true,
  };
}

function toOrder(row: Row): StoredOrder {
  return {
    orderId: Number(row['order_id']),
    marketId: Number(row['market_id']),
    runnerId: Number(row['runner_id']),
    accountId: String(row['account_id']),
    side: row['side'] === 'BACK' ? 'BACK' : 'LAY',
    price: Number(row['price']),
    size: Number(row['size']),
    sizeMatched: Number(row['size_matched']),
    sizeRemaining: Number(row['size_remaining']),
    sizeCancelled: Number(row['size_cancelled']),
    placedSequence: Number(row['placed_sequence']),
    updatedSequence: Number(row['updated_sequence']),
  };
}

function toTrade(row: Row): StoredTrade {
  return {
    tradeId: `${row['sequence']}-${row['event_index']}`,
    takerOrderId: Number(row['taker_order_id']),
    makerOrderId: Number(row['maker_order_id']),
    price: Number(row['price']),
    size: Number(row['size']),
  };
}
