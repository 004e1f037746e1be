import { FEED_CLOSE } from '@backlay/contracts';
import { WELCOME, type SpecFeed } from '../testing/spec-feed.js';
import { delta, image, MARKET, RUNNER } from '../testing/spec-markets.js';
import { KEY, SpecSession } from '../testing/spec-session.js';
import { FeedClosedError, FeedKeyError, FeedLostError } from './errors.js';
import type { FeedClient, FeedState } from './feed-client.js';
import type { MarketSubscription } from './market-subscription.js';

describe('a client of the feed', () => {
  let session: SpecSession;
  let feed: SpecFeed;
  let client: FeedClient;

  beforeEach(async () => {
    session = await SpecSession.start();
    ({ feed, client } = session);
  });
  afterEach(() => session.stop());

  /** What is available to back on the runner of the specs. */
  const toBack = ({ markets }: MarketSubscription) =>
    markets.get(MARKET)?.runners.get(RUNNER)?.availableToBack.best(9);

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
      const hasty = session.newClient({ heartbeatMs: 500 });
      void hasty.connect();
      const connection = await feed.connection();
      await connection.welcome();
      expect(await connection.request()).toEqual({ op: 'configure', heartbeatMs: 500 });
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
      const lost = session.newClient({ url: 'nowhere' });
      await expect(lost.connect()).rejects.toThrow('Invalid URL');
      expect(lost.state).toBe('closed');
    });
  });

  describe('comes back', () => {
    it('after a connection that broke, and goes on from where its copy stands', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const first = await session.connected();
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
      expect(toBack(markets)).toEqual([
        [251, 1],
        [250, 1_000],
      ]);
      expect(markets.gaps).toBe(0);
    });

    it('to another run of the feed with nothing, and asks for an image', async () => {
      const markets = client.markets({ marketIds: [MARKET] });
      const first = await session.connected();
      first.say(image((await first.requestOf('subscribe')).id, 100, { toBack: [[250, 1_000]] }));
      await markets.ready();
      first.close(FEED_CLOSE.RESTARTED, 'begins anew');

      const second = await feed.connection();
      await second.welcome({ epoch: WELCOME.epoch + 1 });
      const again = await second.requestOf('subscribe');
      expect(again).not.toHaveProperty('since');
      second.say(image(again.id, 90, { toBack: [[300, 1]] }));
      await markets.ready();
      expect(toBack(markets)).toEqual([[300, 1]]);
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
        const first = await session.connected();
        first.sayText(text);
        expect(await first.closed).toBe(1006);
        await (await feed.connection()).welcome();
      },
    );

    it('when nothing was heard for three heartbeats', async () => {
      const hasty = session.newClient({ heartbeatMs: 20 });
      const waits = new Promise((resolve) => {
        hasty.onState((state, detail) => state === 'waiting' && resolve(detail));
      });
      void hasty.connect();
      await (await feed.connection()).welcome({ heartbeatMs: 20 });
      expect(await waits).toBe('the server is silent');
      await (await feed.connection()).welcome({ heartbeatMs: 20 });
    });

    it('not after it was closed, and what waited is told so', async () => {
      const subscription = client.markets({ marketIds: 'ALL' });
      const connection = await session.connected();
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
});
