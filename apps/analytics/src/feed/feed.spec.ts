import { jest } from '@jest/globals';
import type { EventGroup, FeedMessage, MarketsDelta, MarketsImage } from '@backlay/contracts';
import { EventHistory } from '../../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../../test/support/wait.js';
import { startApp } from '../app.js';
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
});
