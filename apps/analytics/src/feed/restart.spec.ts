import { jest } from '@jest/globals';
import { FEED_CLOSE, type ExchangeEvent } from '@backlay/contracts';
import { waitFor } from '../../../../test/support/wait.js';
import { RunningFeed } from './testing/running-feed.js';
import type { SpecFeedClient } from './testing/spec-feed-client.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

describe('the feed through stops and faults', () => {
  let feed: RunningFeed;

  beforeAll(async () => {
    feed = await RunningFeed.start(9, { onPoison: 'skip', poisonAttempts: 2 });
  });
  afterAll(() => feed?.destroy());

  async function subscribed(): Promise<SpecFeedClient> {
    const client = await feed.open();
    client.send({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 'FULL' });
    await client.until('an image', ({ op }) => op === 'markets.image');
    return client;
  }

  it('says that it stops, and is loaded from the tables when it is started again', async () => {
    const client = await subscribed();
    const { epoch } = client;
    await feed.analytics.stop();
    expect(await client.untilClosed()).toEqual({ code: FEED_CLOSE.STOPPING, reason: 'STOPPING' });

    await feed.analytics.restart();
    const again = await subscribed();
    expect(again.epoch).not.toBe(epoch);
    feed.expectCopies(again, 'all');
    await again.untilAt(await feed.append(200));
    feed.expectCopies(again, 'all');
  });

  it('begins anew from the tables, and says so, when an event cannot be applied', async () => {
    await feed.analytics.untilApplied();
    const client = await subscribed();
    const [marketId = 0] = feed.expected.openMarkets();
    const [runner] = feed.expected.definition(marketId).runners;
    const impossible: ExchangeEvent = {
      type: 'order.cancelled',
      orderId: 999_999,
      accountId: 'alice',
      marketId,
      runnerId: runner?.runnerId ?? 0,
      side: 'BACK',
      price: 200,
      sizeCancelled: 1e9,
      sizeRemaining: 0,
      reason: 'REQUESTED',
    };
    // The history goes on behind it: its sequences move by one.
    const last = feed.groups.at(-1)?.sequence ?? 0;
    await feed.appendGroups([
      { shard: 0, sequence: last + 1, timeMs: feed.groups.at(-1)?.timeMs ?? 0, events: [impossible] },
    ]);
    expect(await client.untilClosed()).toEqual({ code: FEED_CLOSE.RESTARTED, reason: 'RESTARTED' });

    // The tables go past it, and the feed with them.
    await feed.analytics.untilApplied();
    await waitFor(
      'the feed to be well',
      async () => (await feed.analytics.get('/health/ready')).status === 200,
    );
    feed.expectCopies(await subscribed(), 'all');
  });
});
