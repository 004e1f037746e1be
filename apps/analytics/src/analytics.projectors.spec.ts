import { jest } from '@jest/globals';
import { ExchangeConsumer } from '@backlay/consumer';
import type { EventGroup, MarketFeed } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { KeyRing, KeyRingModule } from '@backlay/service';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { deliver } from '../../../libs/consumer/src/testing/delivery.js';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { AppModule } from './app.module.js';
import { MarketDataController } from './market-data/market-data.controller.js';
import { CandleController } from './price-history/candle.controller.js';
import type { CandleInterval } from './price-history/candle.entity.js';
import { TapeController } from './tape/tape.controller.js';
import { loadMarkets } from './feed/live/load-markets.js';
import { ALL_FIELDS } from './feed/live/feed-fields.js';
import { ExpectedFeed } from './feed/testing/expected-feed.js';
import { MarketCopy } from './feed/testing/market-copy.js';
import { VolumeController } from './volume/volume.controller.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const TABLES = [
  'markets',
  'runners',
  'levels',
  'waiting_orders',
  'volumes',
  'candles',
  'tape',
  'checkpoints',
];
const SEEDS = Array.from({ length: 36 }, (_, index) => index + 1);

describe('analytics applying events', () => {
  let database: SpecDatabase;
  let app: INestApplicationContext;
  let dataSource: DataSource;
  let consumer: ExchangeConsumer;

  const project = (groups: readonly EventGroup[]) => consumer.apply(...deliver(groups));

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    database = await createSpecDatabase();
    const config = {
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
    } as const;
    const module = class {};
    const imports = [KeyRingModule.of(await KeyRing.open(config.access)), AppModule.register(config)];
    app = await NestFactory.createApplicationContext({ module, imports }, { abortOnError: false });
    dataSource = app.get(DataSource);
    consumer = app.get(ExchangeConsumer);
  });

  beforeEach(async () => {
    await dataSource.query(`TRUNCATE ${TABLES.join(', ')}`);
    await app.get(ConsumerLedger).acquire();
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  async function expectProjections(expected: ExpectedFeed): Promise<void> {
    const page = { limit: 1000, cursor: undefined };
    for (const marketId of expected.markets.keys()) {
      const runners = expected.runners(marketId);
      expect(await app.get(MarketDataController).summary(marketId)).toEqual(expected.summary(marketId));
      expect(await app.get(MarketDataController).runners(marketId)).toEqual({ marketId, runners });
      const tape = await app.get(TapeController).list(marketId, { sort: 'oldest', ...page });
      expect(tape.items).toEqual(expected.tape(marketId));
      for (const { runnerId } of runners) {
        const { prices } = await app.get(VolumeController).byPrice(marketId, runnerId);
        expect(prices).toEqual(expected.volume(marketId, runnerId));
        for (const interval of ['1s', '1m', '5m'] satisfies CandleInterval[]) {
          const candles = await app.get(CandleController).list(marketId, runnerId, { interval, ...page });
          expect(candles.items).toEqual(expected.candles(marketId, runnerId, interval));
        }
      }
    }
  }

  /** What the feed begins with. */
  async function expectLoaded(expected: ExpectedFeed, sequence: number): Promise<void> {
    const { markets, position } = await loadMarkets(dataSource, { group: 'spec', shard: 0 }, 0);
    expect(position).toEqual({ epoch: 1, sequence });
    for (const marketId of expected.markets.keys()) {
      const image = markets.get(marketId)?.view(Infinity, sequence).image(ALL_FIELDS) ?? '{}';
      const copy = new MarketCopy().apply(JSON.parse(image) as MarketFeed);
      expect(copy.content).toEqual(expected.feed(marketId).content);
    }
  }

  it.each(SEEDS)(
    'agrees with a recomputation, however the history is cut and repeated (seed %i)',
    async (seed) => {
      const groups = new EventHistory({ seed, commands: 200, markets: 2, runnersPerMarket: 2 }).groups();

      for (let next = 0, step = 0; next < groups.length; step++) {
        const back = (seed * 5 + step) % 4;
        const length = 1 + ((seed * 11 + step * 19) % 60);
        const range = groups.slice(Math.max(0, next - back), next + length);
        await project(range);
        if (step % 4 === 0) await project(range);
        next += length;
      }

      const expected = new ExpectedFeed().add(groups);
      await expectProjections(expected);
      await expectLoaded(expected, groups.length);
      expect(await app.get(ConsumerLedger).position()).toEqual({ epoch: 1, sequence: groups.length });
    },
  );

  it('refuses levels that would fall below zero, and writes nothing of the range', async () => {
    const groups = new EventHistory({ seed: 1, commands: 120 }).groups();
    await project(groups.slice(0, 60));
    const cancelled = groups.flatMap(({ events }) => events).find(({ type }) => type === 'order.cancelled');
    const impossible = {
      ...(cancelled as object),
      sizeCancelled: 1_000_000_000,
    } as EventGroup['events'][number];
    const bad: EventGroup = { shard: 0, sequence: 61, timeMs: 1, events: [impossible] };
    const before = await dataSource.query('SELECT l::text FROM levels l ORDER BY 1');

    await expect(project([bad])).rejects.toThrow('levels_size_check');

    expect(await dataSource.query('SELECT l::text FROM levels l ORDER BY 1')).toEqual(before);
    expect(await app.get(ConsumerLedger).position()).toEqual({ epoch: 1, sequence: 60 });
  });
});
