import { Logger } from '@nestjs/common';
import {
  EventLogCorruptError,
  EventLogReader,
  FencedError,
  GapError,
  messageOf,
  PositionAheadError,
  RedisStreamsWriter,
  StreamMovedError,
  StreamRewrittenError,
  SYSTEM_TIMERS,
  type EntryToWrite,
  type LogStorage,
  type RedisStreamsWriterOptions,
  type Timers,
  type TrimRule,
} from '@backlay/transport';
import { packEntries } from './pack-entries.js';
import { StreamFloor } from './stream-floor.js';
import { StreamUpkeep, UPKEEP_INTERVAL_MS_DEFAULT, type ConsumersStatus } from './stream-upkeep.js';

/** `FENCED` (the stream belongs to another engine) and `FAILED` (the log cannot be read) are final until a restart. */
export type PublisherState = (typeof PUBLISHER_STATES)[number];

export const PUBLISHER_STATES = [
  'OFF',
  'CONNECTING',
  'PUBLISHING',
  'BACKING_OFF',
  'FENCED',
  'FAILED',
  'STOPPED',
] as const;

/** What the publisher says of itself. */
export interface PublisherStatus {
  readonly state: PublisherState;
  /** The stream has everything up to here; null before the stream was looked at. */
  readonly publishedSequence: number | null;
  /** Why it does not publish, when it does not. */
  readonly reason: string;
  /** As of the last look; empty before the first. */
  readonly consumers: ConsumersStatus;
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
  readonly trim: TrimRule;
  /** Called once when the stream turns out to belong to another engine: what this one answers nobody will ever see. */
  readonly onFenced?: (reason: string) => void;
  /** Called whenever the stream has more, with the last sequence that it has. */
  readonly onPublished?: (lastSequence: number) => void;
  /** How often the stream is trimmed, in ms. Default 5,000. */
  readonly upkeepIntervalMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
  /** Default: the file system. */
  readonly storage?: LogStorage;
}

/**
 * Copies the log to a Redis stream, off the path of orders: it reads what is durable and knows nothing of those who
 * wait for answers. Where to go on is asked of the stream itself, so that no crash of either side can leave a hole or
 * write something twice. What Redis cannot take stays in the log and is read from there later: nothing queues up in memory.
 */
export class Publisher {
  readonly #logger = new Logger(Publisher.name);
  readonly #options: PublisherOptions;
  readonly #timers: Timers;
  readonly #writer: RedisStreamsWriter;
  readonly #floor: StreamFloor;
  readonly #upkeep: StreamUpkeep;
  readonly #stopping = new AbortController();
  #status: Omit<PublisherStatus, 'consumers'> = { state: 'CONNECTING', publishedSequence: null, reason: '' };
  #running: Promise<void> | undefined;
  #markLooked: () => void = () => undefined;
  readonly #firstLook = new Promise<void>((resolve) => (this.#markLooked = resolve));
  #stopped: Promise<void> | undefined;
  #backoffMs = BACKOFF_MS_MIN;
  /** What was warned about last; each trouble is said once, however often it is met until something is published. */
  #warnedOf = '';

  constructor(options: PublisherOptions) {
    const { stream, epoch, directory, storage, trim } = options;
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#writer = new RedisStreamsWriter({ timers: this.#timers, ...stream, epoch });
    this.#floor = new StreamFloor(directory, storage);
    this.#upkeep = new StreamUpkeep({
      writer: this.#writer,
      floor: this.#floor,
      rule: trim,
      timers: this.#timers,
      intervalMs: options.upkeepIntervalMs ?? UPKEEP_INTERVAL_MS_DEFAULT,
    });
  }

  get status(): PublisherStatus {
    return { ...this.#status, consumers: this.#upkeep.status };
  }

  /** Every group of the stream has everything up to here; the log behind it is needed. */
  get floorSequence(): number {
    return this.#floor.sequence;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the stream was looked at for the first time, or it is clear that this fails, or after `timeoutMs`. */
  async looked(timeoutMs: number): Promise<void> {
    const waiting = new AbortController();
    await Promise.race([this.#firstLook, this.#timers.delay(timeoutMs, waiting.signal)]);
    waiting.abort();
  }

  /** Ends after the write in flight, which may stay unconfirmed: the next start finds out. Later calls wait for the same end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#writer.close();
    await this.#running;
    this.#floor.close();
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
    // An empty stream begins behind what all consumers have; a new one is behind nothing.
    const afterSequence = position?.sequence ?? this.#floor.sequence;
    const { directory, storage } = this.#options;
    const place = { afterSequence, afterEpoch: position?.epoch };
    const reader = await EventLogReader.open({ directory, ...place, storage, timers: this.#timers });
    this.#status = { state: 'PUBLISHING', publishedSequence: afterSequence, reason: '' };
    this.#markLooked();
    try {
      while (!this.#stopping.signal.aborted) {
        const batch = await reader.next();
        if (batch === undefined) await this.#pause(LINGER_MS);
        else for (const entry of packEntries(batch)) await this.#write(entry);
        await this.#upkeep.whenDue();
      }
    } finally {
      await reader.close();
    }
  }

  async #write(entry: EntryToWrite): Promise<void> {
    await this.#writer.write(entry);
    this.#backoffMs = BACKOFF_MS_MIN;
    this.#warnedOf = '';
    this.#status = { state: 'PUBLISHING', publishedSequence: entry.lastSequence, reason: '' };
    this.#options.onPublished?.(entry.lastSequence);
  }

  async #recoverFrom(error: unknown): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const reason = messageOf(error);
    if (isOfAnotherEngine(error)) {
      this.#options.onFenced?.(reason);
      this.#enter('FENCED', reason);
    } else if (error instanceof StreamMovedError) {
      this.#enter('CONNECTING', reason);
    } else if (error instanceof EventLogCorruptError || error instanceof GapError) {
      this.#enter('FAILED', reason);
    } else {
      await this.#backOff(reason);
    }
  }

  /** Redis is away, or refuses (out of memory, read only, loading). It passes, or an operator sees it in health. */
  async #backOff(reason: string): Promise<void> {
    if (this.#warnedOf !== reason) this.#logger.warn(`publishing waits: ${reason}`);
    this.#warnedOf = reason;
    this.#enter('BACKING_OFF', reason);
    await this.#pause(this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MS_MAX);
    // A Redis that is full still trims, and may then have room.
    await this.#upkeep.whenDue().catch(() => undefined);
  }

  #enter(state: PublisherState, reason: string): void {
    this.#status = { ...this.#status, state, reason };
    this.#markLooked();
    if (this.#hasEnded()) this.#logger.error(`publishing has ended until a restart: ${state}: ${reason}`);
  }

  #hasEnded(): boolean {
    return this.#status.state === 'FENCED' || this.#status.state === 'FAILED';
  }

  async #pause(ms: number): Promise<void> {
    await this.#timers.delay(ms, this.#stopping.signal);
  }
}

/** The stream holds what this engine never wrote, or more than its log has. */
function isOfAnotherEngine(error: unknown): boolean {
  return (
    error instanceof FencedError ||
    error instanceof PositionAheadError ||
    error instanceof StreamRewrittenError
  );
}
