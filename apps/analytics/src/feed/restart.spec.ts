import { jest } from '@jest/globals';
import { FEED_CLOSE, type EventGroup, type FeedMessage, type MarketsImage } from '@backlay/contracts';
import { EventHistory } from '../../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../../test/support/wait.js';
import { startApp } from '../app.js';
import { ExpectedFeed } from './testing/expected-feed.js';
import { SpecFeedClient } from './testing/spec-feed-client.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const isImage = (message: FeedMessage): message is MarketsImage => message.op === 'markets.image';

describe('the feed through stops and faults', () => {
  let analytics: RunningConsumer;
  let history: EventHistory;
  let groups: EventGroup[];
  let expected: ExpectedFeed;
  const clients: SpecFeedClient[] = [];

  const append = async (more: EventGroup[]): Promise<number> => {
    groups.push(...more);
    await analytics.append(more);
    return groups.length;
  };
  /** Comes again until it is let in, as every client has to. */
  async function open(): Promise<SpecFeedClient> {
    const url = await analytics.app.getUrl();
    let client: SpecFeedClient | undefined;
    await waitFor('the feed to be live', async () => {
      const one = SpecFeedClient.connect(url, analytics.keys.viewer);
      clients.push(one);
      await waitFor('an answer', () => one.messages.length > 0 || one.closed !== undefined);
      client = one.closed === undefined ? one : undefined;
      return client !== undefined;
    });
    return client as unknown as SpecFeedClient;
  }
  async function subscribed(): Promise<SpecFeedClient> {
    const client = await open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', isImage);
    return client;
  }
  const expectCopies = (client: SpecFeedClient): void => {
    expect(client.faults).toEqual([]);
    const copies = [...(client.copies.get('all') ?? [])];
    expect(copies.map(([marketId]) => marketId).toSorted((a, b) => a - b)).toEqual(expected.openMarkets());
    for (const [marketId, copy] of copies) expect(copy.content).toEqual(expected.feed(marketId).content);
  };

  beforeAll(async () => {
    analytics = await RunningConsumer.create(startApp, { onPoison: 'skip', poisonAttempts: 2 });
    void analytics.keys.viewer;
    history = new EventHistory({ seed: 9, commands: 0, markets: 3, runnersPerMarket: 2 });
    groups = [];
    expected = new ExpectedFeed();
    const first = history.groups(300);
    await append(first);
    expected.add(first);
    await analytics.untilApplied();
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.terminate();
    await analytics?.destroy();
  });

  it('says that it stops, and is loaded from the tables when it is started again', async () => {
    const client = await subscribed();
    const { epoch } = client;
    await analytics.stop();
    expect(await client.untilClosed()).toEqual({ code: FEED_CLOSE.STOPPING, reason: 'STOPPING' });

    await analytics.restart();
    const again = await subscribed();
    expect(again.epoch).not.toBe(epoch);
    expectCopies(again);
    const more = history.groups(200);
    expected.add(more);
    await again.untilAt(await append(more));
    expectCopies(again);
  });

  it('begins anew from the tables, and says so, when an event cannot be applied', async () => {
    await analytics.untilApplied();
    const client = await subscribed();
    const cancelled = groups.flatMap(({ events }) => events).find(({ type }) => type === 'order.cancelled');
    const impossible = { ...(cancelled as object), sizeCancelled: 1e9 } as EventGroup['events'][number];
    // The history goes on behind it: its sequences move by one.
    const last = groups.at(-1)?.sequence ?? 0;
    await append([
      { shard: 0, sequence: last + 1, timeMs: groups.at(-1)?.timeMs ?? 0, events: [impossible] },
    ]);
    expect(await client.untilClosed()).toEqual({ code: FEED_CLOSE.RESTARTED, reason: 'RESTARTED' });

    // The tables go past it, and the feed with them.
    await analytics.untilApplied();
    await waitFor('the feed to be well', async () => (await analytics.get('/health/ready')).status === 200);
    expectCopies(await subscribed());
  });
});
