import type { Redis } from 'ioredis';
import { isReply } from './redis-connection.js';
import { parseEntry, parseId, type RawEntry } from './redis-streams.entry.js';
import type { StreamPosition } from './stream-event.js';

/** What Redis knows of a consumer group. */
export interface GroupState {
  readonly name: string;
  /** Entries handed to a member and not acknowledged. */
  readonly pending: number;
  /** Sequences that the stream has and no member was handed. */
  readonly undelivered: number;
  /** Entries in front of this id are acknowledged, all of them: what may be trimmed as far as this group goes. */
  readonly neededFrom: StreamPosition;
  /** Everything up to here is acknowledged. */
  readonly acknowledgedSequence: number;
}

/** The groups of a stream that ends with a sequence; none when there is no stream. */
export async function readGroups(redis: Redis, stream: string, lastSequence: number): Promise<GroupState[]> {
  const reply: unknown = await redis.xinfo('GROUPS', stream).catch((error: unknown) => {
    if (isReply(error, 'ERR no such key')) return [];
    throw error;
  });
  const states: GroupState[] = [];
  for (const fields of reply as readonly (readonly unknown[])[]) {
    states.push({
      ...(await stateOf(redis, stream, fields)),
      undelivered: undeliveredOf(fields, lastSequence),
    });
  }
  return states;
}

function undeliveredOf(fields: readonly unknown[], lastSequence: number): number {
  return Math.max(0, lastSequence - deliveredOf(fields).sequence);
}

function deliveredOf(fields: readonly unknown[]): StreamPosition {
  return parseId(String(valueOf(fields, 'last-delivered-id')));
}

async function stateOf(
  redis: Redis,
  stream: string,
  fields: readonly unknown[],
): Promise<Omit<GroupState, 'undelivered'>> {
  const name = String(valueOf(fields, 'name'));
  const pending = Number(valueOf(fields, 'pending'));
  const delivered = deliveredOf(fields);
  const group = { name, pending };
  const behindDelivered = { epoch: delivered.epoch, sequence: delivered.sequence + 1 };
  if (pending === 0) {
    return { ...group, neededFrom: behindDelivered, acknowledgedSequence: delivered.sequence };
  }
  const summary = (await redis.xpending(stream, name)) as readonly unknown[];
  const oldest = summary[1];
  // Acknowledged between the two questions.
  if (typeof oldest !== 'string')
    return { ...group, neededFrom: behindDelivered, acknowledgedSequence: delivered.sequence };
  const [entry] = (await redis.xrangeBuffer(stream, oldest, oldest)) as unknown as readonly RawEntry[];
  // Its entry is gone: whatever comes first in the stream is needed, too.
  const first = entry === undefined ? 1 : parseEntry(entry, 0).firstSequence;
  return { ...group, neededFrom: parseId(oldest), acknowledgedSequence: first - 1 };
}

/** Redis answers names and values in turn. */
function valueOf(fields: readonly unknown[], name: string): unknown {
  return fields[fields.indexOf(name) + 1];
}
