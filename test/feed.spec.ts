import { jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { levelChecksum, type Side } from '@backlay/contracts';
import { FEED_MESSAGE } from '../apps/analytics/src/feed/protocol/message.schema.js';
import { SpecFeedClient } from '../apps/analytics/src/feed/testing/spec-feed-client.js';
import { SpecExchange } from './support/exchange.js';
import { FeedLoad, type EngineBook, type EngineLevel } from './support/feed-load.js';
import { getJson } from './support/json.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(120_000);

const CLIENTS = 200;
const MARKETS = 4;
const ACCOUNTS = Array.from({ length: 8 }, (_, at) => `account-${at}`);
const DEPTHS = [1, 3, 10, 'FULL'] as const;
const ORDERS_MIN = 1_000;
/** Each is a time without reading, or without a connection, for some of the clients. */
const ROUNDS_MIN = 4;
/** What serving so many clients may cost in memory, bytes. */
const MEMORY_GROWTH_MAX = 200 * 1024 * 1024;

function checksumOf({ runners }: EngineBook): number {
  let sum = 0;
  const add = (runnerId: number, side: Side, levels: readonly EngineLevel[]): void => {
    for (const { price, size } of levels) sum += levelChecksum(runnerId, side, minor(price), minor(size));
  };
  for (const { runnerId, availableToBack, availableToLay } of runners) {
    add(runnerId, 'LAY', availableToBack);
    add(runnerId, 'BACK', availableToLay);
  }
  return sum % 2 ** 32;
}

/** `runner side price`, with the size. */
function levelsOf({ runners }: EngineBook): Map<string, number> {
  const levels = new Map<string, number>();
  for (const { runnerId, availableToBack, availableToLay } of runners) {
    for (const { price, size } of availableToBack) levels.set(`${runnerId} LAY ${minor(price)}`, minor(size));
    for (const { price, size } of availableToLay) levels.set(`${runnerId} BACK ${minor(price)}`, minor(size));
  }
  return levels;
}

const minor = (decimal: string): number => Number(decimal.replace('.', ''));

async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes\{[^}]*\} (\S+)$/m.exec(text)?.[1]);
}

/** What every client has, against what the engine has. */
async function expectCopies(load: FeedLoad, clients: readonly SpecFeedClient[]): Promise<void> {
  for (const depth of DEPTHS) {
    for (const marketId of load.marketIds) {
      const book = await load.book(marketId, depth === 'FULL' ? 'full' : depth);
      const [levels, checksum] = [levelsOf(book), checksumOf(book)];
      for (const client of clients) {
        const copy = client.copy(String(depth), marketId);
        if (copy === undefined) continue;
        const own = new Map([...copy.sizes].filter(([key]) => !key.includes('traded')));
        expect(own).toEqual(levels);
        expect(copy.checksum).toBe(checksum);
      }
    }
  }
  expect(clients.flatMap(({ faults }) => faults)).toEqual([]);
}

/** The live orders of the accounts that follow them, against those that the engine has. */
async function expectOrders(exchange: SpecExchange, clients: readonly SpecFeedClient[]): Promise<void> {
  for (const [at, client] of clients.entries()) {
    const key = exchange.keys.trader(ACCOUNTS[at % ACCOUNTS.length] ?? '');
    const url = `${exchange.url('engine')}/v1/orders?limit=1000`;
    const { orders } = await getJson<{ orders: { orderId: number; sizeRemaining: string }[] }>(url, key);
    const expected = orders.map(({ orderId, sizeRemaining }) => [orderId, minor(sizeRemaining)]);
    const own = [...(client.orders.get('own') ?? [])].map(([orderId, order]) => [
      orderId,
      order.sizeRemaining,
    ]);
    expect(own.toSorted(([a = 0], [b = 0]) => a - b)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  }
}

describe(`the feed of a whole exchange with ${CLIENTS} clients`, () => {
  let exchange: SpecExchange;
  let load: FeedLoad;
  let clients: SpecFeedClient[];

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    load = new FeedLoad(exchange, ACCOUNTS);
    await load.openMarkets(MARKETS);
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.terminate();
    await exchange?.stop();
  });

  it('is the same at the end for each of them as the engine, whether slow, resuming or cut', async () => {
    const url = exchange.url('analytics');
    const memoryBefore = await memoryOf(url);
    load.start(5);
    clients = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, at) => {
        const account = ACCOUNTS[at % ACCOUNTS.length] ?? '';
        const client = await SpecFeedClient.open(url, exchange.keys.trader(account));
        const depth = DEPTHS[at % DEPTHS.length] ?? 3;
        const marketIds = at % 3 === 0 ? ('ALL' as const) : load.marketIds.slice(0, 1 + (at % MARKETS));
        const conflateMs = [0, 0, 50, 400][at % 5] ?? 0;
        client.send({ op: 'subscribe', id: String(depth), feed: 'markets', marketIds, depth, conflateMs });
        await client.until('an image', ({ op }) => op === 'markets.image');
        if (at < 16) client.send({ op: 'subscribe', id: 'own', feed: 'orders' });
        return client;
      }),
    );
    const slow = clients.slice(40, 80);
    const resuming = clients.slice(80, 120);
    const cut = clients.slice(120, 150);
    for (let round = 0; round < ROUNDS_MIN || load.placed < ORDERS_MIN; round++) {
      for (const { socket } of slow) socket.pause();
      const comingBack = [...resuming.slice(round % 2), ...clients.slice(round % 4, 8)];
      await Promise.all([
        ...comingBack.map((client) => client.comeBack({ resumes: true })),
        ...cut.slice(round % 2).map((client) => client.comeBack({ resumes: false })),
      ]);
      await delay(500);
      for (const { socket } of slow) socket.resume();
      await delay(500);
    }
    await load.stop();
    await load.suspend(load.marketIds[0] ?? 0);
    for (const { socket } of slow) socket.resume();
    for (const client of clients) await client.untilAt(load.sequence, 20_000);

    await expectCopies(load, clients);
    await expectOrders(exchange, clients.slice(0, 16));
    // Whatever was said of orders is what the AsyncAPI document says.
    for (const { messages } of clients.slice(0, 16)) for (const one of messages) FEED_MESSAGE.parse(one);
    // Whoever resumes is told what it has missed, not everything anew.
    for (const { counts } of resuming) expect(counts['markets.image']).toBe(1);
    for (const { counts } of cut) expect(counts['markets.image']).toBeGreaterThan(1);
    for (const client of clients) {
      const copy = [...client.copies.values()][0]?.get(load.marketIds[0] ?? 0);
      if (copy !== undefined) expect(copy.definition?.status).toBe('SUSPENDED');
    }
    expect(await memoryOf(url)).toBeLessThan(memoryBefore + MEMORY_GROWTH_MAX);
  });
});

describeWithRedis('the feed of an exchange with Redis', () => {
  let redis: SpecRedis;
  let exchange: SpecExchange;
  const clients: SpecFeedClient[] = [];

  beforeAll(async () => {
    redis = await startSpecRedis();
    exchange = await SpecExchange.start(redis.url);
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.terminate();
    await exchange?.stop();
    await redis?.stop();
  });

  it('is the same as the engine, also after the death of analytics and of the engine', async () => {
    const load = new FeedLoad(exchange, ACCOUNTS.slice(0, 2));
    await load.openMarkets(2);
    const url = exchange.url('analytics');
    for (const [at, depth] of DEPTHS.entries()) {
      const client = await SpecFeedClient.open(url, exchange.keys.trader(ACCOUNTS[at % 2] ?? ''));
      clients.push(client);
      client.send({ op: 'subscribe', id: String(depth), feed: 'markets', marketIds: 'ALL', depth });
      client.send({ op: 'subscribe', id: 'own', feed: 'orders' });
    }
    load.start(20);
    await waitFor('some orders', () => load.placed > 100);
    await load.stop();
    for (const client of clients) await client.untilAt(load.sequence, 20_000);
    await expectCopies(load, clients);

    await exchange.killAndRestart('engine');
    await exchange.killAndRestart('analytics');
    for (const client of clients) await client.comeBack({ resumes: true });
    await load.suspend(load.marketIds[0] ?? 0);
    for (const client of clients) await client.untilAt(load.sequence, 20_000);
    await expectCopies(load, clients);
    const first = load.marketIds[0] ?? 0;
    for (const [at, client] of clients.entries())
      expect(client.copy(String(DEPTHS[at]), first)?.definition?.status).toBe('SUSPENDED');
    await expectOrders(exchange, clients.slice(0, 2));
  });
});
