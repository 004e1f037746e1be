import type { ConsumerSettings } from '@backlay/consumer';
import type { EventGroup } from '@backlay/contracts';
import { EventHistory } from '../../../../../libs/contracts/src/testing/event-history.js';
import { RunningConsumer } from '../../../../../libs/consumer/src/testing/running-consumer.js';
import { waitFor } from '../../../../../test/support/wait.js';
import { startApp } from '../../app.js';
import { ExpectedFeed } from './expected-feed.js';
import { SpecFeedClient } from './spec-feed-client.js';

/** Analytics as it really runs, with a history of events, what the feed has to say of it, and clients. */
export class RunningFeed {
  readonly groups: EventGroup[] = [];
  readonly expected = new ExpectedFeed();
  readonly #history: EventHistory;
  #clients: SpecFeedClient[] = [];

  private constructor(
    readonly analytics: RunningConsumer,
    seed: number,
  ) {
    this.#history = new EventHistory({ seed, commands: 0, markets: 3, runnersPerMarket: 2 });
  }

  static async start(seed: number, overrides: Partial<ConsumerSettings> = {}): Promise<RunningFeed> {
    const analytics = await RunningConsumer.create(startApp, overrides);
    const running = new RunningFeed(analytics, seed);
    await running.untilKnown(analytics.keys.viewer);
    await running.append(400);
    await analytics.untilApplied();
    return running;
  }

  /** @returns the sequence of the last of so many more commands */
  async append(commands: number): Promise<number> {
    const more = this.#history.groups(commands);
    this.expected.add(more);
    return this.appendGroups(more);
  }

  /** What has no part in the expectation. */
  async appendGroups(more: readonly EventGroup[]): Promise<number> {
    this.groups.push(...more);
    await this.analytics.append(more);
    return this.groups.length;
  }

  url(): Promise<string> {
    return this.analytics.app.getUrl();
  }

  /** A connection, whatever comes of it. */
  async connect(key?: string): Promise<SpecFeedClient> {
    const client = SpecFeedClient.connect(await this.url(), key);
    this.#clients.push(client);
    return client;
  }

  /** A client that is welcome; it comes again until it is, as every client has to. */
  async open(key = this.analytics.keys.viewer): Promise<SpecFeedClient> {
    for (;;) {
      const client = await this.connect(key);
      await waitFor('an answer', () => client.messages.length > 0 || client.closed !== undefined);
      if (client.closed === undefined) return client;
      if (client.closed.reason !== 'RESTARTED') throw new Error(`closed: ${client.closed.reason}`);
    }
  }

  /** A trader's key that the app knows. */
  async trader(accountId: string): Promise<string> {
    const key = this.analytics.keys.trader(accountId);
    await this.untilKnown(key);
    return key;
  }

  /** The app needs a moment to see a new key. */
  async untilKnown(key: string): Promise<void> {
    await waitFor('the key to be known', async () => {
      const { status } = await this.analytics.get('/v1/position', key);
      return status === 200;
    });
  }

  /** The copies of a subscription of everything, at full depth. */
  expectCopies(client: SpecFeedClient, id: string): void {
    expect(client.faults).toEqual([]);
    const copies = [...(client.copies.get(id) ?? [])];
    const ids = copies.map(([marketId]) => marketId);
    expect(ids.toSorted((a, b) => a - b)).toEqual(this.expected.openMarkets());
    for (const [marketId, copy] of copies) expect(copy.content).toEqual(this.expected.feed(marketId).content);
  }

  /** Ends all connections. @returns the clients that had them */
  leave(): SpecFeedClient[] {
    const clients = this.#clients;
    for (const { socket } of clients) socket.terminate();
    this.#clients = [];
    return clients;
  }

  async destroy(): Promise<void> {
    this.leave();
    await this.analytics.destroy();
  }
}
