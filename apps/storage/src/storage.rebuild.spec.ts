import { jest } from '@jest/globals';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PositionView } from '@backlay/consumer';
import { EventGroupEncoder } from '@backlay/contracts';
import { EventLogWriter } from '@backlay/transport';
import pg from 'pg';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import type { RebuildMode, RebuildReport } from '../../../libs/consumer/src/rebuild/rebuild-options.js';
import { rebuildSchema } from '../../../libs/consumer/src/rebuild/rebuild.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../test/support/wait.js';
import { startApp } from './app.js';
import { DATABASE } from './database/schema.js';
import { PROJECTORS } from './projectors.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const SEED = 11;

/** Asks again and again until it is stopped, and keeps every answer that is not as it should be. */
class Reader {
  readonly failures: string[] = [];
  reads = 0;
  #isStopped = false;
  readonly #done: Promise<void>;

  constructor(
    private readonly storage: RunningConsumer,
    private readonly path: string,
  ) {
    this.#done = this.#read();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #read(): Promise<void> {
    while (!this.#isStopped) {
      const { status, body } = await this.storage.get<{ items?: unknown[] }>(this.path);
      this.reads += 1;
      const isGood = status === 200 && (body.items === undefined || body.items.length > 0);
      if (!isGood) this.failures.push(`${status} ${JSON.stringify(body)}`);
    }
  }
}

describe(`rebuilding storage (seed ${SEED})`, () => {
  let storage: RunningConsumer;
  let history: EventHistory;
  let client: pg.Client;

  const rebuild = (mode: RebuildMode, more: { logDirectory?: string } = {}): Promise<RebuildReport> =>
    rebuildSchema({
      databaseUrl: storage.database.url,
      database: DATABASE,
      projectors: PROJECTORS.map((Projector) => new Projector()),
      logDirectory: logDirectory(),
      shard: 0,
      consumer: storage.config.group,
      mode,
      // Small, so that there is something in between.
      eventsPerBatch: 300,
      ...more,
    });

  function logDirectory(): string {
    const { source } = storage.config;
    if (source.backbone !== 'log') throw new Error('the spec follows the log');
    return source.directory;
  }

  const schemas = async (): Promise<string[]> => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT nspname::text AS name FROM pg_namespace WHERE nspname LIKE 'storage%' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  };
  const tradesOid = async (): Promise<string | undefined> => {
    const { rows } = await client.query<{ oid: string }>("SELECT 'storage.trades'::regclass::oid AS oid");
    return rows[0]?.oid;
  };
  const position = async (): Promise<PositionView> => (await storage.get<PositionView>('/v1/position')).body;

  beforeEach(async () => {
    storage = await RunningConsumer.create(startApp);
    history = new EventHistory({ seed: SEED, commands: 1_000 });
    await storage.append(history.groups(1_000));
    await storage.untilApplied();
    client = new pg.Client({ connectionString: storage.database.url });
    client.on('error', () => undefined);
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await storage.destroy();
  });

  it('puts equal tables in place of the live ones, which then take in what comes next', async () => {
    const before = await tradesOid();
    const report = await rebuild('swap-if-equal');
    expect(report).toMatchObject({
      outcome: 'equal',
      isSwapped: true,
      comparedSequence: 1_000,
      sequence: 1_000,
    });
    expect(report.tables.map(({ table }) => table)).toEqual([
      'accounts',
      'events',
      'ledger_balances',
      'ledger_entries',
      'markets',
      'orders',
      'runners',
      'settled_orders',
      'settlements',
      'trade_changes',
      'trades',
    ]);
    expect(report.tables.every(({ liveRows = 0 }) => liveRows > 0)).toBe(true);
    expect(await tradesOid()).not.toBe(before);
    expect(await schemas()).toEqual(['storage']);
    await storage.append(history.groups(200));
    await storage.untilApplied();
    expect(await rebuild('check')).toMatchObject({
      outcome: 'equal',
      isSwapped: false,
      comparedSequence: 1_200,
    });
  });

  it('keeps the indexes and knows the size of the tables', async () => {
    const indexes = async () =>
      (await client.query("SELECT indexdef FROM pg_indexes WHERE schemaname = 'storage' ORDER BY 1")).rows;
    const before = await indexes();
    await rebuild('swap-if-equal');
    expect(await indexes()).toEqual(before);
    const { rows } = await client.query<{ reltuples: number }>(
      "SELECT reltuples FROM pg_class WHERE oid = 'storage.events'::regclass",
    );
    expect(rows[0]?.reltuples).toBeGreaterThan(1_000);
  });

  it('goes on under load: no reader and no event meets an error', async () => {
    const readers = ['/v1/trades', '/v1/events', '/v1/orders', '/v1/markets', '/v1/position'].map(
      (path) => new Reader(storage, path),
    );
    const end = new AbortController();
    const writing = (async () => {
      // In bursts: the log can be written faster than any consumer reads it, and the end of the spec waits for this one.
      for (let appended = 0; !end.signal.aborted; appended += 50) {
        await storage.append(history.groups(50));
        if (appended % 2_000 === 0) await storage.untilApplied();
      }
    })();
    const swaps: RebuildReport[] = [];
    for (let round = 0; round < 3; round++) swaps.push(await rebuild('swap-if-equal'));
    end.abort();
    await writing;
    await storage.untilApplied();
    for (const reader of readers) {
      await reader.stop();
      expect(reader.failures).toEqual([]);
      expect(reader.reads).toBeGreaterThan(3);
    }
    expect(swaps.every(({ outcome, isSwapped }) => outcome === 'equal' && isSwapped)).toBe(true);
    expect(swaps.at(-1)?.sequence).toBeGreaterThan(1_000);
    expect((await position()).status).toBe('connected');
    expect(await rebuild('check')).toMatchObject({ outcome: 'equal' });
    expect(await schemas()).toEqual(['storage']);
  });

  it.each([
    [
      'a trade is missing',
      'DELETE FROM storage.trades WHERE ctid IN (SELECT ctid FROM storage.trades LIMIT 1)',
      'trades',
    ],
    [
      'a size is another',
      'UPDATE storage.trades SET size = size + 1 WHERE ctid IN (SELECT ctid FROM storage.trades LIMIT 1)',
      'trades',
    ],
    [
      'a payload is another',
      `UPDATE storage.events SET payload = '{"type":"order.placed"}' WHERE sequence = 3`,
      'events',
    ],
    [
      'a market has another status',
      `UPDATE storage.markets SET status = 'SUSPENDED', status_sequence = 9`,
      'markets',
    ],
  ])('tells when %s, and replaces only when asked to', async (_, damage, table) => {
    await client.query(damage);
    const before = await tradesOid();
    const told = await rebuild('swap-if-equal');
    expect(told).toMatchObject({ outcome: 'different', isSwapped: false, keptSchema: 'storage_rebuild' });
    expect(told.tables.filter(({ isEqual }) => !isEqual)).toMatchObject([{ table }]);
    expect(await tradesOid()).toBe(before);
    expect(await schemas()).toEqual(['storage', 'storage_rebuild']);
    expect(await rebuild('replace')).toMatchObject({ outcome: 'different', isSwapped: true });
    expect(await rebuild('check')).toMatchObject({ outcome: 'equal' });
    expect(await schemas()).toEqual(['storage']);
  });

  it('makes a lost database again', async () => {
    await storage.stop();
    await client.query('DROP SCHEMA storage CASCADE');
    expect(await rebuild('swap-if-equal')).toMatchObject({
      outcome: 'not-compared',
      isSwapped: true,
      sequence: 1_000,
    });
    await storage.restart();
    expect((await position()).sequence).toBe(1_000);
    await storage.append(history.groups(100));
    await storage.untilApplied();
    expect(await rebuild('check')).toMatchObject({ outcome: 'equal', comparedSequence: 1_100 });
  });

  it('refuses a log that is not the one of the live tables, and a second rebuild at the same time', async () => {
    const empty = rebuild('swap-if-equal', { logDirectory: `${logDirectory()}-of-nobody` });
    await expect(empty).rejects.toThrow('There is no event log in');
    await client.query('UPDATE storage.checkpoints SET sequence = 5000');
    await expect(rebuild('swap-if-equal')).rejects.toThrow(
      /go up to sequence 5000, the event log in .* ends with 1000/,
    );
    await client.query("SELECT pg_advisory_lock(hashtextextended('backlay rebuild of storage', 0))");
    await expect(rebuild('swap-if-equal')).rejects.toThrow('Another rebuild of storage is at work');
  });

  it('refuses a log whose first segments were removed, and leaves nothing behind', async () => {
    const directory = `${logDirectory()}-shortened`;
    const writer = await EventLogWriter.open({ directory, shard: 0, policy: 'os', segmentBytes: 16 * 1024 });
    const encoder = new EventGroupEncoder();
    for (const group of new EventHistory({ seed: SEED, commands: 1_000 }).groups(1_000)) {
      const record = { sequence: group.sequence, payload: encoder.encode(group), journal: Buffer.alloc(0) };
      writer.append(record);
      await writer.whenDurable(group.sequence);
    }
    await writer.close();
    const [first = ''] = (await readdir(directory)).filter((name) => name.endsWith('.log')).sort();
    await rm(join(directory, first));
    const shortened = rebuild('swap-if-equal', { logDirectory: directory });
    await expect(shortened).rejects.toThrow('does not begin at sequence 1: older segments were removed');
    expect(await schemas()).toEqual(['storage']);
  });

  it('names the events that cannot be applied', async () => {
    const [, second] = history.groups(2);
    if (second === undefined) throw new Error('the history has ended');
    // A trade whose orders were never placed.
    const trade = { makerOrderId: 900_001, makerAccountId: 'a', makerSizeRemaining: 0, takerAccountId: 'b' };
    const rest = { takerOrderId: 900_002, takerSide: 'BACK', takerSizeRemaining: 0 } as const;
    const place = { type: 'order.matched', marketId: 1, runnerId: 101, price: 200, size: 5 } as const;
    await storage.append([{ ...second, sequence: 1_001, events: [{ ...place, ...trade, ...rest }] }]);
    await client.query('UPDATE storage.checkpoints SET sequence = 1001');
    await expect(rebuild('swap-if-equal')).rejects.toThrow(
      /Sequences \d+ to 1001 cannot be applied: 2 of 2 changed/,
    );
    expect(await schemas()).toEqual(['storage']);
  });

  it('keeps the former tables when something outside needs them', async () => {
    await client.query('CREATE VIEW public.large AS SELECT * FROM storage.trades WHERE size > 100');
    const report = await rebuild('swap-if-equal');
    expect(report).toMatchObject({ isSwapped: true, keptSchema: 'storage_old' });
    expect(report.notes.join()).toContain('view public.large depends on table storage_old.trades');
    await expect(rebuild('swap-if-equal')).rejects.toThrow(
      'The schema storage_old of an earlier rebuild cannot be dropped',
    );
  });

  it('waits for readers of the former tables before it drops these', async () => {
    await client.query('BEGIN');
    await client.query('SELECT count(*) FROM storage.trades');
    const swapping = rebuild('swap-if-equal');
    await waitFor('the new tables to be in place', async () => (await schemas()).includes('storage_old'));
    expect((await storage.get('/v1/trades')).status).toBe(200);
    await client.query('COMMIT');
    expect(await swapping).toMatchObject({ isSwapped: true, keptSchema: undefined });
  });
});
