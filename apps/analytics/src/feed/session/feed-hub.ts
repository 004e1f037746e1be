import { ConnectionCounts, KeyRing } from '@backlay/service';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FLUSH_SLICE_MS, TICK_MS } from '../bounds.js';
import { LiveFeed } from '../live/live-feed.js';
import { AccountTrails } from '../orders/account-trails.js';
import { EngineOrders } from '../orders/engine-orders.js';
import { FeedMeter } from './feed-meter.js';
import { FeedSession, type CloseReason, type SessionHost } from './feed-session.js';
import type { FeedSink } from './outbox.js';
import type { FeedMoment } from './subscription.js';

/** How often it is looked whether sessions may stay, in ms. */
const CHECK_INTERVAL_MS = 250;

/**
 * All connections of the feed: tells each what has happened, in turn and for a short time at once, so that neither many
 * clients nor a slow one hold anything else up.
 */
@Injectable()
export class FeedHub implements SessionHost, OnModuleDestroy {
  readonly #feed: LiveFeed;
  readonly #sessions = new Set<FeedSession>();
  readonly #connections: ConnectionCounts;
  /** Sessions to be flushed, those that wait longest first. */
  readonly #awake = new Set<FeedSession>();
  #isFlushing = false;
  #ticker: NodeJS.Timeout | undefined;
  #checkedAtMs = 0;

  constructor(
    feed: LiveFeed,
    readonly trails: AccountTrails,
    readonly engine: EngineOrders,
    readonly keyRing: KeyRing,
    connections: ConnectionCounts,
    private readonly meter: FeedMeter,
  ) {
    this.#feed = feed;
    this.#connections = connections;
    feed.listen({
      began: () => undefined,
      advanced: () => this.#wakeAll(),
      ended: () => this.#closeAll('RESTARTED'),
    });
  }

  /** Sessions that are connected now. */
  get count(): number {
    return this.#sessions.size;
  }

  /** Subscriptions of all of them. */
  get subscriptionCount(): number {
    let count = 0;
    for (const { outbox } of this.#sessions) count += outbox.count;
    return count;
  }

  /** Whether one more connection would be one too many. */
  get isFull(): boolean {
    return this.#connections.isFull;
  }

  /** @returns undefined when there are too many: nothing was taken */
  open(sink: FeedSink): FeedSession | undefined {
    if (!this.#connections.take()) return undefined;
    const session = new FeedSession(sink, this, performance.now());
    this.#sessions.add(session);
    this.#ticker ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return session;
  }

  moment(): FeedMoment | undefined {
    const { markets, epoch, shard } = this.#feed;
    return markets === undefined ? undefined : { markets, epoch, shard };
  }

  admit(session: FeedSession, keyId: string): boolean {
    return this.#connections.admit(session, keyId);
  }

  wake(session: FeedSession): void {
    this.#awake.add(session);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => this.#flush());
  }

  ended(session: FeedSession, reason: CloseReason | undefined): void {
    if (reason !== undefined) this.meter.cut(reason);
    this.#sessions.delete(session);
    this.#awake.delete(session);
    this.#connections.give(session);
    if (this.#sessions.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  onModuleDestroy(): void {
    this.#closeAll('STOPPING');
  }

  #wakeAll(): void {
    for (const session of this.#sessions) if (session.outbox.count > 0) this.wake(session);
  }

  #closeAll(reason: CloseReason): void {
    for (const session of this.#sessions) session.close(reason);
  }

  /** Serves clients for a slice of time, then lets others have the event loop. What happens meanwhile is in the later ones. */
  #flush(): void {
    const moment = this.moment();
    const beganMs = performance.now();
    if (moment !== undefined) {
      for (const session of this.#awake) {
        const nowMs = performance.now();
        if (nowMs - beganMs > FLUSH_SLICE_MS) break;
        this.#awake.delete(session);
        this.meter.flushed(session.outbox.flush(moment, nowMs), Date.now() - moment.markets.timeMs);
      }
    } else this.#awake.clear();
    if (this.#awake.size === 0) this.#isFlushing = false;
    else setImmediate(() => this.#flush());
  }

  #tick(): void {
    const nowMs = performance.now();
    const moment = this.moment();
    const isCheck = nowMs - this.#checkedAtMs >= CHECK_INTERVAL_MS;
    if (isCheck) this.#checkedAtMs = nowMs;
    for (const session of this.#sessions) {
      if (isCheck) session.check(nowMs);
      if (session.isEnded || session.principal === undefined || moment === undefined) continue;
      if (session.outbox.isWaiting(moment, nowMs)) this.wake(session);
      else session.outbox.beat(moment, nowMs);
    }
  }
}
