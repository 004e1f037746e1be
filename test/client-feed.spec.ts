import {
  FeedClient,
  FeedKeyError,
  type MarketSubscription,
  type Order,
  type OrderSubscription,
  type TradingClient,
  type WebSocketLike,
} from '@backlay/client';
import { nodeWebSocket } from '@backlay/client/node';
import { example } from '../libs/client/src/testing/readme-example.js';
import { ExchangeClients } from '../tools/exchange/exchange-clients.js';
import { Random } from '../tools/simulate/random.js';
import { SpecExchange } from './support/exchange.js';

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 60_000;
const RUNNER_IDS = [1, 2, 3];
const ACCOUNT_IDS = ['alice', 'bob', 'account-1'];

describe('the client library on the feed of a real exchange', () => {
  let exchange: SpecExchange;
  let clients: ExchangeClients;
  let feedUrl: string;
  const feeds: FeedClient[] = [];
  /** Every connection that was made, so that it can be cut. */
  const sockets: WebSocketLike[] = [];

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    clients = new ExchangeClients({ engine: exchange.url('engine') }, exchange.keys);
    feedUrl = `${exchange.url('analytics').replace('http', 'ws')}/v1/feed`;
  }, START_TIMEOUT_MS);

  afterEach(async () => {
    await Promise.all(feeds.splice(0).map((feed) => feed.close()));
  });

  afterAll(async () => {
    await clients?.close();
    await exchange?.stop();
  }, START_TIMEOUT_MS);

  function feedOf(key: string): FeedClient {
    const webSocket = (url: string): WebSocketLike => {
      const socket = nodeWebSocket(url);
      sockets.push(socket);
      return socket;
    };
    const feed = new FeedClient({ url: feedUrl, key, webSocket, backOff: { firstMs: 10, maxMs: 200 } });
    feeds.push(feed);
    return feed;
  }

  async function openMarket(name: string): Promise<number> {
    const runners = RUNNER_IDS.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    const { marketId } = await clients.operator.createMarket({ name, runners });
    await clients.operator.openMarket(marketId);
    return marketId;
  }

  /** Some orders of several accounts, some cancels, some replaces; what there is then follows from the seed. */
  async function trade(marketId: number, random: Random, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const trader = clients.trader(random.pick(ACCOUNT_IDS) ?? '');
      await trader.placeOrders(
        Array.from({ length: 20 }, () => ({
          marketId,
          runnerId: random.pick(RUNNER_IDS) ?? 0,
          side: random.next() < 0.5 ? 'BACK' : 'LAY',
          price: 200 + 2 * random.whole(0, 15),
          size: random.whole(1, 5_000),
        })),
      );
      const live = await trader.orders(marketId);
      await trader.cancelOrders(live.filter(() => random.next() < 0.4).map(({ orderId }) => ({ orderId })));
      const moved = live.find(() => random.next() < 0.1);
      if (moved) await trader.replaceOrder({ orderId: moved.orderId, price: 230 }).catch(() => undefined);
    }
  }

  /** The books as the engine says that they are, in the words of the copy. */
  async function expectEngineBook(
    operator: TradingClient,
    subscription: MarketSubscription,
    marketId: number,
  ): Promise<void> {
    const { runners } = await operator.book(marketId, 'full');
    const copy = subscription.markets.get(marketId);
    for (const { runnerId, availableToBack, availableToLay } of runners) {
      const runner = copy?.runners.get(runnerId);
      const levels = (from: typeof availableToBack) => from.map(({ price, size }) => [price, size]);
      expect([...(runner?.availableToBack.entries() ?? [])]).toEqual(levels(availableToBack));
      expect([...(runner?.availableToLay.entries() ?? [])]).toEqual(levels(availableToLay));
    }
  }

  /** The live orders as the engine says that they are. */
  async function expectEngineOrders(
    trader: TradingClient,
    { orders }: OrderSubscription,
    marketId: number,
  ): Promise<void> {
    const live = await trader.orders(marketId);
    const copies = [...orders.values()].filter((order) => order.marketId === marketId);
    expect(copies.sort((a, b) => a.orderId - b.orderId)).toEqual(live.map(inWordsOfTheFeed));
  }

  it('runs the example of its README', async () => {
    const { keys } = exchange;
    const parts = { operator: keys.operator, alice: keys.trader('alice'), bob: keys.trader('bob') };
    expect(await example({ engineUrl: exchange.url('engine'), feedUrl, keys: parts })).toBe('6.00 at 2.50');
  });

  it(
    'has the books and the orders of the engine, whatever was cut meanwhile, and never a wrong one',
    async () => {
      const marketId = await openMarket('Cut');
      const feed = feedOf(exchange.keys.trader('alice'));
      await feed.connect();
      const markets = feed.markets({ marketIds: 'ALL', depth: 'FULL' });
      const best = feed.markets({ marketIds: [marketId], depth: 3, conflateMs: 20 });
      const orders = feed.orders();
      await Promise.all([markets.ready(), best.ready(), orders.ready()]);
      const random = new Random(11);
      for (let cut = 0; cut < 5; cut += 1) {
        await trade(marketId, random, 4);
        sockets.at(-1)?.terminate?.();
        await trade(marketId, random, 2);
        await Promise.all([markets, best, orders].map((copy) => copy.reached(clients.lastSequence)));
        await expectEngineBook(clients.operator, markets, marketId);
        await expectEngineOrders(clients.trader('alice'), orders, marketId);
      }
      expect([markets, best, orders].map(({ gaps, mismatches }) => gaps + mismatches)).toEqual([0, 0, 0]);
      const three = best.markets.get(marketId)?.runners.get(1)?.availableToBack;
      expect([...(three?.entries() ?? [])]).toEqual(
        markets.markets.get(marketId)?.runners.get(1)?.availableToBack.best(3),
      );
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'begins anew when the feed itself was killed',
    async () => {
      const marketId = await openMarket('Killed');
      const feed = feedOf(exchange.keys.viewer);
      const { epoch } = await feed.connect();
      const markets = feed.markets({ marketIds: [marketId], depth: 'FULL' });
      await markets.ready();
      await trade(marketId, new Random(12), 2);
      await exchange.killAndRestart('analytics');
      await trade(marketId, new Random(13), 2);
      await markets.reached(clients.lastSequence, TEST_TIMEOUT_MS);
      expect(feed.welcome?.epoch).not.toBe(epoch);
      await expectEngineBook(clients.operator, markets, marketId);
      expect(markets.mismatches).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it('reads what it has written, and asks where an order is in its queue', async () => {
    const marketId = await openMarket('Queue');
    const feed = feedOf(exchange.keys.trader('bob'));
    await feed.connect();
    const orders = feed.orders();
    await orders.ready();
    const order = { marketId, runnerId: 1, side: 'BACK', price: 300, size: 500 } as const;
    await clients.trader('alice').placeOrder(order);
    const own = await clients.trader('bob').placeOrder({ ...order, size: 700 });
    await orders.reached(own.sequence);
    expect(orders.orders.get(own.orderId)).toMatchObject({ sizeRemaining: 700, status: 'RESTING' });
    expect(await feed.queuePlace(own.orderId)).toMatchObject({ place: 2, sizeAhead: 500 });
  });

  it('is not let in with a key that nobody knows', async () => {
    const stranger = feedOf('blk_stranger_0000000000000000000000000000000000000000000');
    await expect(stranger.connect()).rejects.toThrow(FeedKeyError);
    expect(stranger.state).toBe('closed');
  });
});

function inWordsOfTheFeed(order: Order): object {
  const { orderId, marketId, runnerId, side, price, size, status, persistence, placedAt } = order;
  const { sizeMatched, sizeRemaining, sizeCancelled, sizeLapsed, sizeVoided } = order;
  const sizes = { size, sizeMatched, sizeRemaining, sizeCancelled, sizeLapsed, sizeVoided };
  return { orderId, marketId, runnerId, side, price, ...sizes, status, persistence, placedMs: placedAt };
}
