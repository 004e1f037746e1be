import { LatencyHistogram } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import type { CloseReason } from './feed-session.js';
import type { Flushed } from './outbox.js';

/** Counts what the feed has done since it started. */
@Injectable()
export class FeedMeter {
  messages = 0;
  bytes = 0;
  /** Flushes that had to wait because a client had not read enough. */
  heldBack = 0;
  readonly cuts = new Map<CloseReason, number>();
  /** From the moment a command was taken in until what it changed is sent to a client that takes all at once. */
  readonly lag = new LatencyHistogram();

  /** @param lagMs since the latest command was taken in */
  flushed({ messages, bytes, isHeldBack, isPrompt }: Flushed, lagMs: number): void {
    this.messages += messages;
    this.bytes += bytes;
    if (isHeldBack) this.heldBack += 1;
    if (isPrompt) this.lag.observe(lagMs);
  }

  cut(reason: CloseReason): void {
    this.cuts.set(reason, (this.cuts.get(reason) ?? 0) + 1);
  }
}
