import type { FeedMessage, FeedRefusal, FeedRequest, QueuePlace, Welcome } from '@backlay/contracts';
import { BACK_OFF, type BackOffSettings } from '../back-off.js';
import { KeptConnection, type ConnectionListener, type ConnectionState } from '../socket/kept-connection.js';
import { globalWebSocket, type WebSocketFactory } from '../socket/web-socket.js';
import { FeedClosedError, FeedKeyError, FeedLostError } from './errors.js';
import { MarketSubscription, type MarketsWanted } from './market-subscription.js';
import { OrderSubscription, type OrdersWanted } from './order-subscription.js';
import { QueueQuestions } from './queue-questions.js';
import type { AnySubscription, SubscriptionHost } from './subscription.js';

export interface FeedClientOptions {
  /** `ws://host:port/v1/feed` */
  readonly url: string;
  /** An API key, `blk_<keyId>_<secret>`. */
  readonly key: string;
  /** Default: the WebSocket of the browser. In Node: `nodeWebSocket` of `@backlay/client/node`. */
  readonly webSocket?: WebSocketFactory | undefined;
  /** How often the server is to give a sign of life, 500 to 5,000; its own default when left out. */
  readonly heartbeatMs?: number | undefined;
  readonly backOff?: BackOffSettings | undefined;
}

/** How a connection to the feed stands. */
export type FeedState = ConnectionState;

const isMessage = (said: object): boolean => 'op' in said;
const keyError = (detail: string): Error => new FeedKeyError(`The feed does not take the key: ${detail}`);

/**
 * A client of the feed: one connection that is made again whenever it is lost, and copies of what was subscribed to, which
 * are proved right after every message.
 */
export class FeedClient {
  readonly #connection: KeptConnection<Welcome, FeedMessage>;
  readonly #heartbeatMs: number | undefined;
  readonly #subscriptions = new Set<AnySubscription>();
  /** Subscriptions by their name on the present connection. */
  readonly #byId = new Map<string, AnySubscription>();
  readonly #questions = new QueueQuestions();
  readonly #host: SubscriptionHost;
  #subscriptionCount = 0;

  constructor({ url, key, webSocket = globalWebSocket, heartbeatMs, backOff = BACK_OFF }: FeedClientOptions) {
    this.#heartbeatMs = heartbeatMs;
    this.#connection = new KeptConnection(
      { url, key, webSocket, backOff, isMessage, keyError },
      this.#listener(),
    );
    this.#host = {
      backOff,
      send: (request) => this.#send(request),
      nextId: () => `s${++this.#subscriptionCount}`,
      bind: (id, subscription) => void this.#byId.set(id, subscription),
      unbind: (id) => void this.#byId.delete(id),
      forget: (subscription) => void this.#subscriptions.delete(subscription),
    };
  }

  get state(): FeedState {
    return this.#connection.state;
  }

  /** What the server said of itself when the present connection, or the latest, was made. */
  get welcome(): Welcome | undefined {
    return this.#connection.welcome;
  }

  /**
   * Calls the listener whenever the state changes, with the reason where there is one.
   * @returns its removal
   */
  onState(listener: (state: FeedState, detail?: string) => void): () => void {
    return this.#connection.onState(listener);
  }

  /**
   * Connects, and from then on again and again whenever the connection is lost.
   *
   * @returns what the server says of itself, once there is a connection
   * @throws FeedKeyError when the key is refused, FeedClosedError when the client is closed meanwhile, and what the
   *   WebSocket says of a URL that is none
   */
  connect(): Promise<Welcome> {
    return this.#connection.connect();
  }

  /** Ends all subscriptions and the connection. */
  close(): Promise<void> {
    const reason = new FeedClosedError('The client was closed.');
    const closed = this.#connection.close(reason);
    this.#end(reason);
    return closed;
  }

  /** Follows markets, from the next connection on when there is none now. */
  markets(wanted: MarketsWanted): MarketSubscription {
    return this.#begin(new MarketSubscription(this.#host, wanted));
  }

  /** Follows the orders of the key's account; only a trader has any. */
  orders(wanted: OrdersWanted = {}): OrderSubscription {
    return this.#begin(new OrderSubscription(this.#host, wanted));
  }

  /**
   * Asks where an own order is in its queue.
   * @throws FeedLostError without a connection, FeedRefusedError (`ORDER_UNKNOWN`), FeedTimeoutError
   */
  queuePlace(orderId: number): Promise<QueuePlace> {
    if (this.state !== 'open') return Promise.reject(new FeedLostError('There is no connection.'));
    return this.#questions.ask(orderId, (request) => this.#send(request));
  }

  #begin<S extends AnySubscription>(subscription: S): S {
    this.#subscriptions.add(subscription);
    if (this.state === 'open' && this.welcome) subscription.opened(this.welcome.epoch);
    return subscription;
  }

  /** @throws Error without a connection */
  #send(request: FeedRequest): void {
    this.#connection.send(JSON.stringify(request));
  }

  #listener(): ConnectionListener<Welcome, FeedMessage> {
    return {
      welcome: (welcome) => this.#opened(welcome),
      message: (message) => this.#take(message),
      lost: () => this.#lost(),
      gaveUp: (error) => this.#end(error),
    };
  }

  #opened(welcome: Welcome): void {
    this.#agreeOnHeartbeats(welcome);
    for (const subscription of this.#subscriptions) subscription.opened(welcome.epoch);
  }

  #agreeOnHeartbeats({ heartbeatMs: offeredMs }: Welcome): void {
    const wantedMs = this.#heartbeatMs ?? offeredMs;
    // Three are missing, and the network had a second.
    this.#connection.expectWithin(3 * Math.max(wantedMs, offeredMs) + 1_000);
    if (wantedMs !== offeredMs) this.#send({ op: 'configure', heartbeatMs: wantedMs });
  }

  #take(message: FeedMessage): void {
    switch (message.op) {
      case 'heartbeat':
        for (const subscription of this.#subscriptions) subscription.heartbeat(message.sequence);
        return;
      case 'queue':
        return this.#questions.answered(message);
      case 'refused':
        return this.#refused(message);
      case 'markets.image':
      case 'markets.delta':
      case 'orders.image':
      case 'orders.delta':
        this.#byId.get(message.id)?.take(message);
        return;
      default:
      // Requests that were taken, and what a later server may say.
    }
  }

  #refused(refusal: FeedRefusal): void {
    if (this.#questions.refused(refusal) || refusal.id === null) return;
    this.#byId.get(refusal.id)?.refused(refusal);
  }

  #lost(): void {
    for (const subscription of this.#subscriptions) subscription.lost();
    this.#questions.lost();
  }

  #end(reason: Error): void {
    for (const subscription of this.#subscriptions) subscription.ended(reason);
  }
}
