import { once } from 'node:events';
import { jest } from '@jest/globals';
import {
  FEED_CLOSE,
  type EventGroup,
  type FeedMessage,
  type MarketsDelta,
  type MarketsImage,
} from '@backlay/contracts';
import { parseKey, revokeKeys } from '@backlay/service';
import pg from 'pg';
import { EventHistory } from '../../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../../test/support/wait.js';
import { startApp } from '../app.js';
import { FEED_MESSAGE } from './protocol/message.schema.js';
import { ExpectedFeed } from './testing/expected-feed.js';
import { SpecFeedClient } from './testing/spec-feed-client.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const isImage = (message: FeedMessage): message is MarketsImage => message.op === 'markets.image';
const isDelta = (message: FeedMessage): message is MarketsDelta => message.op === 'markets.delta';

describe('the feed of live markets', () => {
  let analytics: RunningConsumer;
  let history: EventHistory;
  let groups: EventGroup[];
  let expected: ExpectedFeed;
  let url: string;
  let clients: SpecFeedClient[] = [];

  const append = async (commands: number): Promise<number> => {
    const more = history.groups(commands);
    groups.push(...more);
    expected.add(more);
    await analytics.append(more);
    return groups.length;
  };
  const open = async (key = analytics.keys.viewer): Promise<SpecFeedClient> => {
    const client = await SpecFeedClient.open(url, key);
    clients.push(client);
    return client;
  };
  const connect = (key?: string): SpecFeedClient => {
    const client = SpecFeedClient.connect(url, key);
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    analytics = await RunningConsumer.create(startApp);
    void analytics.keys.viewer;
    history = new EventHistory({ seed: 5, commands: 0, markets: 2, runnersPerMarket: 2 });
    groups = [];
    expected = new ExpectedFeed();
    await append(400);
    await analytics.untilApplied();
    url = (await analytics.app.getUrl()).replace('[::1]', '127.0.0.1');
    await waitFor('the key to be known and the feed to be live', async () => {
      const client = connect(analytics.keys.viewer);
      await waitFor('an answer', () => client.messages.length > 0 || client.closed !== undefined);
      return client.closed === undefined;
    });
  });
  afterEach(async () => {
    for (const client of clients) client.socket.terminate();
    // Whatever was said is what the AsyncAPI document says.
    for (const { messages } of clients) for (const message of messages) FEED_MESSAGE.parse(message);
    clients = [];
  });
  afterAll(() => analytics?.destroy());

  const expectCopies = (client: SpecFeedClient, id: string): void => {
    expect(client.faults).toEqual([]);
    for (const [marketId, copy] of client.copies.get(id) ?? []) {
      expect(copy.definition).toEqual(expected.definition(marketId));
      expect(copy.content).toEqual(expected.feed(marketId).content);
    }
  };

  it('shows an image, then what changes, of everything that is not over', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    const image = await client.until('an image', isImage);
    expect(image.markets.map(({ marketId }) => marketId)).toEqual(expected.openMarkets());
    expectCopies(client, 'all');

    const end = await append(300);
    await client.untilAt(end);
    expect(client.messages.filter(isDelta).length).toBeGreaterThan(0);
    expectCopies(client, 'all');
    const shown = [...(client.copies.get('all')?.keys() ?? [])];
    expect(shown.toSorted((a, b) => a - b)).toEqual(expected.openMarkets());
  });

  it('answers at each depth, with the fields that were asked for, and proves them by a checksum', async () => {
    const client = await open();
    const marketIds = expected.openMarkets();
    for (const depth of [1, 3, 10, 'FULL'] as const) {
      client.send({ op: 'subscribe', id: `depth ${depth}`, feed: 'markets', marketIds, depth });
    }
    client.send({ op: 'subscribe', id: 'lean', feed: 'markets', marketIds, fields: ['lastPrice'] });
    const lean = await client.until('a lean image', (message) => 'id' in message && message.id === 'lean');
    expect(Object.keys((lean as MarketsImage).markets[0] ?? {})).toEqual(['marketId', 'runners']);
    const end = await append(300);
    await client.untilAt(end);
    expect(client.faults).toEqual([]);
    expect(client.sequences.size).toBe(5);
  });

  it('resumes with what came since, and with an image when the copy is of another run of the feed', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    const cutAt = client.sequences.get('all') ?? 0;
    const end = await append(200);
    await client.comeBack({ resumes: true });
    await client.untilAt(end);
    expect(client.counts['markets.image']).toBe(1);
    expectCopies(client, 'all');

    const other = await open();
    const since = { sequence: cutAt, epoch: other.epoch - 1 };
    other.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', since });
    await other.until('an image', isImage);
  });

  it('answers a resume at the very place with an empty delta', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    await client.comeBack({ resumes: true });
    const delta = await client.until('a delta', isDelta);
    expect(delta).toMatchObject({ markets: [], from: delta.sequence });
  });

  it('puts together what happens within the time that was asked for', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', conflateMs: 1_000 });
    await client.until('an image', isImage);
    let end = 0;
    for (let batch = 0; batch < 10; batch++) end = await append(10);
    await client.untilAt(end);
    expect(client.counts['markets.delta'] ?? 0).toBeLessThanOrEqual(2);
    expect(client.faults).toEqual([]);
  });

  it('ends a subscription when it is told to, and gives signs of life as often as it is told to', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    client.send({ op: 'unsubscribe', id: 'all' });
    expect(await client.until('the end', ({ op }) => op === 'unsubscribed')).toMatchObject({ id: 'all' });
    const before = client.sequences.get('all');
    client.send({ op: 'configure', heartbeatMs: 500 });
    const end = await append(20);
    await client.until('a heartbeat', (one) => one.op === 'heartbeat' && one.sequence >= end);
    expect(client.sequences.get('all')).toBe(before);
  });

  it('counts what it does, and says that it is well', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    await client.untilAt(await append(150));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const valueOf = (name: string) =>
      Number(new RegExp(`^backlay_feed_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics)?.[1]);
    expect(valueOf('live')).toBe(1);
    expect(valueOf('sequence')).toBe(groups.length);
    expect(valueOf('subscriptions')).toBe(1);
    expect(valueOf('messages_total')).toBeGreaterThan(1);
    expect(valueOf('lag_seconds_count')).toBeGreaterThan(0);
    const { body: document } = await analytics.get<{ asyncapi: string }>('/docs/feed.json');
    expect(document.asyncapi).toBe('3.0.0');
    const { body } = await analytics.get<{ checks: string[] }>('/health/ready');
    expect(body.checks).toEqual(['database', 'consumer', 'feed']);
  });

  it('goes on by itself, and cuts nobody, when the database is not to be had', async () => {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    const locker = new pg.Client({ connectionString: analytics.database.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE analytics.checkpoints IN ACCESS EXCLUSIVE MODE');
    const end = await append(50);
    await client.untilAt(end);
    await locker.end();
    expectCopies(client, 'all');
    await analytics.untilApplied();
  });

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
      const client = await open();
      client.socket.send(JSON.stringify(frame));
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ op: 'refused', code, detail: expect.stringMatching(detail) });
      expect(client.closed).toBeUndefined();
    });

    it('a second subscription of the same name', async () => {
      const client = await open();
      client.socket.send(JSON.stringify(request));
      client.socket.send(JSON.stringify(request));
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ id: 'x', code: 'SUBSCRIPTION_EXISTS' });
    });

    it('orders when the engine is away', async () => {
      const client = await open(await knownTrader());
      client.send({ op: 'subscribe', id: 'own', feed: 'orders' });
      const refusal = await client.until('a refusal', ({ op }) => op === 'refused');
      expect(refusal).toMatchObject({ id: 'own', code: 'ENGINE_UNAVAILABLE' });
      // It is not there, so that the name is free.
      client.send({ op: 'subscribe', id: 'own', feed: 'markets', marketIds: 'ALL' });
      await client.until('an image', isImage);
    });
  });

  describe('ends a connection', () => {
    it('without a good key', async () => {
      expect(await connect(`blk_0123456789abcdef_${'A'.repeat(43)}`).untilClosed()).toEqual({
        code: FEED_CLOSE.KEY_INVALID,
        reason: 'KEY_INVALID',
      });
    });

    it('that says nothing of who it is', async () => {
      const client = connect();
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.KEY_INVALID });
    });

    it('that asks before it says who it is; one that says it first is welcome', async () => {
      const [early, polite] = [connect(), connect()];
      await Promise.all([early, polite].map(({ socket }) => once(socket, 'open')));
      early.send({ op: 'configure', heartbeatMs: 1_000 });
      polite.send({ op: 'authenticate', key: analytics.keys.viewer });
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
      const client = await open();
      client.socket.send(frame);
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.FRAME_INVALID });
    });

    it('whose key is revoked, within a second or so', async () => {
      const key = await knownTrader('mallory');
      const client = await open(key);
      revokeKeys(analytics.keys.file, [parseKey(key)?.keyId ?? '']);
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.KEY_INVALID });
    });

    it('that sends more than its key may, after it was told so', async () => {
      const key = analytics.keys.of({ role: 'trader', accountId: 'hasty', requestsPerSecond: 5 });
      await untilKnown(key);
      const client = await open(key);
      for (let at = 0; at < 200; at++) client.send({ op: 'unsubscribe', id: 'x' });
      expect(await client.untilClosed()).toMatchObject({ code: FEED_CLOSE.RATE_LIMITED });
      expect(
        client.messages.filter((one) => one.op === 'refused' && one.code === 'RATE_LIMITED'),
      ).toHaveLength(100);
    });

    it('beyond those that a key may have', async () => {
      const key = await knownTrader('popular');
      const many = await Promise.all(Array.from({ length: 100 }, () => open(key)));
      expect(await connect(key).untilClosed()).toMatchObject({ code: FEED_CLOSE.RATE_LIMITED });
      many[0]?.socket.terminate();
      await waitFor('room for another one', async () => {
        const client = connect(key);
        await waitFor('an answer', () => client.messages.length > 0 || client.closed !== undefined);
        return client.closed === undefined;
      });
    });
  });

  /** The app needs a moment to see a new key. */
  async function untilKnown(key: string): Promise<void> {
    await waitFor(
      'the key to be known',
      async () => (await analytics.get('/v1/position', key)).status === 200,
    );
  }
  async function knownTrader(accountId = 'alice'): Promise<string> {
    const key = analytics.keys.trader(accountId);
    await untilKnown(key);
    return key;
  }
});
