import { GapError, PositionAheadError } from './errors.js';
import { EventLogReader } from './event-log.reader.js';
import type { EventLogBatch } from './event-log.batch.js';
import type { LogStorage } from './log-storage.js';
import type { StreamRange } from './stream-event.js';
import type { Timers } from './timers.js';

export interface WitnessedLog {
  readonly directory: string;
  readonly storage?: LogStorage;
  readonly timers: Timers;
}

/** A range of a stream that a log must have too, if the stream is made from it. */
export type Witness = Pick<StreamRange, 'firstSequence' | 'lastSequence' | 'payload'>;

/** What a log says to a witness; `absent`: it does not have all of those sequences. */
export type Testimony = { readonly kind: 'same' | 'other' | 'absent'; readonly shard: number | undefined };

/**
 * Compares a range, byte for byte, with what the log holds under its sequences. Records are packed by joining their
 * payloads, so a range of any packing is the same bytes.
 *
 * @throws EventLogCorruptError when the log is damaged there
 */
export async function hearWitness(log: WitnessedLog, witness: Witness): Promise<Testimony> {
  let reader: EventLogReader | undefined;
  try {
    reader = await EventLogReader.open({ ...log, afterSequence: witness.firstSequence - 1 });
    return { kind: await compare(reader, witness), shard: reader.shard };
  } catch (error) {
    if (!(error instanceof GapError || error instanceof PositionAheadError)) throw error;
    return { kind: 'absent', shard: reader?.shard };
  } finally {
    await reader?.close();
  }
}

async function compare(reader: EventLogReader, witness: Witness): Promise<Testimony['kind']> {
  let offset = 0;
  for await (const batch of reader.batches()) {
    const end = compareBatch(batch, witness, offset);
    if (end === undefined) return 'other';
    offset = end;
    if (batch.lastSequence >= witness.lastSequence)
      return offset === witness.payload.length ? 'same' : 'other';
  }
  return 'absent';
}

/** @returns how far into the payload it is the same; undefined when it is not */
function compareBatch(
  batch: EventLogBatch,
  { lastSequence, payload }: Witness,
  from: number,
): number | undefined {
  let offset = from;
  for (let index = 0; index < batch.count && batch.sequence(index) <= lastSequence; index++) {
    const bytes = batch.payload(index);
    const end = offset + bytes.length;
    if (end > payload.length || bytes.compare(payload, offset, end) !== 0) return undefined;
    offset = end;
  }
  return offset;
}
