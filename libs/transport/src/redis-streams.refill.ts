import { type GapError, RefillRefusedError } from './errors.js';
import { EventLogDetour } from './event-log.detour.js';
import { hearWitness } from './event-log.witness.js';
import type { LogStorage } from './log-storage.js';
import type { RedisConsumerGroup } from './redis-streams.consumer-group.js';
import type { StreamRange } from './stream-event.js';
import type { Timers } from './timers.js';

/** An event log that a stream is a copy of. */
export interface RefillLog {
  readonly directory: string;
  /** What the log lies on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

/** Entries looked at on each side of a hole for one that holds events: one without any is the same in every log. */
const WITNESSES_MAX = 16;

/**
 * Fills a hole from the log, if that is the one the stream is made from: it must be of the stream's shard and hold, byte
 * for byte, an entry that the stream still has beside the hole. A folder that belongs to another exchange would put
 * another history into the hole, and nobody would ever see it.
 *
 * @param entryBehind the first entry behind the hole; undefined when the stream ends with the hole
 * @returns undefined when the log does not have what is missing, or not what is to prove it
 * @throws RefillRefusedError when it is another log, or nothing can prove that it is not
 * @throws EventLogCorruptError when it is damaged there
 */
export async function refillFromLog(
  { gap, entryBehind, shard }: { gap: GapError; entryBehind: StreamRange | undefined; shard: number },
  source: RefillLog & { readonly timers: Timers },
  group: RedisConsumerGroup,
): Promise<EventLogDetour | undefined> {
  const { expectedSequence } = gap;
  const upToSequence = (entryBehind?.firstSequence ?? gap.actualSequence) - 1;
  const detour = await EventLogDetour.open({ ...source, expectedSequence, upToSequence });
  if (detour === undefined) return undefined;
  try {
    if (await isOfStream({ gap, entryBehind, shard }, source, group)) return detour;
  } catch (error) {
    await detour.close();
    throw error;
  }
  await detour.close();
  return undefined;
}

async function isOfStream(
  { gap, entryBehind, shard }: { gap: GapError; entryBehind: StreamRange | undefined; shard: number },
  log: RefillLog & { readonly timers: Timers },
  group: RedisConsumerGroup,
): Promise<boolean> {
  const refused = (why: string): Error => new RefillRefusedError(gap, log.directory, why);
  const witness = await findWitness(group, entryBehind);
  if (witness === undefined)
    throw refused('the stream holds no events beside the hole that could show that it is made from this log');
  const testimony = await hearWitness(log, witness);
  if (testimony.shard !== undefined && testimony.shard !== shard)
    throw refused(`it is the log of shard ${testimony.shard}, the stream is of shard ${shard}`);
  if (testimony.kind === 'other') {
    throw refused(
      `it is another log: what it holds as sequences ${witness.firstSequence} to ${witness.lastSequence} is not what the stream holds`,
    );
  }
  return testimony.kind === 'same';
}

/** The entry with events that is closest to the hole, rather behind it than in front of it. */
async function findWitness(
  group: RedisConsumerGroup,
  entryBehind: StreamRange | undefined,
): Promise<StreamRange | undefined> {
  const isWitness = (range: StreamRange): boolean =>
    range.sequenced && range.defect === undefined && range.payload.length > 0;
  const behind = entryBehind === undefined ? [] : await group.entries.from(entryBehind.id, WITNESSES_MAX);
  return (
    behind.find(isWitness) ?? (await group.entries.before(entryBehind?.id, WITNESSES_MAX)).find(isWitness)
  );
}
