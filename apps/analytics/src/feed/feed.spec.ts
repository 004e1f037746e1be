import { jest } from '@jest/globals';
import type { FeedMessage, MarketsDelta, MarketsImage } from '@backlay/contracts';
import pg from 'pg';
import { FEED_MESSAGE } from './protocol/message.schema.js';
import { RunningFeed } from './testing/running-feed.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const isImage = (message: FeedMessage): message is MarketsImage => message.op === 'markets.image';
const isDelta = (message: FeedMessage): message is MarketsDelta => message.op === 'markets.delta';

describe('the feed of live markets', () => {
  let feed: RunningFeed;

  beforeAll(async () => {
    feed = await RunningFeed.start(5);
  });
  afterEach(() => {
    // Whatever was said is what the AsyncAPI document says.
    for (const { messages } of feed.leave()) for (const message of messages) FEED_MESSAGE.parse(message);
  });
  afterAll(() => feed?.destroy());

  it('shows an image, then what changes, of everything that is not over', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    feed.expectCopies(client, 'all');

    const end = await feed.append(300);
    await client.untilAt(end);
    expect(client.messages.filter(isDelta).length).toBeGreaterThan(0);
    feed.expectCopies(client, 'all');
  });

  it('answers at each depth, with the fields that were asked for, and proves them by a checksum', async () => {
    const client = await feed.open();
    const marketIds = feed.expected.openMarkets();
    for (const depth of [1, 3, 10, 'FULL'] as const) {
      client.send({ op: 'subscribe', id: `depth ${depth}`, feed: 'markets', marketIds, depth });
    }
    client.send({ op: 'subscribe', id: 'lean', feed: 'markets', marketIds, fields: ['lastPrice'] });
    const lean = await client.until('a lean image', (message) => 'id' in message && message.id === 'lean');
    expect(Object.keys((lean as MarketsImage).markets[0] ?? {})).toEqual(['marketId', 'runners']);
    const end = await feed.append(300);
    await client.untilAt(end);
    expect(client.faults).toEqual([]);
    expect(client.sequences.size).toBe(5);
  });

  it('resumes with what came since, and with an image when the copy is of another run of the feed', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    const cutAt = client.sequences.get('all') ?? 0;
    const end = await feed.append(200);
    await client.comeBack({ resumes: true });
    await client.untilAt(end);
    expect(client.counts['markets.image']).toBe(1);
    feed.expectCopies(client, 'all');

    const other = await feed.open();
    const since = { sequence: cutAt, epoch: other.epoch - 1 };
    other.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', since });
    await other.until('an image', isImage);
  });

  it('answers a resume at the very place with an empty delta', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    await client.comeBack({ resumes: true });
    const delta = await client.until('a delta', isDelta);
    expect(delta).toMatchObject({ markets: [], from: delta.sequence });
  });

  it('puts together what happens within the time that was asked for', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', conflateMs: 1_000 });
    await client.until('an image', isImage);
    let end = 0;
    for (let batch = 0; batch < 10; batch++) end = await feed.append(10);
    await client.untilAt(end);
    expect(client.counts['markets.delta'] ?? 0).toBeLessThanOrEqual(2);
    expect(client.faults).toEqual([]);
  });

  it('ends a subscription when it is told to, and gives signs of life as often as it is told to', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    client.send({ op: 'unsubscribe', id: 'all' });
    expect(await client.until('the end', ({ op }) => op === 'unsubscribed')).toMatchObject({ id: 'all' });
    const before = client.sequences.get('all');
    client.send({ op: 'configure', heartbeatMs: 500 });
    const end = await feed.append(20);
    await client.until('a heartbeat', (one) => one.op === 'heartbeat' && one.sequence >= end);
    expect(client.sequences.get('all')).toBe(before);
  });

  it('counts what it does, and says that it is well', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL' });
    await client.until('an image', isImage);
    await client.untilAt(await feed.append(150));
    const metrics = await (await fetch(`${await feed.url()}/metrics`)).text();
    const valueOf = (name: string) =>
      Number(new RegExp(`^backlay_feed_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics)?.[1]);
    expect(valueOf('live')).toBe(1);
    expect(valueOf('sequence')).toBe(feed.groups.length);
    expect(valueOf('subscriptions')).toBe(1);
    expect(valueOf('messages_total')).toBeGreaterThan(1);
    expect(valueOf('lag_ms_count')).toBeGreaterThan(0);
    const { body: document } = await feed.analytics.get<{ asyncapi: string }>('/docs/feed.json');
    expect(document.asyncapi).toBe('3.0.0');
    const { body } = await feed.analytics.get<{ checks: string[] }>('/health/ready');
    expect(body.checks).toEqual(['database', 'consumer', 'feed']);
  });

  it('goes on by itself, and cuts nobody, when the database is not to be had', async () => {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    const locker = new pg.Client({ connectionString: feed.analytics.database.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE analytics.checkpoints IN ACCESS EXCLUSIVE MODE');
    const end = await feed.append(50);
    await client.untilAt(end);
    expect(client.closed).toBeUndefined();
    await locker.end();
    feed.expectCopies(client, 'all');
    await feed.analytics.untilApplied();
  });
});
