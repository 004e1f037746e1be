import { PositionAheadError } from './errors.js';
import { CONNECT_TIMEOUT_MS_DEFAULT, type RedisTarget } from './redis-connection.js';
import { RedisStreamEntries } from './redis-streams.entries.js';
import { formatId, parseEntry, type RawEntry } from './redis-streams.entry.js';
import { RedisLink } from './redis-streams.link.js';
import { lastGeneratedId } from './redis-streams.range-source.js';
import type { StreamPosition, StreamRange } from './stream-event.js';
import type { TailSource } from './tail-source.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export interface RedisTailOptions {
  readonly redis: RedisTarget;
  readonly stream: string;
  /** How long a read waits in Redis, in ms. */
  readonly blockMs?: number;
  readonly connectTimeoutMs?: number;
  /** How much longer than `blockMs` a connection may answer nothing before it is given up for a new one, in ms. */
  readonly silenceMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

/** Entries asked for at a time: an entry may hold hundreds of events, and all of them are in memory at once. */
const ENTRIES_PER_READ_MAX = 64;
const BLOCK_MS = 500;
const SILENCE_MS = 10_000;

/**
 * A stream of a Redis, looked at over a connection of its own, since a blocking read occupies it. A read says by itself
 * behind which entry it begins, so that it can be repeated after a lost connection.
 */
export class RedisTailSource implements TailSource {
  readonly stream: string;
  readonly #blockMs: number;
  readonly #link: RedisLink;
  /** Entries behind this one are still to be read. */
  #cursor: StreamPosition = { epoch: 0, sequence: 0 };
  /** Everything up to it was read, or was known before. */
  #sequence = 0;

  constructor(options: RedisTailOptions) {
    const { redis, stream, blockMs = BLOCK_MS, silenceMs = SILENCE_MS, timers = SYSTEM_TIMERS } = options;
    this.stream = stream;
    this.#blockMs = blockMs;
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS_DEFAULT } = options;
    const nobody = { connection: () => undefined, trouble: () => undefined };
    this.#link = new RedisLink(
      { redis, connectTimeoutMs, silenceMsMax: blockMs + silenceMs, timers },
      nobody,
      () => undefined,
    );
  }

  async open({ sequence }: StreamPosition): Promise<void> {
    await this.#link.open();
    this.#sequence = sequence;
    const entries = new RedisStreamEntries(this.#link.redis, this.stream);
    const next = await this.#link.answered(entries.reaching(sequence + 1));
    if (next !== undefined) this.#cursor = { epoch: next.epoch, sequence: next.lastSequence - 1 };
    else this.#cursor = await this.#end();
  }

  async read(signal: AbortSignal): Promise<readonly StreamRange[]> {
    // A read ends with its connection: nobody wants to wait until Redis answers, or comes back.
    const close = (): void => this.#link.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      return await this.#readBehindCursor();
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
    }
  }

  async #readBehindCursor(): Promise<readonly StreamRange[]> {
    const { redis } = this.#link;
    const behind = formatId(this.#cursor);
    const reply = await this.#link.answered(
      redis.xreadBuffer(
        'COUNT',
        ENTRIES_PER_READ_MAX,
        'BLOCK',
        this.#blockMs,
        'STREAMS',
        this.stream,
        behind,
      ),
    );
    const ranges = entriesOf(reply).map((entry) => parseEntry(entry, 0));
    const last = ranges.at(-1);
    if (last === undefined) await this.#end();
    else {
      this.#cursor = { epoch: last.epoch, sequence: last.lastSequence };
      this.#sequence = Math.max(this.#sequence, last.lastSequence);
    }
    return ranges;
  }

  close(): Promise<void> {
    this.#link.close();
    return Promise.resolve();
  }

  /** @throws PositionAheadError when it lies before what was read */
  async #end(): Promise<StreamPosition> {
    const end = await this.#link.answered(lastGeneratedId(this.#link.redis, this.stream));
    const sequence = end?.sequence ?? 0;
    if (sequence < this.#sequence) throw new PositionAheadError(this.stream, this.#sequence, sequence);
    return end ?? this.#cursor;
  }
}

function entriesOf(reply: unknown): readonly RawEntry[] {
  const streams = reply as readonly (readonly [stream: Buffer, entries: readonly RawEntry[]])[] | null;
  return streams?.[0]?.[1] ?? [];
}
