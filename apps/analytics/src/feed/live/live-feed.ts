import {
  CONSUMER_SETTINGS,
  createEventTail,
  type ConsumerSettings,
  type ExchangeEventTail,
} from '@backlay/consumer';
import type { SequencedExchangeEvent } from '@backlay/contracts';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { LiveMarkets } from './live-markets.js';
import { loadMarkets } from './load-markets.js';

/** Between two attempts to begin anew, in ms; it doubles from the first to the last. */
const RESTART_DELAY_MS = 100;
const RESTART_DELAY_MS_MAX = 5_000;

/** Told of what happens to the feed, in the order in which it happens. */
export interface FeedListener {
  /** Markets are there, or others than before: nothing that was said before is continued. */
  began(): void;
  /** The markets are further on by these events. */
  advanced(events: readonly SequencedExchangeEvent[]): void;
  /** There are no markets any more, until `began`. */
  ended(): void;
}

/**
 * The live markets: loaded from the tables of this app, then moved on by each event as soon as it is durable, whether or not
 * this process is the one that writes the tables. What cannot be continued begins anew from the tables.
 */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #dataSource: DataSource;
  readonly #settings: ConsumerSettings;
  readonly #logger = new Logger('Feed');
  readonly #stopping = new AbortController();
  readonly #listeners: FeedListener[] = [];
  #markets: LiveMarkets | undefined;
  #epoch = 0;
  /** How far it has ever come. */
  #reached = 0;
  #trouble: string | undefined = 'has not begun';
  #running: Promise<void> | undefined;

  constructor(dataSource: DataSource, @Inject(CONSUMER_SETTINGS) settings: ConsumerSettings) {
    this.#dataSource = dataSource;
    this.#settings = settings;
  }

  /** Undefined while it begins anew. */
  get markets(): LiveMarkets | undefined {
    return this.#markets;
  }

  /** Names the time since the feed began, or began anew: no other process and no other time has the same. */
  get epoch(): number {
    return this.#epoch;
  }

  get shard(): number {
    return this.#settings.shard;
  }

  /** Why there are no markets; undefined when all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
  }

  onApplicationBootstrap(): void {
    this.#running = this.#run(this.#stopping.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let delayMs = RESTART_DELAY_MS;
    while (!signal.aborted) {
      const reached = this.#reached;
      try {
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) break;
        this.#fail(error);
      }
      // One that has come further than the last time is not in the same trouble.
      const isStuck = this.#reached === reached;
      delayMs = isStuck ? Math.min(delayMs * 2, RESTART_DELAY_MS_MAX) : RESTART_DELAY_MS;
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
    }
    this.#end();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { markets, position } = await loadMarkets(this.#dataSource, this.#settings, Date.now());
    const tail: ExchangeEventTail = createEventTail(this.#settings);
    for await (const batch of tail.follow(position, signal, () => this.#begin(markets))) {
      markets.apply(batch);
      this.#reached = batch.lastSequence;
      for (const listener of this.#listeners) listener.advanced(batch.events);
    }
  }

  #begin(markets: LiveMarkets): void {
    this.#markets = markets;
    this.#epoch = Date.now() * 1_000 + (process.pid % 1_000);
    this.#trouble = undefined;
    this.#logger.log(`live behind sequence ${markets.sequence}, ${markets.count} markets`);
    for (const listener of this.#listeners) listener.began();
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `begins anew: ${reason}`;
    if (message !== this.#trouble) this.#logger.warn(message);
    this.#trouble = message;
    this.#end();
  }

  #end(): void {
    if (this.#markets === undefined) return;
    this.#markets = undefined;
    for (const listener of this.#listeners) listener.ended();
  }
}
