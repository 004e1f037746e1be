import type { Redis } from 'ioredis';
import { createRedis, isReply, type RedisTarget, untilReady } from './redis-connection.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { formatId, parseEntry, parseId, type RawEntry } from './redis-streams.entry.js';
import { STREAM_START, type StreamPosition, type StreamRange } from './stream-event.js';

export interface RedisSourceOptions {
  readonly redis: RedisTarget;
  readonly stream: string;
  readonly shard: number;
  readonly group: string;
  readonly consumer: string;
  readonly blockMs: number;
  readonly connectTimeoutMs: number;
}

/** Entries asked for at a time: an entry may hold hundreds of events, and all of them are in memory at once. */
const ENTRIES_PER_READ_MAX = 256;
/** Ids in one XACK or XPENDING. */
const IDS_PER_COMMAND_MAX = 1_000;

type PendingEntry = readonly [id: string, consumer: string, idleMs: number, deliveryCount: number];

/**
 * One stream and group of a Redis, over a connection of its own, since a blocking read occupies it.
 *
 * A reply that gets lost with the connection leaves its entries delivered but unread: Redis would not send them again by
 * itself. So after every reconnection reading starts over behind what is applied (`resume`), and a reply that began
 * before the connection was lost is thrown away.
 */
export class RedisRangeSource implements RangeSource {
  readonly stream: string;
  readonly shard: number;
  private readonly redis: Redis;
  /** Counts the connections, to tell a reply that spans two of them. */
  private generation = 0;
  private isResumed = false;
  /** Whether the consumer keeps its position itself; then Redis' idea of it is moved to it. */
  private keepsPosition = false;
  private applied: StreamPosition | undefined;
  /** Behind this entry the consumer's own unacknowledged entries are still to be read; undefined when they were. */
  private pendingCursor: string | undefined;

  constructor(
    private readonly options: RedisSourceOptions,
    private readonly listener: RangeSourceListener,
  ) {
    this.stream = options.stream;
    this.shard = options.shard;
    this.redis = createRedis(options.redis);
  }

  /** The connection. */
  get connection(): Redis {
    return this.redis;
  }

  async open(position: StreamPosition | undefined): Promise<StreamPosition | undefined> {
    this.keepsPosition = position !== undefined;
    this.applied = position;
    this.redis.on('error', (error) => this.listener.trouble(error));
    await untilReady(this.redis, this.options.connectTimeoutMs);
    this.redis.on('close', () => this.listener.connection('reconnecting'));
    this.redis.on('end', () => this.listener.connection('disconnected'));
    this.redis.on('ready', () => {
      this.generation += 1;
      this.isResumed = false;
      this.listener.connection('connected');
    });
    await this.createGroup(true);
    await this.resume();
    return this.applied;
  }

  async read(rangesMax: number): Promise<readonly StreamRange[]> {
    try {
      if (!this.isResumed) await this.resume();
      const { generation } = this;
      const count = Math.min(rangesMax, ENTRIES_PER_READ_MAX);
      const ranges =
        this.pendingCursor === undefined ? await this.readNew(count) : await this.readPending(count);
      return generation === this.generation ? ranges : [];
    } catch (error) {
      // The stream or the group is gone: Redis was emptied or fell back to an older state.
      if (!isReply(error, 'NOGROUP') && !isReply(error, 'UNBLOCKED')) throw error;
      await this.createGroup(this.applied === undefined);
      this.isResumed = false;
      return [];
    }
  }

  async acknowledge(ranges: readonly StreamRange[]): Promise<void> {
    const last = ranges.at(-1);
    if (last === undefined) return;
    if (this.applied === undefined || !last.sequenced || last.lastSequence > this.applied.sequence) {
      this.applied = { epoch: last.epoch, sequence: last.lastSequence };
    }
    await this.acknowledgeIds(ranges.map(({ id }) => id));
  }

  async endSequence(): Promise<number | undefined> {
    const last = await lastGeneratedId(this.redis, this.stream);
    return last?.sequence;
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    return Promise.resolve();
  }

  /**
   * @param mayCreateStream not when something of the stream is applied already: then its publisher has to create it, so
   *   that it notices the loss (see RedisStreamsWriter)
   */
  private async createGroup(mayCreateStream: boolean): Promise<void> {
    const { stream } = this;
    const { group } = this.options;
    const start = formatId(this.applied ?? STREAM_START);
    try {
      if (mayCreateStream) await this.redis.xgroup('CREATE', stream, group, start, 'MKSTREAM');
      else await this.redis.xgroup('CREATE', stream, group, start);
    } catch (error) {
      if (!isReply(error, 'BUSYGROUP')) throw error;
    }
  }

  /** Makes Redis continue where the consumer stands. */
  private async resume(): Promise<void> {
    const { stream } = this;
    const { group } = this.options;
    if (this.keepsPosition && this.applied !== undefined) {
      const id = formatId(this.applied);
      await this.redis.xgroup('SETID', stream, group, id);
      await this.acknowledgePendingUpTo(id);
      this.pendingCursor = undefined;
    } else {
      this.pendingCursor = formatId(STREAM_START);
    }
    this.isResumed = true;
  }

  /** Applied before, by this consumer or an earlier one that died between its commit and its acknowledgement. */
  private async acknowledgePendingUpTo(id: string): Promise<void> {
    for (;;) {
      const pending = await this.pendingEntries('-', id);
      if (pending.length === 0) return;
      await this.acknowledgeIds(pending.map(([pendingId]) => pendingId));
    }
  }

  private async readNew(count: number): Promise<StreamRange[]> {
    const { group, consumer, blockMs } = this.options;
    const reply = await this.redis.xreadgroupBuffer(
      'GROUP',
      group,
      consumer,
      'COUNT',
      count,
      'BLOCK',
      blockMs,
      'STREAMS',
      this.stream,
      '>',
    );
    return entriesOf(reply).map((entry) => parseEntry(entry, 0));
  }

  private async readPending(count: number): Promise<StreamRange[]> {
    const { group, consumer } = this.options;
    const from = this.pendingCursor ?? formatId(STREAM_START);
    const reply = await this.redis.xreadgroupBuffer(
      'GROUP',
      group,
      consumer,
      'COUNT',
      count,
      'STREAMS',
      this.stream,
      from,
    );
    const entries = entriesOf(reply);
    const last = entries.at(-1);
    if (last === undefined) {
      this.pendingCursor = undefined;
      return [];
    }
    this.pendingCursor = last[0].toString('latin1');
    // Entries trimmed away while they were pending can only be forgotten; the check of sequences tells that they are missing.
    const gone = entries.filter(([, fields]) => fields === null);
    await this.acknowledgeIds(gone.map(([id]) => id.toString('latin1')));
    const counts = new Map<string, number>();
    const pending = await this.pendingEntries(entries[0]?.[0].toString('latin1') ?? '-', this.pendingCursor);
    // The read itself has counted as a delivery.
    for (const [id, , , deliveryCount] of pending) counts.set(id, deliveryCount - 1);
    const present = entries.filter(([, fields]) => fields !== null);
    return present.map((entry) => parseEntry(entry, counts.get(entry[0].toString('latin1')) ?? 1));
  }

  private async pendingEntries(start: string, end: string): Promise<readonly PendingEntry[]> {
    const reply = await this.redis.xpending(this.stream, this.options.group, start, end, IDS_PER_COMMAND_MAX);
    return reply as unknown as readonly PendingEntry[];
  }

  private async acknowledgeIds(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += IDS_PER_COMMAND_MAX) {
      await this.redis.xack(this.stream, this.options.group, ...ids.slice(at, at + IDS_PER_COMMAND_MAX));
    }
  }
}

function entriesOf(reply: unknown): readonly RawEntry[] {
  const streams = reply as readonly (readonly [stream: Buffer, entries: readonly RawEntry[]])[] | null;
  return streams?.[0]?.[1] ?? [];
}

/** Last id ever written to a stream, also after its entries were trimmed; undefined for a missing or unused stream. */
export async function lastGeneratedId(redis: Redis, stream: string): Promise<StreamPosition | undefined> {
  const info = await redis.xinfo('STREAM', stream).catch((error: unknown) => {
    if (isReply(error, 'ERR no such key')) return undefined;
    throw error;
  });
  if (!Array.isArray(info)) return undefined;
  const fields: readonly unknown[] = info;
  const id = fields[fields.indexOf('last-generated-id') + 1];
  const position = typeof id === 'string' ? parseId(id) : STREAM_START;
  return position.epoch === 0 && position.sequence === 0 ? undefined : position;
}
