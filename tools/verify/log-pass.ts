import { decodeEventGroups } from '@backlay/contracts';
import { EventLogReader, GapError } from '@backlay/transport';
import { LogSums } from './log-sums.js';

/** Where in the log the sums are wanted. */
export interface LogPoint {
  readonly sequence: number;
  /** Called once, when everything up to the sequence has been added. */
  readonly take: (sums: LogSums) => void;
}

/** What a pass over the log came to. */
export interface LogPass {
  /** 1 as long as nothing was removed from the log's beginning. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly sums: LogSums;
}

/** The log has no record: nothing has happened yet. */
const EMPTY: LogPass = { firstSequence: 1, lastSequence: 0, sums: new LogSums() };

/**
 * Reads the log once, from its first record to its durable end, checking every checksum and every sequence on the way.
 * @throws EventLogCorruptError or GapError with the place of what is wrong
 */
export async function passOverLog(directory: string, points: readonly LogPoint[]): Promise<LogPass> {
  const waiting = [...points].sort((one, other) => one.sequence - other.sequence);
  const firstSequence = await firstSequenceOf(directory);
  const reader = await EventLogReader.open({ directory, afterSequence: firstSequence - 1 });
  const sums = new LogSums();
  const settle = (sequence: number): void => {
    while (waiting[0] !== undefined && waiting[0].sequence <= sequence) waiting.shift()?.take(sums);
  };
  try {
    const end = reader.durablePosition()?.sequence ?? 0;
    if (end === 0) {
      settle(0);
      return EMPTY;
    }
    settle(firstSequence - 1);
    while (reader.lastSequence < end) {
      const batch = await reader.next();
      if (batch === undefined) break;
      for (let index = 0; index < batch.count && batch.sequence(index) <= end; index++) {
        for (const group of decodeEventGroups(batch.payload(index))) sums.add(group);
        settle(batch.sequence(index));
      }
    }
    return { firstSequence, lastSequence: Math.min(reader.lastSequence, end), sums };
  } finally {
    await reader.close();
  }
}

/** The log's first record; older ones may have been removed by the retention. */
async function firstSequenceOf(directory: string): Promise<number> {
  const reader = await EventLogReader.open({ directory });
  try {
    await reader.next();
    return 1;
  } catch (error) {
    if (error instanceof GapError && Number.isFinite(error.actualSequence)) return error.actualSequence;
    throw error;
  } finally {
    await reader.close();
  }
}
