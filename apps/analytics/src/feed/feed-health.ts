import { ConsumerState } from '@backlay/consumer';
import type { HealthCheck } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setTimeout as delay } from 'node:timers/promises';
import { LiveFeed } from './live/live-feed.js';

/** The feed may be so much behind the events before it says so, in ms. */
const BEHIND_MS = 500;

/** The feed has what is in the tables of this app, and what is known to be in the stream of events. */
@Injectable()
export class FeedHealth implements HealthCheck {
  readonly name = 'feed';
  readonly #feed: LiveFeed;
  readonly #modules: ModuleRef;

  constructor(feed: LiveFeed, modules: ModuleRef) {
    this.#feed = feed;
    this.#modules = modules;
  }

  async check(): Promise<string | undefined> {
    // Of the consumer, which is made of the contexts, and so cannot be known to them when they are made.
    const { sequence, lag } = await this.#modules.get(ConsumerState, { strict: false }).position();
    const end = sequence + (lag ?? 0);
    if (this.#isBehind(end)) await delay(BEHIND_MS);
    if (this.#feed.trouble !== undefined) return this.#feed.trouble;
    if (!this.#isBehind(end)) return undefined;
    return `is at sequence ${this.#feed.markets?.sequence ?? 0} of ${end}`;
  }

  #isBehind(end: number): boolean {
    return (this.#feed.markets?.sequence ?? -1) < end;
  }
}
