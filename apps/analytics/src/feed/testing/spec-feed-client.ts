import type { FeedMessage, FeedRequest, MarketsDelta, MarketsImage } from '@backlay/contracts';
import { WebSocket } from 'ws';
import { waitFor } from '../../../../../test/support/wait.js';
import { MarketCopy } from './market-copy.js';

/** A client of the feed as simple as can be: keeps a copy of each subscription, and every message. */
export class SpecFeedClient {
  readonly messages: FeedMessage[] = [];
  /** Copies by subscription and market. */
  readonly copies = new Map<string, Map<number, MarketCopy>>();
  /** Sequence of the latest message of each subscription. */
  readonly sequences = new Map<string, number>();
  /** Copies that were not what the checksum says, or deltas that did not follow. */
  readonly faults: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  epoch = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as FeedMessage));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  /** @param key undefined: nothing is said about who it is */
  static connect(url: string, key?: string): SpecFeedClient {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    return new SpecFeedClient(new WebSocket(`${url.replace(/^http/, 'ws')}/v1/feed`, { headers }));
  }

  /** Connects and waits until it is welcome. */
  static async open(url: string, key: string): Promise<SpecFeedClient> {
    const client = SpecFeedClient.connect(url, key);
    await client.until('welcome', ({ op }) => op === 'welcome');
    return client;
  }

  send(request: FeedRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  /** Waits for a message that was or will be received. */
  async until<M extends FeedMessage>(
    what: string,
    matches: (message: FeedMessage) => message is M,
  ): Promise<M>;
  async until(what: string, matches: (message: FeedMessage) => boolean): Promise<FeedMessage>;
  async until(what: string, matches: (message: FeedMessage) => boolean): Promise<FeedMessage> {
    await waitFor(what, () => this.messages.some(matches));
    return this.messages.find(matches) as FeedMessage;
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await waitFor('the end of the connection', () => this.closed !== undefined);
    return this.closed as { code: number; reason: string };
  }

  copy(id: string, marketId: number): MarketCopy | undefined {
    return this.copies.get(id)?.get(marketId);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.untilClosed();
  }

  #take(message: FeedMessage): void {
    this.messages.push(message);
    if (message.op === 'welcome') this.epoch = message.epoch;
    if (message.op === 'markets.image') {
      this.copies.set(message.id, new Map());
      this.#apply(message);
    }
    if (message.op === 'markets.delta') {
      const before = this.sequences.get(message.id);
      if (before !== message.from) this.faults.push(`${message.id}: from ${message.from} after ${before}`);
      this.#apply(message);
    }
  }

  #apply({ id, sequence, markets, removed = [] }: MarketsImage | MarketsDelta): void {
    this.sequences.set(id, sequence);
    let copies = this.copies.get(id);
    if (copies === undefined) this.copies.set(id, (copies = new Map<number, MarketCopy>()));
    for (const feed of markets) {
      const copy = copies.get(feed.marketId) ?? new MarketCopy();
      copies.set(feed.marketId, copy.apply(feed));
      if (feed.checksum !== undefined && feed.checksum !== copy.checksum)
        this.faults.push(`${id}: market ${feed.marketId} at ${sequence} is not what the checksum says`);
    }
    for (const marketId of removed) copies.delete(marketId);
  }
}
