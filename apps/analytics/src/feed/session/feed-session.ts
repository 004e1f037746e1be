import {
  FEED_CLOSE,
  type FeedMessage,
  type FeedRefusalCode,
  type ResumePoint,
  type AskQueue,
  type SubscribeMarkets,
  type SubscribeOrders,
  type Unsubscribe,
} from '@backlay/contracts';
import type { KeyRing, Principal } from '@backlay/service';
import {
  AUTHENTICATE_WITHIN_MS,
  FRAMES_OVER_RATE_MAX,
  FRAME_BYTES_MAX,
  HEARTBEAT_MS_DEFAULT,
  SUBSCRIPTIONS_PER_CONNECTION_MAX,
} from '../bounds.js';
import type { AccountTrails } from '../orders/account-trails.js';
import { EngineUnavailableError, type EngineOrders } from '../orders/engine-orders.js';
import { OrdersSubscription } from '../orders/orders-subscription.js';
import { parseRequest } from '../protocol/parse-request.js';
import type { CheckedRequest } from '../protocol/request.schema.js';
import { MarketsSubscription } from './markets-subscription.js';
import { Outbox, type FeedSink } from './outbox.js';
import type { FeedMoment } from './subscription.js';

export type CloseReason = keyof typeof FEED_CLOSE;

/** What a session needs of the feed around it. */
export interface SessionHost {
  readonly keyRing: Pick<KeyRing, 'find'>;
  readonly engine: Pick<EngineOrders, 'live' | 'queuePlace'>;
  readonly trails: Pick<AccountTrails, 'find' | 'use' | 'release'>;
  /** Undefined while there are no markets. */
  moment(): FeedMoment | undefined;
  /** Whether one more connection of the key is within its bound; then it counts. */
  admit(session: FeedSession, keyId: string): boolean;
  /** Something is to be sent. */
  wake(session: FeedSession): void;
  /** The session is over. */
  ended(session: FeedSession, reason: CloseReason | undefined): void;
}

/** One connection: who it is, what it has asked for, and what it is told. Knows nothing of sockets. */
export class FeedSession {
  readonly outbox: Outbox;
  readonly #host: SessionHost;
  readonly #openedAtMs: number;
  /** Kept to see that it is good still. */
  #key: string | undefined;
  #principal: Principal | undefined;
  #framesOverRate = 0;
  #isEnded = false;

  constructor(sink: FeedSink, host: SessionHost, nowMs: number) {
    this.#host = host;
    this.#openedAtMs = nowMs;
    this.outbox = new Outbox(sink, HEARTBEAT_MS_DEFAULT, nowMs);
  }

  /** Who it is; undefined as long as that is not known. */
  get principal(): Principal | undefined {
    return this.#principal;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A key was shown. */
  authenticate(key: string, nowMs: number): void {
    const found = this.#host.keyRing.find(key);
    if (found === undefined) return this.close('KEY_INVALID');
    const { principal, bucket } = found;
    if (bucket.take(nowMs) > 0 || !this.#host.admit(this, principal.keyId)) return this.close('RATE_LIMITED');
    const moment = this.#host.moment();
    if (moment === undefined) return this.close('RESTARTED');
    this.#key = key;
    this.#principal = principal;
    this.#say({
      op: 'welcome',
      shard: moment.shard,
      sequence: moment.markets.sequence,
      epoch: moment.epoch,
      role: principal.role.toUpperCase() as 'TRADER' | 'OPERATOR' | 'VIEWER',
      accountId: principal.role === 'trader' ? principal.accountId : null,
      heartbeatMs: this.outbox.heartbeatMs,
    });
  }

  /** A frame of the client arrived. */
  receive(frame: string, nowMs: number): void {
    if (this.#isEnded) return;
    if (Buffer.byteLength(frame) > FRAME_BYTES_MAX) return this.close('FRAME_INVALID');
    const parsed = parseRequest(frame);
    if (parsed.kind === 'foreign') return this.close('FRAME_INVALID');
    if (this.#key === undefined) {
      if (parsed.kind === 'request' && parsed.request.op === 'authenticate')
        return this.authenticate(parsed.request.key, nowMs);
      return this.close('KEY_INVALID');
    }
    const id = parsed.kind === 'faulty' ? parsed.id : 'id' in parsed.request ? parsed.request.id : null;
    if (!this.#isWithinRate(id, nowMs)) return;
    if (parsed.kind === 'faulty') return this.#refuse(id, 'REQUEST_INVALID', `${parsed.detail}.`);
    this.#handle(parsed.request);
  }

  /** Looks whether it may stay. */
  check(nowMs: number): void {
    if (this.#key === undefined) {
      if (nowMs - this.#openedAtMs > AUTHENTICATE_WITHIN_MS) this.close('KEY_INVALID');
    } else if (this.#host.keyRing.find(this.#key) === undefined) this.close('KEY_INVALID');
    else if (this.outbox.isStuck(nowMs)) this.close('SLOW_CONSUMER');
  }

  close(reason: CloseReason): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.outbox.close(FEED_CLOSE[reason], reason);
    this.#host.ended(this, reason);
  }

  /** The other side has gone. */
  left(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.outbox.clear();
    this.#host.ended(this, undefined);
  }

  #handle(request: CheckedRequest): void {
    switch (request.op) {
      case 'authenticate':
        this.#refuse(null, 'REQUEST_INVALID', 'The connection has its key already.');
        return;
      case 'configure':
        this.outbox.heartbeatMs = request.heartbeatMs;
        this.#say({ op: 'configured', id: null });
        return;
      case 'subscribe':
        this.#subscribe(request);
        return;
      case 'unsubscribe':
        this.#unsubscribe(request);
        return;
      case 'queue':
        void this.#tellQueue(request);
        return;
    }
  }

  #subscribe(request: SubscribeMarkets | SubscribeOrders): void {
    const { id } = request;
    if (this.outbox.has(id))
      return this.#refuse(id, 'SUBSCRIPTION_EXISTS', `There is a subscription ${id} already.`);
    if (this.outbox.count >= SUBSCRIPTIONS_PER_CONNECTION_MAX) {
      const bound = `A connection may have ${SUBSCRIPTIONS_PER_CONNECTION_MAX} subscriptions.`;
      return this.#refuse(id, 'SUBSCRIPTION_LIMIT_REACHED', bound);
    }
    const moment = this.#host.moment();
    // The connection is about to be closed for that.
    if (moment === undefined) return;
    if (request.feed === 'markets') this.#subscribeMarkets(request, moment);
    else this.#subscribeOrders(request, moment);
  }

  #subscribeMarkets(request: SubscribeMarkets, moment: FeedMoment): void {
    const resumeFrom = resumable(request.since, moment);
    const unknown = unknownMarkets(request, moment, resumeFrom);
    if (unknown.length > 0)
      return this.#refuse(
        request.id,
        'MARKET_UNKNOWN',
        `There is no market ${unknown.join(', ')} in the feed.`,
      );
    this.outbox.add(new MarketsSubscription(request, resumeFrom));
    this.#host.wake(this);
  }

  #subscribeOrders({ id, conflateMs = 0, since }: SubscribeOrders, moment: FeedMoment): void {
    const trader = this.#trader(id);
    if (trader === undefined) return;
    const { trails, engine } = this.#host;
    const from = resumable(since, moment);
    const isRemembered = from !== undefined && (trails.find(trader.accountId)?.since ?? Infinity) <= from;
    const trail = trails.use(trader.accountId);
    const wish = { id, conflateMs, resumeFrom: isRemembered ? from : undefined };
    const subscription = new OrdersSubscription(wish, trail, {
      ask: () => engine.live(trader.key),
      wake: () => this.#host.wake(this),
      release: () => trails.release(trail),
      failed: (error) => {
        this.outbox.remove(id);
        this.#refuse(id, 'ENGINE_UNAVAILABLE', detailOf(error));
      },
    });
    this.outbox.add(subscription);
    this.#host.wake(this);
  }

  async #tellQueue({ id, orderId }: AskQueue): Promise<void> {
    const trader = this.#trader(id);
    if (trader === undefined) return;
    try {
      const place = await this.#host.engine.queuePlace(trader.key, orderId);
      if (place === undefined)
        this.#refuse(id, 'ORDER_UNKNOWN', `The account has no order ${orderId}, or had it too long ago.`);
      else this.#say({ op: 'queue', id, orderId, ...place });
    } catch (error) {
      this.#refuse(id, 'ENGINE_UNAVAILABLE', detailOf(error));
    }
  }

  /** Who has orders; others are told that they have none. */
  #trader(id: string): { readonly accountId: string; readonly key: string } | undefined {
    if (this.#principal?.role === 'trader' && this.#key !== undefined)
      return { accountId: this.#principal.accountId, key: this.#key };
    this.#refuse(id, 'ROLE_FORBIDDEN', 'Only the key of a trader has orders.');
    return undefined;
  }

  #unsubscribe({ id }: Unsubscribe): void {
    if (!this.outbox.remove(id))
      return this.#refuse(id, 'SUBSCRIPTION_UNKNOWN', `There is no subscription ${id}.`);
    this.#say({ op: 'unsubscribed', id });
  }

  #isWithinRate(id: string | null, nowMs: number): boolean {
    const waitMs = this.#host.keyRing.find(this.#key ?? '')?.bucket.take(nowMs) ?? 0;
    if (waitMs === 0) return true;
    this.#framesOverRate += 1;
    if (this.#framesOverRate > FRAMES_OVER_RATE_MAX) this.close('RATE_LIMITED');
    else
      this.#refuse(id, 'RATE_LIMITED', `The key has sent too much; come again in ${Math.ceil(waitMs)} ms.`);
    return false;
  }

  #refuse(id: string | null, code: FeedRefusalCode, detail: string): void {
    this.#say({ op: 'refused', id, code, detail });
  }

  #say(message: FeedMessage): void {
    this.outbox.send(JSON.stringify(message));
  }
}

/** Where a copy stands that a client wants to go on with, if it is one of this run of the feed. */
function resumable(since: ResumePoint | undefined, { markets, epoch }: FeedMoment): number | undefined {
  if (since === undefined || since.epoch !== epoch || since.sequence > markets.sequence) return undefined;
  return since.sequence;
}

/** Markets of which there is nothing to be told. One that has gone since the client's copy is told to have gone. */
function unknownMarkets(
  { marketIds }: SubscribeMarkets,
  { markets }: FeedMoment,
  resumeFrom: number | undefined,
): number[] {
  if (marketIds === 'ALL') return [];
  const gone = resumeFrom === undefined ? undefined : markets.removedSince(resumeFrom);
  return marketIds.filter((marketId) => markets.get(marketId) === undefined && gone?.has(marketId) !== true);
}

function detailOf(error: unknown): string {
  return error instanceof EngineUnavailableError ? error.message : 'The engine cannot be asked now.';
}
