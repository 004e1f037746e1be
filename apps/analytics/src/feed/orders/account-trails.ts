import type { SequencedExchangeEvent } from '@backlay/contracts';
import { Injectable } from '@nestjs/common';
import { LiveFeed } from '../live/live-feed.js';
import { AccountTrail } from './account-trail.js';
import { orderChangesOf } from './order-changes.js';

/** How long the changes of an account go on being remembered when nobody is told of them, in ms: it may come back. */
export const TRAIL_KEPT_MS = 300_000;
/** Accounts that are remembered although nobody is told of them. */
export const UNUSED_TRAILS_MAX = 1_000;

/** Remembers what happens to the orders of the accounts that somebody follows. */
@Injectable()
export class AccountTrails {
  readonly #feed: LiveFeed;
  readonly #trails = new Map<string, AccountTrail>();

  constructor(feed: LiveFeed) {
    this.#feed = feed;
    feed.listen({
      began: () => undefined,
      advanced: (events) => this.#remember(events),
      // What comes after it does not follow what was before.
      ended: () => this.#trails.clear(),
    });
  }

  /** What is remembered already of an account; undefined: nothing. */
  find(accountId: string): AccountTrail | undefined {
    return this.#trails.get(accountId);
  }

  /** Remembers the account from now on, until `release`. */
  use(accountId: string): AccountTrail {
    let trail = this.#trails.get(accountId);
    if (trail === undefined) {
      trail = new AccountTrail(this.#feed.markets?.sequence ?? 0);
      this.#trails.set(accountId, trail);
    }
    trail.users += 1;
    return trail;
  }

  release(trail: AccountTrail): void {
    trail.users -= 1;
    trail.unusedSinceMs = performance.now();
    if (trail.users === 0) this.#dropUnused(trail.unusedSinceMs);
  }

  #remember(events: readonly SequencedExchangeEvent[]): void {
    if (this.#trails.size === 0) return;
    const isRemembered = (accountId: string): boolean => this.#trails.has(accountId);
    for (const event of events) {
      for (const { accountId, ...change } of orderChangesOf(event, isRemembered))
        this.#trails.get(accountId)?.add(change);
    }
  }

  /** Those that were used longest ago first. */
  #dropUnused(nowMs: number): void {
    const unused = [...this.#trails].filter(([, { users }]) => users === 0);
    unused.sort(([, a], [, b]) => a.unusedSinceMs - b.unusedSinceMs);
    for (const [at, [accountId, { unusedSinceMs }]] of unused.entries()) {
      const isTooMany = at < unused.length - UNUSED_TRAILS_MAX;
      if (isTooMany || nowMs - unusedSinceMs > TRAIL_KEPT_MS) this.#trails.delete(accountId);
    }
  }
}
