import type { Redis } from 'ioredis';
import type { GapError } from './errors.js';
import type { EventLogDetour } from './event-log.detour.js';
import { isReply, type RedisTarget } from './redis-connection.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { isStreamGone, type PendingRange, RedisConsumerGroup } from './redis-streams.consumer-group.js';
import { formatId, parseId } from './redis-streams.entry.js';
import { RedisLink } from './redis-streams.link.js';
import { OtherMembers } from './redis-streams.members.js';
import { refillFromLog, type RefillLog } from './redis-streams.refill.js';
import { isByClock, STREAM_START, type StreamPosition, type StreamRange } from './stream-event.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export interface RedisSourceOptions {
  readonly redis: RedisTarget;
  readonly stream: string;
  readonly shard: number;
  readonly group: string;
  readonly consumer: string;
  readonly blockMs: number;
  readonly connectTimeoutMs: number;
  /** How much longer than a read may take a connection may answer nothing before it is given up for a new one, in ms. */
  readonly silenceMs: number;
  readonly refillFrom?: RefillLog;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

/** Entries asked for at a time: an entry may hold hundreds of events, and all of them are in memory at once. */
const ENTRIES_PER_READ_MAX = 256;
/** How often a stream that is missing is looked for, in ms. */
const MISSING_STREAM_INTERVAL_MS = 100;

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
  private readonly timers: Timers;
  private readonly link: RedisLink;
  private readonly others: OtherMembers;
  private group: RedisConsumerGroup;
  private isResumed = false;
  /** Whether the consumer keeps its position itself; then Redis' idea of it is moved to it. */
  private keepsPosition = false;
  private applied: StreamPosition | undefined;
  /** Behind this entry the consumer's own unacknowledged entries are still to be read; undefined when they were. */
  private pendingCursor: string | undefined;
  /** What the stream lacks is read here first. */
  private detour: EventLogDetour | undefined;

  constructor(
    private readonly options: RedisSourceOptions,
    listener: RangeSourceListener,
  ) {
    this.stream = options.stream;
    this.shard = options.shard;
    this.timers = options.timers ?? SYSTEM_TIMERS;
    const { redis, connectTimeoutMs, blockMs, silenceMs } = options;
    const linkOptions = { redis, connectTimeoutMs, silenceMsMax: blockMs + silenceMs, timers: this.timers };
    this.link = new RedisLink(linkOptions, listener, () => (this.isResumed = false));
    this.others = new OtherMembers(options.group, this.timers);
    this.group = new RedisConsumerGroup(this.link.redis, options);
  }

  /** The connection. */
  get connection(): Redis {
    return this.link.redis;
  }

  async open(position: StreamPosition | undefined): Promise<StreamPosition | undefined> {
    this.keepsPosition = position !== undefined;
    this.applied = position;
    this.isResumed = false;
    await this.link.open();
    this.group = new RedisConsumerGroup(this.link.redis, this.options);
    if (await this.createGroup()) await this.resume();
    return this.applied;
  }

  async read(rangesMax: number, signal: AbortSignal): Promise<readonly StreamRange[]> {
    const missing = await this.detour?.take(rangesMax);
    if (missing !== undefined && missing.length > 0) return missing;
    await this.leaveDetour();
    try {
      if (!this.isResumed) await this.resume();
      const { generation } = this.link;
      const count = Math.min(rangesMax, ENTRIES_PER_READ_MAX);
      const ranges = await this.link.answered(
        this.pendingCursor === undefined ? this.group.readNew(count) : this.readPending(count),
      );
      return generation === this.link.generation ? ranges : [];
    } catch (error) {
      // The stream or the group is gone: Redis was emptied or fell back to an older state.
      if (!isStreamGone(error)) throw error;
      this.isResumed = false;
      if (!(await this.createGroup())) await this.timers.delay(MISSING_STREAM_INTERVAL_MS, signal);
      return [];
    }
  }

  async acknowledge(ranges: readonly StreamRange[]): Promise<void> {
    const last = ranges.at(-1);
    if (last === undefined) return;
    if (this.applied === undefined || !last.sequenced || last.lastSequence > this.applied.sequence) {
      this.applied = { epoch: last.epoch, sequence: last.lastSequence };
    }
    await this.link.answered(this.group.acknowledge(ranges.map(({ id }) => id)));
  }

  async refill(gap: GapError): Promise<'stream' | 'log' | undefined> {
    await this.leaveDetour();
    this.others.checkMayFetch(gap, await this.group.otherMembers(), this.keepsPosition);
    const found = await this.group.entries.reaching(gap.expectedSequence);
    if (found !== undefined && found.firstSequence <= gap.expectedSequence) {
      await this.createGroup();
      await this.group.moveTo({ epoch: found.epoch, sequence: found.lastSequence - 1 });
      this.pendingCursor = undefined;
      return 'stream';
    }
    if (this.options.refillFrom === undefined) return undefined;
    const log = { ...this.options.refillFrom, timers: this.timers };
    this.detour = await refillFromLog({ gap, entryBehind: found, shard: this.shard }, log, this.group);
    return this.detour === undefined ? undefined : 'log';
  }

  async tend(): Promise<void> {
    const { applied } = this;
    // Otherwise Redis' list of what is pending is all there is, and not ours to change.
    if (!this.keepsPosition || applied === undefined || !this.isResumed) return;
    try {
      const others = await this.link.answered(this.group.otherMembers());
      await this.others.tidyUp(this.group, others, applied);
    } catch (error) {
      if (!isStreamGone(error)) throw error;
    }
  }

  async endSequence(): Promise<number> {
    return (await this.link.answered(lastGeneratedId(this.link.redis, this.stream)))?.sequence ?? 0;
  }

  /** Disconnects; `open` connects anew. */
  async close(): Promise<void> {
    this.link.close();
    await this.detour?.close();
    this.detour = undefined;
  }

  /** @returns false when there is no stream */
  private createGroup(): Promise<boolean> {
    return this.group.create(this.applied ?? STREAM_START);
  }

  /** Makes Redis continue where the consumer stands. */
  private async resume(): Promise<void> {
    if (this.keepsPosition && this.applied !== undefined) {
      await this.group.moveTo(this.applied);
      await this.group.acknowledgeUpTo(this.applied);
      this.pendingCursor = undefined;
    } else {
      this.pendingCursor = formatId(STREAM_START);
    }
    this.isResumed = true;
  }

  private async readPending(count: number): Promise<StreamRange[]> {
    const ranges = await this.group.readPending(count, this.pendingCursor ?? formatId(STREAM_START));
    this.pendingCursor = ranges.at(-1)?.id;
    // A producer without sequences keeps so many entries, read or not: what is gone can only be forgotten.
    const isForgotten = (range: PendingRange): boolean => range.isGone === true && isByClock(range);
    const forgotten = ranges.filter(isForgotten);
    if (forgotten.length === 0) return ranges;
    await this.group.acknowledge(forgotten.map(({ id }) => id));
    return ranges.filter((range) => !isForgotten(range));
  }

  /** The stream goes on behind what was read elsewhere, all of which is applied by now. */
  private async leaveDetour(): Promise<void> {
    if (this.detour === undefined) return;
    await this.detour?.close();
    this.detour = undefined;
    this.isResumed = false;
  }
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
