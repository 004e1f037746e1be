import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { messageOf } from './errors.js';
import { createRedis, type RedisTarget, untilReady } from './redis-connection.js';
import { fieldOf, type RawEntry } from './redis-streams.entry.js';
import { REPLY_FIELD } from './redis-streams.requests.js';

/** How long one read waits in Redis, in ms. */
const BLOCK_MS = 500;
const REPLIES_PER_READ_MAX = 256;
const PAUSE_AFTER_ERROR_MS = 200;

export interface ReplyReaderOptions {
  readonly redis: RedisTarget;
  /** The stream that the client belongs to. */
  readonly stream: string;
  /** Gets each reply as JSON, in the order in which they were written. */
  readonly receive: (answer: string) => Promise<void>;
}

/** Reads the stream of replies to one client, over a connection of its own, since a read that waits occupies it. */
export class ReplyReader {
  readonly key: string;
  private readonly redis: Redis;
  private readonly logger = new Logger(ReplyReader.name);
  private started: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly options: ReplyReaderOptions) {
    this.key = `${options.stream}:replies:${randomUUID()}`;
    this.redis = createRedis(options.redis);
  }

  /** Idempotent. @throws StreamUnavailableError no connection in time; the next call tries again */
  start(timeoutMs: number): Promise<void> {
    this.started ??= untilReady(this.redis, timeoutMs)
      .then(() => {
        this.running ??= this.run();
      })
      .catch((error: unknown) => {
        this.started = undefined;
        throw error;
      });
    return this.started;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.redis.disconnect();
    await this.running;
  }

  private async run(): Promise<void> {
    let lastId = '0';
    while (!this.isStopping) {
      try {
        for (const [id, fields] of await this.read(lastId)) {
          lastId = id.toString('latin1');
          const answer = fieldOf(fields, REPLY_FIELD);
          if (answer !== undefined) await this.options.receive(answer.toString());
        }
      } catch (error) {
        if (this.isStopping) return;
        this.logger.error(`${this.key}: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  private async read(lastId: string): Promise<readonly RawEntry[]> {
    const reply: unknown = await this.redis.xreadBuffer(
      'COUNT',
      REPLIES_PER_READ_MAX,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      this.key,
      lastId,
    );
    const streams = reply as readonly (readonly [stream: Buffer, entries: readonly RawEntry[]])[] | null;
    return streams?.[0]?.[1] ?? [];
  }
}
