import { Injectable } from '@nestjs/common';
import { Histogram, type Registry } from 'prom-client';
import type { CloseReason } from './feed-session.js';
import type { Flushed } from './outbox.js';

/** Upper ends of the classes of the lag, ms. */
const LAG_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];

/** Counts what the feed has done since it started. */
@Injectable()
export class FeedMeter {
  messages = 0;
  bytes = 0;
  /** Flushes that had to wait because a client had not read enough. */
  heldBack = 0;
  readonly cuts = new Map<CloseReason, number>();
  readonly #lag = new Histogram({
    name: 'backlay_feed_lag_ms',
    help: 'From the moment a command was taken in until what it changed is sent to a client that takes all at once, in ms',
    buckets: LAG_BUCKETS_MS,
    registers: [],
  });

  /** @param lagMs since the latest command was taken in */
  flushed({ messages, bytes, isHeldBack, isPrompt }: Flushed, lagMs: number): void {
    this.messages += messages;
    this.bytes += bytes;
    if (isHeldBack) this.heldBack += 1;
    if (isPrompt) this.#lag.observe(lagMs);
  }

  cut(reason: CloseReason): void {
    this.cuts.set(reason, (this.cuts.get(reason) ?? 0) + 1);
  }

  registerIn(registry: Registry): void {
    registry.registerMetric(this.#lag);
  }
}
