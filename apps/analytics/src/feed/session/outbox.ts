import { BUFFERED_BYTES_MAX, BUFFERED_BYTES_SLOW, SLOW_MS_MAX } from '../bounds.js';
import type { FeedMoment, Subscription } from './subscription.js';

/** The way to a client. */
export interface FeedSink {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** What was sent and is not taken by the network yet. */
  readonly bufferedBytes: number;
}

interface Held {
  readonly subscription: Subscription;
  sentAtMs: number;
  /** Since when there was no room for what it would have said. */
  heldSinceMs: number | undefined;
}

/** What a flush did. */
export interface Flushed {
  readonly messages: number;
  readonly bytes: number;
  /** Nothing was sent, because the client has not read enough. */
  readonly isHeldBack: boolean;
  /** Some of it was for a subscription that is told everything at once. */
  readonly isPrompt: boolean;
}

const NOTHING: Flushed = { messages: 0, bytes: 0, isHeldBack: false, isPrompt: false };
const HELD_BACK: Flushed = { messages: 0, bytes: 0, isHeldBack: true, isPrompt: false };

/**
 * What goes to one client: its subscriptions, each at its own pace. It holds no messages: who cannot take one gets a later
 * one that says more.
 */
export class Outbox {
  heartbeatMs: number;
  readonly #sink: FeedSink;
  readonly #held = new Map<string, Held>();
  #sentAtMs: number;
  #slowSinceMs: number | undefined;

  constructor(sink: FeedSink, heartbeatMs: number, nowMs: number) {
    this.#sink = sink;
    this.heartbeatMs = heartbeatMs;
    this.#sentAtMs = nowMs;
  }

  get count(): number {
    return this.#held.size;
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  add(subscription: Subscription): void {
    this.#held.set(subscription.id, { subscription, sentAtMs: -Infinity, heldSinceMs: undefined });
  }

  remove(id: string): boolean {
    this.#held.get(id)?.subscription.end?.();
    return this.#held.delete(id);
  }

  /** All subscriptions are over. */
  clear(): void {
    for (const { subscription } of this.#held.values()) subscription.end?.();
    this.#held.clear();
  }

  send(text: string): void {
    this.#sink.send(text);
  }

  close(code: number, reason: string): void {
    this.clear();
    this.#sink.close(code, reason);
  }

  /** Whether it has taken too little for too long, or is too much behind. */
  isStuck(nowMs: number): boolean {
    const { bufferedBytes } = this.#sink;
    if (bufferedBytes > BUFFERED_BYTES_MAX) return true;
    if (bufferedBytes <= BUFFERED_BYTES_SLOW) this.#slowSinceMs = undefined;
    return this.#slowSinceMs !== undefined && nowMs - this.#slowSinceMs > SLOW_MS_MAX;
  }

  /** Whether something may be due that waits for a time, or for room. */
  isWaiting({ markets }: FeedMoment, nowMs: number): boolean {
    for (const { subscription, sentAtMs, heldSinceMs } of this.#held.values()) {
      if (heldSinceMs !== undefined) return true;
      const { conflateMs } = subscription;
      const isDue = conflateMs > 0 && nowMs - sentAtMs >= conflateMs;
      if (isDue && subscription.completeTo(markets) < markets.sequence) return true;
    }
    return false;
  }

  /** Sends what is due; of all subscriptions at the same moment. */
  flush(moment: FeedMoment, nowMs: number): Flushed {
    if (this.#held.size === 0) return NOTHING;
    if (this.#sink.bufferedBytes > BUFFERED_BYTES_SLOW) return this.#holdBack(moment, nowMs);
    this.#slowSinceMs = undefined;
    let messages = 0;
    let bytes = 0;
    let isPrompt = false;
    for (const held of this.#held.values()) {
      const { subscription, sentAtMs, heldSinceMs } = held;
      if (nowMs - sentAtMs < subscription.conflateMs) continue;
      const slowMs = heldSinceMs === undefined ? undefined : Math.ceil(nowMs - heldSinceMs);
      const text = subscription.next(moment, slowMs);
      held.heldSinceMs = undefined;
      if (text === undefined) continue;
      held.sentAtMs = nowMs;
      messages += 1;
      if (subscription.conflateMs === 0 && heldSinceMs === undefined) isPrompt = true;
      bytes += text.length;
      this.#sink.send(text);
    }
    if (messages > 0) this.#sentAtMs = nowMs;
    return { messages, bytes, isHeldBack: false, isPrompt };
  }

  /** A sign of life, when nothing else was said for long enough. */
  beat({ markets, shard }: FeedMoment, nowMs: number): void {
    if (nowMs - this.#sentAtMs < this.heartbeatMs || this.#sink.bufferedBytes > BUFFERED_BYTES_SLOW) return;
    this.#sentAtMs = nowMs;
    let sequence = markets.sequence;
    for (const { subscription } of this.#held.values())
      sequence = Math.min(sequence, subscription.completeTo(markets));
    this.#sink.send(JSON.stringify({ op: 'heartbeat', shard, sequence, timeMs: Date.now() }));
  }

  #holdBack({ markets }: FeedMoment, nowMs: number): Flushed {
    this.#slowSinceMs ??= nowMs;
    for (const held of this.#held.values()) {
      if (held.subscription.completeTo(markets) < markets.sequence) held.heldSinceMs ??= nowMs;
    }
    return HELD_BACK;
  }
}
