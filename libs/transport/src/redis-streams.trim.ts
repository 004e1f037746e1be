import type { Redis } from 'ioredis';
import { formatId, parseId } from './redis-streams.entry.js';
import { readGroups, type GroupState } from './redis-streams.groups.js';
import type { StreamPosition } from './stream-event.js';

/** What may go from a stream. */
export interface TrimRule {
  /** Groups that must exist: as long as one is missing nothing is trimmed, since nobody knows what it has read. */
  readonly requiredGroups: readonly string[];
  /** The latest sequences stay in any case. */
  readonly keepSequences: number;
}

/** What a look at the groups showed, and what was trimmed. */
export interface TrimReport {
  readonly groups: readonly GroupState[];
  /** Required groups that Redis does not know. */
  readonly missingGroups: readonly string[];
  /** Every group has acknowledged everything up to here; undefined while a required group is missing, or there is none. */
  readonly acknowledgedSequence: number | undefined;
  /** Entries removed. */
  readonly removed: number;
}

/**
 * Removes entries that every group of the stream has acknowledged and the rule does not keep. An entry that some group has not
 * read, or has read and not acknowledged, is never removed, however long the stream gets: the end of a stream is a
 * consumer's business, and XTRIM by length would take unread entries away without a word.
 *
 * Ids are ordered by epoch first, so a bound that is a sequence is applied epoch by epoch, from the oldest on.
 */
export async function trimStream(
  redis: Redis,
  stream: string,
  { lastSequence, rule }: { readonly lastSequence: number; readonly rule: TrimRule },
): Promise<TrimReport> {
  const groups = await readGroups(redis, stream, lastSequence);
  const missingGroups = rule.requiredGroups.filter((name) => !groups.some((group) => group.name === name));
  if (missingGroups.length > 0 || groups.length === 0) {
    return { groups, missingGroups, acknowledgedSequence: undefined, removed: 0 };
  }
  const acknowledgedSequence = Math.min(...groups.map((group) => group.acknowledgedSequence));
  const neededFrom = groups.map((group) => group.neededFrom).reduce(earlier);
  const lastToGo = Math.min(acknowledgedSequence, lastSequence - rule.keepSequences);
  let removed = 0;
  for (;;) {
    const first = await firstId(redis, stream);
    if (first === undefined || first.sequence > lastToGo) break;
    const bound = earlier(neededFrom, { epoch: first.epoch, sequence: lastToGo + 1 });
    const count = await redis.xtrim(stream, 'MINID', formatId(bound));
    if (count === 0) break;
    removed += count;
  }
  return { groups, missingGroups, acknowledgedSequence, removed };
}

async function firstId(redis: Redis, stream: string): Promise<StreamPosition | undefined> {
  const [entry] = await redis.xrangeBuffer(stream, '-', '+', 'COUNT', 1);
  return entry === undefined ? undefined : parseId(entry[0].toString('latin1'));
}

function earlier(a: StreamPosition, b: StreamPosition): StreamPosition {
  const isEarlier = a.epoch === b.epoch ? a.sequence <= b.sequence : a.epoch < b.epoch;
  return isEarlier ? a : b;
}
