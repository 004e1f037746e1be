import { once } from 'node:events';
import { jest } from '@jest/globals';
import { FEED_CLOSE } from '@backlay/contracts';
import { parseKey, revokeKeys } from '@backlay/service';
import { waitFor } from '../../../../test/support/wait.js';
import { FEED_MESSAGE } from './protocol/message.schema.js';
import { RunningFeed } from './testing/running-feed.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

describe('the feed', () => {
  let feed: RunningFeed;

  beforeAll(async () => {
    feed = await RunningFeed.start(6);
  });
  afterEach(() => {
    // Whatever was said is what the AsyncAPI document says.
    for (const { messages } of feed.leave()) for (const message of messages) FEED_MESSAGE.parse(message);
  });
  afterAll(() => feed?.destroy());

  describe('refuses by name, and changes nothing', () => {
    const request = { op: 'subscribe', id: 'x', feed: 'markets', marketIds: 'ALL' };
    it.each([
      [
        'a depth that there is not',
        { ...request, depth: 11 },
        'REQUEST_INVALID',
        /depth must be a whole number/,
      ],
      ['an unknown field', { ...request, color: 1 }, 'REQUEST_INVALID', /color is not known here/],
      ['too long a conflation', { ...request, conflateMs: 120_001 }, 'REQUEST_INVALID', /conflateMs must be/],
      ['no markets', { ...request, marketIds: [] }, 'REQUEST_INVALID', /marketIds must be 'ALL' or/],
      ['a market that there is not', { ...request, marketIds: [77_777] }, 'MARKET_UNKNOWN', /77777/],
      ['another feed', { ...request, feed: 'news' }, 'REQUEST_INVALID', /feed/],
      ['the end of nothing', { op: 'unsubscribe', id: 'x' }, 'SUBSCRIPTION_UNKNOWN', /x/],
      ['too quick a heartbeat', { op: 'configure', heartbeatMs: 100 }, 'REQUEST_INVALID', /500 to 5000/],
      ['orders to a viewer', { op: 'subscribe', id: 'x', feed: 'orders' }, 'ROLE_FORBIDDEN', /trader/],
      ['a queue to a viewer', { op: 'queue', id: 'x', orderId: 1 }, 'ROLE_FORBIDDEN', /trader/],
      ['a second key', { op: 'authenticate', key: 'x' }, 'REQUEST_INVALID', /already/],
    ])('%s', async (_, frame, code, detail) => {
      const client = await feed.open();
      client.socket.send(JSON.stringify(frame));
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ op: 'refused', code, detail: expect.stringMatching(detail) });
      expect(client.closed).toBeUndefined();
    });

    it('a second subscription of the same name', async () => {
      const client = await feed.open();
      client.socket.send(JSON.stringify(request));
      client.socket.send(JSON.stringify(request));
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ id: 'x', code: 'SUBSCRIPTION_EXISTS' });
    });

    it('orders when the engine is away', async () => {
      const client = await feed.open(await feed.trader('alice'));
      client.send({ op: 'subscribe', id: 'own', feed: 'orders' });
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ id: 'own', code: 'ENGINE_UNAVAILABLE' });
      // It is not there, so that the name is free.
      client.send({ op: 'subscribe', id: 'own', feed: 'markets', marketIds: 'ALL' });
      await client.until('an image', ({ op }) => op === 'markets.image');
    });
  });

  describe('ends a connection', () => {
    it('without a good key', async () => {
      const client = await feed.connect(`blk_0123456789abcdef_${'A'.repeat(43)}`);
      expect(await client.untilClosed()).toEqual({
        code: FEED_CLOSE.KEY_INVALID,
        reason: 'KEY_INVALID',
      });
    });

    it('that says nothing of who it is', async () => {
      const client = await feed.connect();
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.KEY_INVALID });
    });

    it('that asks before it says who it is; one that says it first is welcome', async () => {
      const [early, polite] = [await feed.connect(), await feed.connect()] as const;
      await Promise.all([early, polite].map(({ socket }) => once(socket, 'open')));
      early.send({ op: 'configure', heartbeatMs: 1_000 });
      polite.send({ op: 'authenticate', key: feed.analytics.keys.viewer });
      expect(await early.untilClosed()).toMatchObject({ code: FEED_CLOSE.KEY_INVALID });
      expect(await polite.until('welcome', ({ op }) => op === 'welcome')).toMatchObject({
        role: 'VIEWER',
        accountId: null,
      });
    });

    it.each([
      ['what is no JSON', 'hello'],
      ['another operation', '{"op":"order"}'],
      ['a list', '[]'],
      ['bytes', Buffer.from('{"op":"configure","heartbeatMs":1000}')],
      ['too long a frame', JSON.stringify({ op: 'configure', heartbeatMs: 1_000, x: 'x'.repeat(17_000) })],
    ])('that sends %s', async (_, frame) => {
      const client = await feed.open();
      client.socket.send(frame);
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.FRAME_INVALID });
    });

    it('whose key is revoked, within a second or so', async () => {
      const key = await feed.trader('mallory');
      const client = await feed.open(key);
      revokeKeys(feed.analytics.keys.file, [parseKey(key)?.keyId ?? '']);
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.KEY_INVALID });
    });

    it('that sends more than its key may, after it was told so', async () => {
      const key = feed.analytics.keys.of({ role: 'trader', accountId: 'hasty', requestsPerSecond: 5 });
      await feed.untilKnown(key);
      const client = await feed.open(key);
      for (let at = 0; at < 200; at++) client.send({ op: 'unsubscribe', id: 'x' });
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.RATE_LIMITED });
      expect(
        client.messages.filter((one) => one.op === 'refused' && one.code === 'RATE_LIMITED'),
      ).toHaveLength(100);
    });

    it('beyond those that a key may have', async () => {
      const key = await feed.trader('popular');
      const many = await Promise.all(Array.from({ length: 100 }, () => feed.open(key)));
      const surplus = await feed.connect(key);
      expect(await surplus.untilClosed()).toMatchObject({ code: FEED_CLOSE.RATE_LIMITED });
      many[0]?.socket.terminate();
      await waitFor('room for another one', async () => {
        const client = await feed.connect(key);
        await waitFor('an answer', () => client.messages.length > 0 || client.closed !== undefined);
        return client.closed === undefined;
      });
    });
  });
});
