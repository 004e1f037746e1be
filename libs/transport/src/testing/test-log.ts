import { EventLogReader } from '../event-log.reader.js';
import { EventLogWriter } from '../event-log.writer.js';
import type { EventLogWriterOptions } from '../event-log.writer-options.js';
import { RecordingLogger } from './recording-logger.js';

/** Small, so that specs roll over often and recover fast. */
export const TEST_SEGMENT_BYTES = 16 * 1024;

export function openTestWriter(
  directory: string,
  options: Partial<EventLogWriterOptions> = {},
): Promise<EventLogWriter> {
  return EventLogWriter.open({
    directory,
    segmentBytes: TEST_SEGMENT_BYTES,
    logger: new RecordingLogger(),
    ...options,
  });
}

/** Bytes that can be recomputed from the sequence, of a length that varies with it. */
export function payloadOf(sequence: number): Buffer {
  return Buffer.alloc(sequence % 61, `payload ${sequence}.`);
}

export function journalOf(sequence: number): Buffer {
  return Buffer.alloc(sequence % 47, `journal ${sequence}.`);
}

/** Appends the next records without waiting for them. @returns the last sequence */
export function appendRecords(writer: EventLogWriter, count: number): number {
  for (let at = 0; at < count; at++) {
    const sequence = writer.lastSequence + 1;
    writer.append({ sequence, payload: payloadOf(sequence), journal: journalOf(sequence) });
  }
  return writer.lastSequence;
}

/** Makes a closed log of `commits` writes of `recordsPerCommit` records each. */
export async function writeLog(directory: string, commits: number, recordsPerCommit = 1): Promise<void> {
  const writer = await openTestWriter(directory);
  for (let at = 0; at < commits; at++) await writer.whenDurable(appendRecords(writer, recordsPerCommit));
  await writer.close();
}

/** Reads everything durable, checks every byte, and returns the sequences read. */
export async function readSequences(directory: string, afterSequence = 0): Promise<number[]> {
  const reader = await EventLogReader.open({ directory, afterSequence });
  const sequences: number[] = [];
  try {
    for await (const batch of reader.batches()) {
      for (const { sequence, payload, journal } of batch) {
        if (!payload.equals(payloadOf(sequence)) || !journal.equals(journalOf(sequence))) {
          throw new Error(`record ${sequence} is not what was written`);
        }
        sequences.push(sequence);
      }
    }
  } finally {
    await reader.close();
  }
  return sequences;
}

/** 1 to `last`. */
export function sequencesTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
