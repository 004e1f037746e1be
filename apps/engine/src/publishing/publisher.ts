import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  EventLogReader,
  FencedError,
  RedisStreamsWriter,
  StreamMovedError,
  StreamUnavailableError,
  type RedisStreamsWriterOptions,
} from '@backlay/transport';
import { packEntries } from './pack-entries.js';

/** `FENCED` and `FAILED` are final until a restart. */
export type PublisherState =
  'OFF' | 'CONNECTING' | 'PUBLISHING' | 'BACKING_OFF' | 'FENCED' | 'FAILED' | 'STOPPED';

/** What the publisher says of itself. */
export interface PublisherStatus {
  readonly state: PublisherState;
  /** The stream has everything up to here; null before the stream was looked at. */
  readonly publishedSequence: number | null;
  /** Why it does not publish, when it does not. */
  readonly reason: string;
}

/** The log is looked at again after this, so that entries are large and round trips few, in ms. */
const LINGER_MS = 10;
const BACKOFF_MS_MIN = 50;
const BACKOFF_MS_MAX = 2_000;

export interface PublisherOptions {
  /** The log's folder. */
  readonly directory: string;
  readonly stream: Omit<RedisStreamsWriterOptions, 'epoch'>;
  /** The engine's epoch: an older engine's publisher is fenced off by it. */
  readonly epoch: number;
}

/**
 * Copies the log to a Redis stream, off the path of orders: it reads what is durable and knows nothing of those who
 * wait for answers. Where to go on is asked of the stream itself, so that no crash of either side can leave a hole or
 * write something twice.
 */
export class Publisher {
  readonly #logger = new Logger(Publisher.name);
  readonly #options: PublisherOptions;
  readonly #writer: RedisStreamsWriter;
  readonly #stopping = new AbortController();
  #status: PublisherStatus = { state: 'CONNECTING', publishedSequence: null, reason: '' };
  #running: Promise<void> | undefined;
  #backoffMs = BACKOFF_MS_MIN;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#writer = new RedisStreamsWriter({ ...options.stream, epoch: options.epoch });
  }

  get status(): PublisherStatus {
    return this.#status;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the write in flight, which may stay unconfirmed: the next start finds out. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#writer.close();
    await this.#running;
    if (!this.#hasEnded()) this.#enter('STOPPED', 'the engine is stopping');
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted && !this.#hasEnded()) {
      try {
        await this.#publishFromStreamEnd();
      } catch (error) {
        await this.#recoverFrom(error);
      }
    }
  }

  async #publishFromStreamEnd(): Promise<void> {
    const position = await this.#writer.lastPosition();
    const afterSequence = position?.sequence ?? 0;
    const reader = await EventLogReader.open({ directory: this.#options.directory, afterSequence });
    this.#backoffMs = BACKOFF_MS_MIN;
    this.#status = { state: 'PUBLISHING', publishedSequence: afterSequence, reason: '' };
    try {
      while (!this.#stopping.signal.aborted) {
        const batch = await reader.next();
        if (batch === undefined) await this.#pause(LINGER_MS);
        else for (const entry of packEntries(batch)) await this.#write(entry);
      }
    } finally {
      await reader.close();
    }
  }

  async #write(entry: Parameters<RedisStreamsWriter['write']>[0]): Promise<void> {
    await this.#writer.write(entry);
    this.#status = { state: 'PUBLISHING', publishedSequence: entry.lastSequence, reason: '' };
  }

  async #recoverFrom(error: unknown): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof FencedError) {
      this.#enter('FENCED', reason);
    } else if (error instanceof StreamMovedError) {
      this.#enter('CONNECTING', reason);
    } else if (error instanceof StreamUnavailableError || isRefusalOfRedis(error)) {
      this.#enter('BACKING_OFF', reason);
      await this.#pause(this.#backoffMs);
      this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MS_MAX);
    } else {
      this.#enter('FAILED', reason);
    }
  }

  #enter(state: PublisherState, reason: string): void {
    this.#status = { ...this.#status, state, reason };
    if (this.#hasEnded()) this.#logger.error(`publishing has ended until a restart: ${state}: ${reason}`);
  }

  #hasEnded(): boolean {
    return this.#status.state === 'FENCED' || this.#status.state === 'FAILED';
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

/** Out of memory, read only, loading: it passes, or an operator sees it in health. */
function isRefusalOfRedis(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
