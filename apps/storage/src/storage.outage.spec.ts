import { jest } from '@jest/globals';
import type { PositionView } from '@backlay/consumer';
import { eventStreamKey, EventGroupEncoder, type EventGroup } from '@backlay/contracts';
import type { Page, Problem } from '@backlay/service';
import { RedisStreamsWriter } from '@backlay/transport';
import { EventHistory } from '../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../libs/consumer/src/testing/running-consumer.js';
import { TcpProxy } from '../../../libs/consumer/src/testing/tcp-proxy.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from '../../../test/support/redis.js';
import { waitFor } from '../../../test/support/wait.js';
import { startApp } from './app.js';
import { ExpectedFacts } from './testing/expected-facts.js';
import type { TradeView } from './trade/trade.query.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const PATIENCE = { timeoutMs: 30_000 };

async function expectAllTrades(storage: RunningConsumer, facts: ExpectedFacts): Promise<void> {
  const { body } = await storage.get<Page<TradeView>>('/v1/trades?sort=oldest&limit=1000');
  expect(body.items).toEqual(facts.trades());
}

describe('storage while PostgreSQL cannot be reached', () => {
  let storage: RunningConsumer;
  let proxy: TcpProxy;

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp, {}, async (databaseUrl) => {
      const direct = new URL(databaseUrl);
      proxy = new TcpProxy({ host: direct.hostname, port: Number(direct.port || 5432) });
      await proxy.open();
      direct.port = String(proxy.port);
      return direct.href;
    });
  });

  afterAll(async () => {
    await storage?.destroy();
    await proxy?.cut();
  });

  it('says so, keeps nothing half, and catches up by itself', async () => {
    const groups = new EventHistory({ seed: 21, commands: 300 }).groups();
    await storage.append(groups.slice(0, 150));
    await storage.untilApplied();

    await proxy.cut();
    await storage.append(groups.slice(150));

    const refused = await storage.get<Problem>('/v1/trades');
    expect({ status: refused.status, code: refused.body.code }).toEqual({
      status: 503,
      code: 'DATABASE_UNAVAILABLE',
    });
    await waitFor(
      'the app to be not ready',
      async () => (await storage.get('/health/ready')).status === 503,
      PATIENCE,
    );
    const { body } = await storage.get<Problem>('/health/ready');
    expect(body.errors?.map(({ pointer }) => pointer)).toContain('database');
    expect((await storage.get('/health/live')).status).toBe(200);

    await proxy.open();

    await waitFor(
      'the app to be ready',
      async () => (await storage.get('/health/ready')).status === 200,
      PATIENCE,
    );
    await storage.untilApplied();
    await expectAllTrades(storage, new ExpectedFacts().add(groups));
  });
});

describe('storage when an event cannot be applied', () => {
  let storage: RunningConsumer;

  beforeAll(async () => {
    storage = await RunningConsumer.create(startApp);
  });

  afterAll(async () => {
    await storage?.destroy();
  });

  it('stands still before it and says at which sequence and why', async () => {
    const order = { orderId: 1, accountId: 'a', marketId: 1, runnerId: 1, side: 'BACK', price: 200 } as const;
    await storage.append([
      { shard: 0, sequence: 1, timeMs: 1, events: [{ type: 'market.opened', marketId: 1 }] },
    ]);
    await storage.untilApplied();

    await storage.append([
      {
        shard: 0,
        sequence: 2,
        timeMs: 2,
        events: [{ type: 'order.lapsed', ...order, sizeLapsed: 5, reason: 'MARKET_CLOSED' }],
      },
    ]);

    await waitFor(
      'the consumer to halt',
      async () => (await storage.get<PositionView>('/v1/position')).body.status === 'halted',
      PATIENCE,
    );
    const { status, body } = await storage.get<Problem>('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      code: 'NOT_READY',
      errors: [
        {
          pointer: 'consumer',
          detail:
            'halted after sequence 1: 1 of 1 changed orders were never placed in this database ' +
            '(POST /v1/consumer/resume tries again)',
        },
      ],
    });
    expect((await storage.get<PositionView>('/v1/position')).body.sequence).toBe(1);
    expect((await storage.get('/v1/events')).status).toBe(200);
  });
});

describeWithRedis('storage fed by Redis Streams', () => {
  const encoder = new EventGroupEncoder();
  let redis: SpecRedis;
  let writer: RedisStreamsWriter;
  let storage: RunningConsumer;

  async function publish(groups: readonly EventGroup[], entries: number): Promise<void> {
    const length = Math.ceil(groups.length / entries);
    for (let start = 0; start < groups.length; start += length) {
      const packed = groups.slice(start, start + length);
      await writer.write({
        firstSequence: packed[0]?.sequence ?? 0,
        lastSequence: packed.at(-1)?.sequence ?? 0,
        payload: Buffer.concat(packed.map((group) => Buffer.from(encoder.encode(group)))),
      });
    }
  }

  const untilAt = (sequence: number) =>
    waitFor(
      `sequence ${sequence}`,
      async () => (await storage.get<PositionView>('/v1/position')).body.sequence === sequence,
      PATIENCE,
    );

  beforeAll(async () => {
    redis = await startSpecRedis();
    writer = new RedisStreamsWriter({ redis: redis.url, stream: eventStreamKey(0), epoch: 1 });
    const source = { backbone: 'redis', url: redis.url, directory: '/nowhere/event-log' } as const;
    storage = await RunningConsumer.create(startApp, { source });
  });

  afterAll(async () => {
    await storage?.destroy();
    await writer?.close();
    await redis?.stop();
  });

  it('stores everything once, over a restart of the app and the death of Redis', async () => {
    const groups = new EventHistory({ seed: 22, commands: 400 }).groups();
    await publish(groups.slice(0, 150), 7);
    await untilAt(150);

    await storage.stop();
    await publish(groups.slice(150, 250), 3);
    await storage.restart();
    await untilAt(250);

    await redis.kill();
    await waitFor(
      'the app to be not ready',
      async () => (await storage.get('/health/ready')).status === 503,
      PATIENCE,
    );
    await redis.start();
    await publish(groups.slice(250), 5);
    await untilAt(400);

    await waitFor(
      'the app to be ready',
      async () => (await storage.get('/health/ready')).status === 200,
      PATIENCE,
    );
    await expectAllTrades(storage, new ExpectedFacts().add(groups));
  });
});
