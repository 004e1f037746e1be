import { jest } from '@jest/globals';
import {
  ConsumerTimes,
  ExchangeConsumer,
  PROJECTORS,
  type ConsumerSettings,
  type Projector,
} from '@backlay/consumer';
import type { EventGroup } from '@backlay/contracts';
import { ConsumerLedger, SequenceGapError, type WriteTransaction } from '@backlay/persistence';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { deliver } from '../../../libs/consumer/src/testing/delivery.js';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { AppModule } from './app.module.js';
import { emptyTables } from './testing/empty-tables.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const TABLES = [
  'events',
  'trades',
  'trade_changes',
  'orders',
  'markets',
  'runners',
  'accounts',
  'ledger_entries',
  'ledger_balances',
  'settlements',
  'settled_orders',
];
const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);

describe('storage applying events', () => {
  let database: SpecDatabase;
  let app: INestApplicationContext;
  let dataSource: DataSource;
  let ledger: ConsumerLedger;
  let consumer: ExchangeConsumer;

  const store = (groups: readonly EventGroup[], by = consumer) => by.apply(...deliver(groups));
  const withLastProjector = (project: (transaction: WriteTransaction) => Promise<void>) =>
    new ExchangeConsumer(
      ledger,
      [...app.get<Projector[]>(PROJECTORS), { project: ({ transaction }) => project(transaction) }],
      new ConsumerTimes(),
    );

  /** Everything that is stored, in a form that can be compared. */
  async function contents(): Promise<Record<string, unknown>> {
    const tables: Record<string, unknown> = { position: await ledger.position() };
    for (const table of TABLES) {
      tables[table] = await dataSource.query(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
    }
    return tables;
  }

  /** Empties the tables and makes this process the one that writes. */
  async function clear(): Promise<void> {
    await emptyTables(dataSource, [...TABLES, 'checkpoints']);
    await ledger.acquire();
  }

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    database = await createSpecDatabase();
    const config: ConsumerSettings = {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.url,
      source: { backbone: 'log', directory: 'never-opened' },
      shard: 0,
      group: 'spec',
      consumer: 'spec-1',
      maxEventsPerBatch: 100,
      leaseMs: 60_000,
      onPoison: 'halt',
      poisonAttempts: 5,
      access: { keysFile: 'never-opened', requestsPerSecond: 0, isProduction: false },
    };
    app = await NestFactory.createApplicationContext(AppModule.register(config), { abortOnError: false });
    dataSource = app.get(DataSource);
    ledger = app.get(ConsumerLedger);
    consumer = app.get(ExchangeConsumer);
  });

  beforeEach(() => clear());

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('stores a range that is delivered twice once', async () => {
    const groups = new EventHistory({ seed: 1, commands: 100 }).groups();
    await store(groups);
    const once = await contents();

    await store(groups);
    await store(groups.slice(10, 20));

    expect(await contents()).toEqual(once);
    expect(once['position']).toEqual({ epoch: 1, sequence: 100 });
  });

  it('moves on over commands without events', async () => {
    await store([{ shard: 0, sequence: 1, timeMs: 1, events: [] }]);

    expect(await contents()).toEqual({
      position: { epoch: 1, sequence: 1 },
      ...Object.fromEntries(TABLES.map((table) => [table, []])),
    });
  });

  it.each(SEEDS)(
    'stores the same however the history is cut, overlapped and repeated (seed %i)',
    async (seed) => {
      const groups = new EventHistory({ seed, commands: 250, markets: 3 }).groups();
      await store(groups);
      const inOne = await contents();
      await clear();

      for (let next = 0, step = 0; next < groups.length; step++) {
        const back = (seed * 7 + step * 3) % 5;
        const length = 1 + ((seed * 13 + step * 17) % 40);
        const range = groups.slice(Math.max(0, next - back), next + length);
        await store(range);
        if (step % 3 === 0) await store(range);
        next += length;
      }

      expect(await contents()).toEqual(inOne);
    },
  );

  it('refuses a gap and stores nothing of what lies behind it', async () => {
    const groups = new EventHistory({ seed: 2, commands: 30 }).groups();
    await store(groups.slice(0, 10));
    const before = await contents();

    await expect(store(groups.slice(11, 20))).rejects.toThrow(SequenceGapError);

    expect(await contents()).toEqual(before);
  });

  it('stores nothing when the last projector fails, and everything when it is delivered again', async () => {
    const groups = new EventHistory({ seed: 3, commands: 120 }).groups();
    await store(groups.slice(0, 60));
    const before = await contents();
    const failing = withLastProjector(() => Promise.reject(new Error('no')));

    await expect(store(groups.slice(60), failing)).rejects.toThrow('no');
    expect(await contents()).toEqual(before);

    await store(groups.slice(60));
    const after = await contents();
    await clear();
    await store(groups);
    expect(await contents()).toEqual(after);
  });

  it('stores nothing when the connection is killed between the rows and the checkpoint', async () => {
    const groups = new EventHistory({ seed: 4, commands: 120 }).groups();
    await store(groups.slice(0, 60));
    const before = await contents();
    const killed = withLastProjector(async (transaction) => {
      const [row] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    });

    await expect(store(groups.slice(60), killed)).rejects.toThrow(/terminat|not queryable/i);
    expect(await contents()).toEqual(before);

    await store(groups.slice(60));
    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 120 });
  });

  it('lets the table refuse an order whose sizes do not add up', async () => {
    const [placed] = new EventHistory({ seed: 5, commands: 200 })
      .groups()
      .flatMap(({ events }) => events.filter((event) => event.type === 'order.placed'));
    const fact = placed as Extract<EventGroup['events'][number], { type: 'order.placed' }>;
    const { orderId, accountId, marketId, runnerId, side, price } = fact;
    const order = { orderId, accountId, marketId, runnerId, side, price };
    const groups: EventGroup[] = [
      { shard: 0, sequence: 1, timeMs: 1, events: [fact] },
      {
        shard: 0,
        sequence: 2,
        timeMs: 2,
        events: [
          {
            type: 'order.cancelled',
            ...order,
            sizeCancelled: 1,
            sizeRemaining: fact.size,
            reason: 'REQUESTED',
          },
        ],
      },
    ];

    await expect(store(groups)).rejects.toThrow('orders_conserve_size');
    await expect(store(groups.slice(0, 1))).resolves.toBeUndefined();
    await expect(store(groups.slice(1))).rejects.toThrow('orders_conserve_size');
    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 1 });
  });

  it('refuses events of an order that was never placed here', async () => {
    const groups = new EventHistory({ seed: 6, commands: 200 }).groups();
    const cancelling = groups.find(({ events: [first] }) => first?.type === 'order.cancelled') as EventGroup;

    await expect(store([{ ...cancelling, sequence: 1 }])).rejects.toThrow(
      '1 of 1 changed orders were never placed',
    );
    expect(await ledger.position()).toBeUndefined();
  });
});
