import type { Redis } from 'ioredis';
import type { RangeSourceListener } from './range-source.js';
import { createRedis, type RedisTarget, untilReady } from './redis-connection.js';
import type { Timers } from './timers.js';

export interface RedisLinkOptions {
  readonly redis: RedisTarget;
  readonly connectTimeoutMs: number;
  /** A connection that answers nothing for so long is given up for a new one, in ms. */
  readonly silenceMsMax: number;
  readonly timers: Timers;
}

/** The connection of one reader, over and over again: it comes back by itself, and after `close` by `open`. */
export class RedisLink {
  redis: Redis;
  private connections = 0;
  private isClosed = false;

  /** @param onReconnected called before the listener: what was read or asked for on the old connection may be lost */
  constructor(
    private readonly options: RedisLinkOptions,
    private readonly listener: RangeSourceListener,
    private readonly onReconnected: () => void,
  ) {
    this.redis = createRedis(options.redis);
  }

  /** Grows with each connection: tells a reply that spans two of them. */
  get generation(): number {
    return this.connections;
  }

  /** @throws StreamUnavailableError when there is no connection in time */
  async open(): Promise<void> {
    const { connectTimeoutMs, timers } = this.options;
    if (this.isClosed) this.redis = createRedis(this.options.redis);
    this.isClosed = false;
    const { redis } = this;
    redis.on('error', (error) => this.isFollowed(redis) && this.listener.trouble(error));
    await untilReady(redis, connectTimeoutMs, timers);
    this.follow(redis);
  }

  /** Waits for an answer. A connection may be dead without knowing it: then it is broken, and a new one tried. */
  async answered<T>(answer: Promise<T>): Promise<T> {
    const settled = new AbortController();
    const { redis } = this;
    const { silenceMsMax, timers } = this.options;
    void timers.delay(silenceMsMax, settled.signal).then(() => {
      if (!settled.signal.aborted) redis.disconnect(true);
    });
    try {
      return await answer;
    } finally {
      settled.abort();
    }
  }

  close(): void {
    this.isClosed = true;
    this.redis.disconnect();
  }

  private follow(redis: Redis): void {
    const told = (tell: () => void) => () => {
      if (this.isFollowed(redis)) tell();
    };
    redis.on(
      'close',
      told(() => this.listener.connection('reconnecting')),
    );
    redis.on(
      'end',
      told(() => this.listener.connection('disconnected')),
    );
    redis.on(
      'ready',
      told(() => {
        this.connections += 1;
        this.onReconnected();
        this.listener.connection('connected');
      }),
    );
  }

  private isFollowed(redis: Redis): boolean {
    return this.redis === redis && !this.isClosed;
  }
}
