import type { Redis } from 'ioredis';
import { isReply } from './redis-connection.js';
import { RedisStreamEntries } from './redis-streams.entries.js';
import { formatId, parseEntry, type RawEntry } from './redis-streams.entry.js';
import type { StreamPosition, StreamRange } from './stream-event.js';

/** Ids in one XACK or XPENDING. */
const IDS_PER_COMMAND_MAX = 1_000;

export interface ConsumerGroupOptions {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  /** How long a read waits in Redis, in ms. */
  readonly blockMs: number;
}

/** An entry that was handed to a member and not acknowledged. */
type PendingEntry = readonly [id: string, consumer: string, idleMs: number, deliveryCount: number];

/** A range that was handed out before; `isGone`: its entry is no longer in the stream. */
export interface PendingRange extends StreamRange {
  readonly isGone?: boolean;
}

/** Another member of the group. */
export interface GroupMember {
  readonly name: string;
  readonly pending: number;
  /** Time since it last asked for something, in ms. */
  readonly idleMs: number;
}

/** The commands of one member of one group of one stream. */
export class RedisConsumerGroup {
  /** What the stream holds, whoever may have read it. */
  readonly entries: RedisStreamEntries;

  constructor(
    private readonly redis: Redis,
    private readonly options: ConsumerGroupOptions,
  ) {
    this.entries = new RedisStreamEntries(redis, options.stream);
  }

  /**
   * Makes sure that there is the group. Never creates the stream: that is its publisher's business, which otherwise would
   * not notice that the stream was lost, and leave a hole.
   *
   * @returns false when there is no stream
   */
  async create(startBehind: StreamPosition): Promise<boolean> {
    const { stream, group } = this.options;
    try {
      await this.redis.xgroup('CREATE', stream, group, formatId(startBehind));
    } catch (error) {
      if (isReply(error, 'ERR The XGROUP subcommand requires the key')) return false;
      if (!isReply(error, 'BUSYGROUP')) throw error;
    }
    return true;
  }

  /** New entries are those behind this one from now on. */
  async moveTo(position: StreamPosition): Promise<void> {
    await this.redis.xgroup('SETID', this.options.stream, this.options.group, formatId(position));
  }

  async readNew(count: number): Promise<StreamRange[]> {
    const { stream, group, consumer, blockMs } = this.options;
    const reply = await this.redis.xreadgroupBuffer(
      'GROUP',
      group,
      consumer,
      'COUNT',
      count,
      'BLOCK',
      blockMs,
      'STREAMS',
      stream,
      '>',
    );
    return entriesOf(reply).map((entry) => parseEntry(entry, 0));
  }

  /**
   * Entries of this member that are pending behind the id. One that was removed from the stream comes as a range with a
   * defect: it was never acknowledged, so it must not be passed over in silence.
   */
  async readPending(count: number, behindId: string): Promise<PendingRange[]> {
    const { stream, group, consumer } = this.options;
    const reply = await this.redis.xreadgroupBuffer(
      'GROUP',
      group,
      consumer,
      'COUNT',
      count,
      'STREAMS',
      stream,
      behindId,
    );
    const entries = entriesOf(reply);
    const ids = entries.map(([id]) => id.toString('latin1'));
    if (ids.length === 0) return [];
    const pending = await this.pendingEntries(ids[0] ?? '-', ids.at(-1) ?? '+');
    // The read itself has counted as a delivery.
    const counts = new Map(pending.map(([id, , , deliveryCount]) => [id, deliveryCount - 1]));
    return entries.map((entry, at) => {
      const range = parseEntry(entry, counts.get(ids[at] ?? '') ?? 1);
      if (entry[1] !== null) return range;
      return { ...range, sequenced: true, defect: 'removed before it was acknowledged', isGone: true };
    });
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    const { stream, group } = this.options;
    for (let at = 0; at < ids.length; at += IDS_PER_COMMAND_MAX) {
      await this.redis.xack(stream, group, ...ids.slice(at, at + IDS_PER_COMMAND_MAX));
    }
  }

  /** For what is applied: by this member, or by one that died between its commit and its acknowledgement. */
  async acknowledgeUpTo(position: StreamPosition): Promise<void> {
    for (;;) {
      const pending = await this.pendingEntries('-', formatId(position));
      if (pending.length === 0) return;
      await this.acknowledge(pending.map(([id]) => id));
    }
  }

  /** None when there is no such stream or group. */
  async otherMembers(): Promise<GroupMember[]> {
    const { stream, group, consumer } = this.options;
    const answer = await this.redis.xinfo('CONSUMERS', stream, group).catch((error: unknown) => {
      if (isStreamGone(error)) return [];
      throw error;
    });
    const reply = answer as readonly (readonly unknown[])[];
    const members = reply.map((fields) => ({
      name: String(valueOf(fields, 'name')),
      pending: Number(valueOf(fields, 'pending')),
      idleMs: Number(valueOf(fields, 'idle')),
    }));
    return members.filter(({ name }) => name !== consumer);
  }

  async removeMember(name: string): Promise<void> {
    await this.redis.xgroup('DELCONSUMER', this.options.stream, this.options.group, name);
  }

  private async pendingEntries(start: string, end: string): Promise<readonly PendingEntry[]> {
    const { stream, group } = this.options;
    const reply = await this.redis.xpending(stream, group, start, end, IDS_PER_COMMAND_MAX);
    return reply as unknown as readonly PendingEntry[];
  }
}

function entriesOf(reply: unknown): readonly RawEntry[] {
  const streams = reply as readonly (readonly [stream: Buffer, entries: readonly RawEntry[]])[] | null;
  return streams?.[0]?.[1] ?? [];
}

/** What Redis says when there is no such stream, or no such group. */
export function isStreamGone(error: unknown): boolean {
  return (
    isReply(error, 'NOGROUP') ||
    isReply(error, 'UNBLOCKED') ||
    isReply(error, 'ERR no such key') ||
    isReply(error, 'ERR The XGROUP subcommand requires the key')
  );
}

/** Redis answers names and values in turn. */
function valueOf(fields: readonly unknown[], name: string): unknown {
  return fields[fields.indexOf(name) + 1];
}
