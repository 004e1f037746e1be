import type { HealthCheck } from '@backlay/service';
import { ConsumerLedger } from '@backlay/persistence';
import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { LiveFeed } from './live/live-feed.js';

/** The feed may be so much behind the tables before it says so, in ms: both follow the same events. */
const BEHIND_MS = 500;

/** The feed shows what is in the tables of this app, or more. */
@Injectable()
export class FeedHealth implements HealthCheck {
  readonly name = 'feed';
  readonly #feed: LiveFeed;
  readonly #ledger: ConsumerLedger;

  constructor(feed: LiveFeed, ledger: ConsumerLedger) {
    this.#feed = feed;
    this.#ledger = ledger;
  }

  async check(): Promise<string | undefined> {
    const applied = (await this.#ledger.position())?.sequence ?? 0;
    if (this.#isBehind(applied)) await delay(BEHIND_MS);
    if (this.#feed.trouble !== undefined) return this.#feed.trouble;
    if (!this.#isBehind(applied)) return undefined;
    return `is at sequence ${this.#feed.markets?.sequence ?? 0}, behind the tables, which are at ${applied}`;
  }

  #isBehind(applied: number): boolean {
    return (this.#feed.markets?.sequence ?? -1) < applied;
  }
}
