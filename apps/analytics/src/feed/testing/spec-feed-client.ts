import {
  orderAfter,
  type FeedMessage,
  type FeedOrder,
  type FeedRequest,
  type MarketsDelta,
  type MarketsImage,
  type OrdersDelta,
  type OrdersImage,
  type SubscribeMarkets,
  type SubscribeOrders,
} from '@backlay/contracts';
import { WebSocket } from 'ws';
import { waitFor } from '../../../../../test/support/wait.js';
import { MarketCopy } from './market-copy.js';

/** Messages that are kept to be looked at. */
const MESSAGES_KEPT = 5_000;

/** A client of the feed as simple as can be: keeps a copy of each subscription, and the latest messages. */
export class SpecFeedClient {
  messages: FeedMessage[] = [];
  /** Copies by subscription and market. */
  readonly copies = new Map<string, Map<number, MarketCopy>>();
  /** Live orders by subscription and id. */
  readonly orders = new Map<string, Map<number, FeedOrder>>();
  /** Sequence of the latest message of each subscription. */
  readonly sequences = new Map<string, number>();
  /** What the latest heartbeat has said. */
  heartbeat = 0;
  /** Copies that were not what the checksum says, or deltas that did not follow. */
  readonly faults: string[] = [];
  readonly counts: Record<string, number> = {};
  closed: { readonly code: number; readonly reason: string } | undefined;
  epoch = 0;
  readonly #requests = new Map<string, SubscribeMarkets | SubscribeOrders>();
  #socket: WebSocket;

  private constructor(
    private readonly url: string,
    private readonly key: string | undefined,
  ) {
    this.#socket = this.#connect();
  }

  /** @param key undefined: nothing is said about who it is */
  static connect(url: string, key?: string): SpecFeedClient {
    return new SpecFeedClient(url, key);
  }

  /** Connects and waits until it is welcome. */
  static async open(url: string, key: string): Promise<SpecFeedClient> {
    const client = SpecFeedClient.connect(url, key);
    await client.until('welcome', ({ op }) => op === 'welcome');
    return client;
  }

  get socket(): WebSocket {
    return this.#socket;
  }

  send(request: FeedRequest): void {
    if (request.op === 'subscribe') this.#requests.set(request.id, request);
    this.socket.send(JSON.stringify(request));
  }

  /** Loses the connection, comes back, and goes on where the copies stand; or begins anew. */
  async comeBack({ resumes }: { readonly resumes: boolean }): Promise<void> {
    const { epoch } = this;
    this.socket.terminate();
    await this.untilClosed();
    this.closed = undefined;
    this.heartbeat = 0;
    this.messages = [];
    this.#socket = this.#connect();
    await this.until('welcome', ({ op }) => op === 'welcome');
    for (const [id, request] of this.#requests) {
      const sequence = this.sequences.get(id);
      this.send(resumes && sequence !== undefined ? { ...request, since: { sequence, epoch } } : request);
    }
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

  /** Waits until it has been told everything up to the sequence. */
  async untilAt(sequence: number, timeoutMs = 10_000): Promise<void> {
    const isThere = (): boolean =>
      this.heartbeat >= sequence || [...this.sequences.values()].every((at) => at >= sequence);
    await waitFor(`everything up to sequence ${sequence}`, isThere, { timeoutMs });
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await waitFor('the end of the connection', () => this.closed !== undefined);
    return this.closed as { code: number; reason: string };
  }

  copy(id: string, marketId: number): MarketCopy | undefined {
    return this.copies.get(id)?.get(marketId);
  }

  #connect(): WebSocket {
    const headers = this.key === undefined ? {} : { authorization: `Bearer ${this.key}` };
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/v1/feed`, { headers });
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as FeedMessage));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
    return socket;
  }

  #take(message: FeedMessage): void {
    this.messages.push(message);
    if (this.messages.length > MESSAGES_KEPT) this.messages.splice(0, MESSAGES_KEPT / 2);
    this.counts[message.op] = (this.counts[message.op] ?? 0) + 1;
    switch (message.op) {
      case 'welcome':
        this.epoch = message.epoch;
        return;
      case 'heartbeat':
        this.heartbeat = message.sequence;
        return;
      case 'markets.image':
        this.copies.set(message.id, new Map());
        this.#apply(message);
        return;
      case 'markets.delta':
        this.#checkFrom(message);
        this.#apply(message);
        return;
      case 'orders.image':
        this.orders.set(message.id, new Map(message.orders.map((order) => [order.orderId, order])));
        this.#moveTo(message);
        return;
      case 'orders.delta':
        this.#checkFrom(message);
        this.#applyOrders(message);
        return;
      default:
    }
  }

  #checkFrom({ id, from }: MarketsDelta | OrdersDelta): void {
    const before = this.sequences.get(id);
    if (before !== from) this.faults.push(`${id}: from ${from} after ${before}`);
  }

  #moveTo({ id, sequence }: MarketsImage | MarketsDelta | OrdersImage | OrdersDelta): void {
    const before = this.sequences.get(id) ?? 0;
    if (sequence < before) this.faults.push(`${id}: back from ${before} to ${sequence}`);
    this.sequences.set(id, sequence);
  }

  #apply(message: MarketsImage | MarketsDelta): void {
    this.#moveTo(message);
    const { id, sequence, markets, removed = [] } = message;
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

  #applyOrders(message: OrdersDelta): void {
    this.#moveTo(message);
    const orders = this.orders.get(message.id) ?? new Map<number, FeedOrder>();
    this.orders.set(message.id, orders);
    for (const change of message.changes) {
      const after = orderAfter(orders.get(change.orderId), change);
      if (after === undefined) orders.delete(change.orderId);
      else orders.set(change.orderId, after);
    }
  }
}
