import { FEED_CLOSE } from '@backlay/contracts';
import { nodeWebSocket } from '../node/node-web-socket.js';
import { SpecFeed, WELCOME, type SpecConnection } from '../testing/spec-feed.js';
import { delta, image, MARKET, RUNNER } from '../testing/spec-markets.js';
import {
  FeedClosedError,
  FeedKeyError,
  FeedLostError,
  FeedRefusedError,
  FeedTimeoutError,
} from './errors.js';
import { FeedClient } from './feed-client.js';
import type { FeedState } from './feed-connection.js';
import type { MarketSubscription } from './market-subscription.js';

const KEY = 'blk_alice_secret';
const BACK_OFF = { firstMs: 5, maxMs: 20 };

describe('a client of the feed', () => {
  let feed: SpecFeed;
  let client: FeedClient;

  beforeEach(async () => {
    feed = await SpecFeed.start();
    client = new FeedClient({ url: feed.url, key: KEY, webSocket: nodeWebSocket, backOff: BACK_OFF });
  });

  afterEach(async () => {
    await client.close();
    await feed.stop();
  });

  async function connected(): Promise<SpecConnection> {
    const welcome = client.connect();
    const connection = await feed.connection();
    await connection.welcome();
    await welcome;
    return connection;
  }

  /** What is available to back and to lay on the runner of the specs. */
  function book({ markets }: MarketSubscription) {
    const runner = markets.get(MARKET)?.runners.get(RUNNER);
    return runner && { toBack: runner.availableToBack.best(9), toLay: runner.availableToLay.best(9) };
  }

  const changed = (subscription: MarketSubscription) =>
    new Promise((resolve) => subscription.onChange(resolve));

  describe('signs in', () => {
    it('with its key in the first frame, and tells what the server says of itself', async () => {
      const states: FeedState[] = [];
      client.onState((state) => states.push(state));
      const welcome = client.connect();
      const connection = await feed.connection();
      expect(await connection.request()).toEqual({ op: 'authenticate', key: KEY });
      connection.say(WELCOME);
      expect(await welcome).toEqual(WELCOME);
      expect(client.welcome).toEqual(WELCOME);
      expect(states).toEqual(['connecting', 'open']);
    });

    it('and asks for the heartbeat it wants', async () => {
      const hasty = new FeedClient({ url: feed.url, key: KEY, webSocket: nodeWebSocket, heartbeatMs: 500 });
      void hasty.connect();
      const connection = await feed.connection();
      await connection.welcome();
      expect(await connection.request()).toEqual({ op: 'configure', heartbeatMs: 500 });
      await hasty.close();
    });

    it('not again when its key is refused, and everything ends with the reason', async () => {
      const subscription = client.markets({ marketIds: 'ALL' });
      const details: unknown[] = [];
      client.onState((state, detail) => details.push([state, detail]));
      const attempts = Promise.allSettled([client.connect(), subscription.ready(), subscription.reached(1)]);
      const connection = await feed.connection();
      await connection.requestOf('authenticate');
      connection.close(FEED_CLOSE.KEY_INVALID, 'the key was revoked');
      for (const attempt of await attempts) {
        expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(FeedKeyError) });
      }
      expect(client.state).toBe('closed');
      expect(details.at(-1)).toEqual(['closed', expect.stringContaining('the key was revoked (4001)')]);
      expect(JSON.stringify(details)).not.toContain('secret');
    });

    it('not at all with a URL that is none', async () => {
      const lost = new FeedClient({ url: 'nowhere', key: KEY, webSocket: nodeWebSocket });
      await expect(lost.connect()).rejects.toThrow('Invalid URL');
      expect(lost.state).toBe('closed');
    });
  });

  describe('keeps a copy', () => {
    it('by an image and deltas, and tells what has changed', async () => {
      const markets = client.markets({ marketIds: [MARKET], depth: 'FULL', conflateMs: 50 });
      const connection = await connected();
      const { id, ...wanted } = await connection.requestOf('subscribe');
      expect(wanted).toEqual({
        op: 'subscribe',
        feed: 'markets',
        marketIds: [1],
        depth: 'FULL',
        conflateMs: 50,
      });
      connection.say(image(id, 100, { toBack: [[250, 1_000]], toLay: [[252, 500]] }));
      await markets.ready();
      expect(book(markets)).toEqual({ toBack: [[250, 1_000]], toLay: [[252, 500]] });

      const told = changed(markets);
      const after = { toBack: [[251, 300] as const, [250, 700] as const], toLay: [] };
      const change = { toBack: after.toBack, toLay: [[252, 0] as const] };
      connection.say({ ...delta(id, [100, 105], { change, after }), slowMs: 30 });
      expect(await told).toEqual({ marketIds: [MARKET], sequence: 105, isImage: false, slowMs: 30 });
      expect(book(markets)).toEqual(after);
      expect(markets.sequence).toBe(105);
    });

    it('and asks for an image when a delta is missing, showing meanwhile what it has', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const connection = await connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      connection.say(
        delta(id, [101, 102], { change: { toBack: [[251, 1]] }, after: { toBack: [[251, 1]] } }),
      );
      expect(await connection.request()).toEqual({ op: 'unsubscribe', id });
      expect(book(markets)?.toBack).toEqual([[250, 1_000]]);
      expect(markets.isCurrent).toBe(false);

      const again = await connection.requestOf('subscribe');
      expect(again).not.toHaveProperty('since');
      expect(again.id).not.toBe(id);
      // What was still under way belongs to the subscription that ended.
      connection.say(
        delta(id, [102, 103], { change: { toBack: [[260, 1]] }, after: { toBack: [[260, 1]] } }),
      );
      connection.say(image(again.id, 104, { toBack: [[248, 5]] }));
      await markets.reached(104);
      expect(book(markets)?.toBack).toEqual([[248, 5]]);
      expect(markets).toMatchObject({ gaps: 1, mismatches: 0, isCurrent: true });
    });

    it('and shows nothing of it when it is wrong by the checksum', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const connection = await connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      const told = changed(markets);
      connection.say(
        delta(id, [100, 101], { change: { toBack: [[251, 1]] }, after: { toBack: [[251, 2]] } }),
      );
      expect(await told).toEqual({ marketIds: [MARKET], sequence: 100, isImage: true });
      expect(markets.markets.size).toBe(0);

      expect(await connection.request()).toEqual({ op: 'unsubscribe', id });
      const again = await connection.requestOf('subscribe');
      connection.say(image(again.id, 102, { toBack: [[251, 2]] }));
      await markets.ready();
      expect(book(markets)?.toBack).toEqual([[251, 2]]);
      expect(markets).toMatchObject({ gaps: 0, mismatches: 1 });
    });

    it('without a market that is over', async () => {
      const markets = client.markets({ marketIds: 'ALL' });
      const connection = await connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say(image(id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      const told = changed(markets);
      connection.say({ ...delta(id, [100, 101], { change: {}, after: {} }), markets: [], removed: [MARKET] });
      expect(await told).toMatchObject({ marketIds: [MARKET] });
      expect(markets.markets.size).toBe(0);
    });
  });

  describe('comes back', () => {
    it('after a connection that broke, and goes on from where its copy stands', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const first = await connected();
      const { id } = await first.requestOf('subscribe');
      first.say(image(id, 100, { toBack: [[250, 1_000]] }));
      first.say({ op: 'heartbeat', shard: 0, sequence: 120, timeMs: 0 });
      await markets.reached(120);
      first.cut();

      const second = await feed.connection();
      await second.welcome({ epoch: WELCOME.epoch });
      const again = await second.requestOf('subscribe');
      expect(again).toMatchObject({ since: { sequence: 120, epoch: WELCOME.epoch } });
      const after = { toBack: [[250, 1_000] as const, [251, 1] as const] };
      second.say(delta(again.id, [120, 130], { change: { toBack: [[251, 1]] }, after }));
      await markets.reached(130);
      expect(book(markets)?.toBack).toEqual([
        [251, 1],
        [250, 1_000],
      ]);
      expect(markets.gaps).toBe(0);
    });

    it('to another run of the feed with nothing, and asks for an image', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const first = await connected();
      first.say(image((await first.requestOf('subscribe')).id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      first.close(FEED_CLOSE.RESTARTED, 'begins anew');

      const second = await feed.connection();
      await second.welcome({ epoch: WELCOME.epoch + 1 });
      const again = await second.requestOf('subscribe');
      expect(again).not.toHaveProperty('since');
      second.say(image(again.id, 90, { toBack: [[300, 1]] }));
      await markets.ready();
      expect(book(markets)?.toBack).toEqual([[300, 1]]);
      expect(markets.sequence).toBe(90);
    });

    it('until it is let in, telling that it waits and why', async () => {
      const waits: unknown[] = [];
      client.onState((state, detail) => state === 'waiting' && waits.push(detail));
      const welcome = client.connect();
      (await feed.connection()).cut();
      (await feed.connection()).close(FEED_CLOSE.STOPPING, 'going down');
      (await feed.connection()).close(FEED_CLOSE.RATE_LIMITED, 'too many connections');
      await (await feed.connection()).welcome();
      expect(await welcome).toEqual(WELCOME);
      expect(waits).toEqual(['closed with code 1006', 'going down (1001)', 'too many connections (4002)']);
    });

    it.each([['{"op":'], ['[]'], ['null'], ['{}']])(
      'when the server says %j, which is no message',
      async (text) => {
        const first = await connected();
        first.sayText(text);
        expect(await first.closed).toBe(1006);
        await (await feed.connection()).welcome();
      },
    );

    it('when nothing was heard for three heartbeats', async () => {
      const hasty = new FeedClient({
        url: feed.url,
        key: KEY,
        webSocket: nodeWebSocket,
        heartbeatMs: 20,
        backOff: BACK_OFF,
      });
      const waits = new Promise((resolve) => {
        hasty.onState((state, detail) => state === 'waiting' && resolve(detail));
      });
      void hasty.connect();
      await (await feed.connection()).welcome({ heartbeatMs: 20 });
      expect(await waits).toBe('the server is silent');
      await (await feed.connection()).welcome({ heartbeatMs: 20 });
      await hasty.close();
    });

    it('not after it was closed, and what waited is told so', async () => {
      const subscription = client.markets({ marketIds: 'ALL' });
      const connection = await connected();
      const waiting = Promise.allSettled([subscription.ready(), client.queuePlace(1), client.close()]);
      expect(await waiting).toMatchObject([
        { reason: expect.any(FeedClosedError) },
        { reason: expect.any(FeedLostError) },
        { status: 'fulfilled' },
      ]);
      expect(await connection.closed).toBe(1000);
      await expect(subscription.reached(1)).rejects.toThrow(FeedClosedError);
      expect(client.state).toBe('closed');
    });
  });

  describe('asks', () => {
    it('for the place of an order in its queue', async () => {
      const connection = await connected();
      const asked = client.queuePlace(77);
      const { id, orderId } = await connection.requestOf('queue');
      connection.say({ op: 'queue', id, orderId, place: 3, sizeAhead: 1_200, sequence: 9 });
      expect(await asked).toMatchObject({ orderId: 77, place: 3, sizeAhead: 1_200 });
    });

    it('and hears a refusal by its name', async () => {
      const connection = await connected();
      const asked = client.queuePlace(78);
      const { id } = await connection.requestOf('queue');
      connection.say({ op: 'refused', id, code: 'ORDER_UNKNOWN', detail: 'no such order' });
      await expect(asked).rejects.toEqual(new FeedRefusedError('ORDER_UNKNOWN', 'no such order'));
    });

    it('again for a subscription that was refused for the moment, and not for one that was refused', async () => {
      const markets = client.markets({ marketIds: [5] });
      const connection = await connected();
      const { id } = await connection.requestOf('subscribe');
      connection.say({ op: 'refused', id, code: 'RATE_LIMITED', detail: 'slower' });
      const again = await connection.requestOf('subscribe');
      const ready = markets.ready();
      connection.say({ op: 'refused', id: again.id, code: 'MARKET_UNKNOWN', detail: 'no market 5' });
      await expect(ready).rejects.toEqual(new FeedRefusedError('MARKET_UNKNOWN', 'no market 5'));
    });
  });

  it('waits for what it has written itself, but no longer than it is told to', async () => {
    const markets = client.markets({ marketIds: [MARKET] });
    const connection = await connected();
    connection.say(image((await connection.requestOf('subscribe')).id, 100, {}));
    await markets.reached(100);
    await expect(markets.reached(101, 5)).rejects.toThrow(FeedTimeoutError);
    const reached = markets.reached(150);
    connection.say({ op: 'heartbeat', shard: 0, sequence: 150, timeMs: 0 });
    await reached;
    expect(markets.sequence).toBe(150);
  });
});
