import type { EventLogBatch, EntryToWrite } from '@backlay/transport';

/** An entry is closed before it would get longer than this, in bytes; one record alone may be longer. */
export const ENTRY_BYTES_MAX = 64 * 1024;
/** Most commands of one entry. */
export const ENTRY_COMMANDS_MAX = 500;

/** The records a packer needs: payloads in the order of their sequences. */
export type Records = Pick<EventLogBatch, 'count' | 'sequence' | 'payload'>;

/**
 * Joins the events of consecutive commands into entries, by copying bytes: event groups stand one after another without
 * anything between them. Commands without events keep their place in the range.
 */
export function* packEntries(records: Records): Generator<EntryToWrite> {
  let first = 0;
  let bytes = 0;
  for (let index = 0; index < records.count; index++) {
    const length = records.payload(index).length;
    const isFull =
      index > first && (bytes + length > ENTRY_BYTES_MAX || index - first === ENTRY_COMMANDS_MAX);
    if (isFull) {
      yield entryOf(records, first, index);
      first = index;
      bytes = 0;
    }
    bytes += length;
  }
  if (records.count > first) yield entryOf(records, first, records.count);
}

function entryOf(records: Records, from: number, to: number): EntryToWrite {
  const payloads: Buffer[] = [];
  for (let index = from; index < to; index++) payloads.push(records.payload(index));
  return {
    firstSequence: records.sequence(from),
    lastSequence: records.sequence(to - 1),
    payload: Buffer.concat(payloads),
  };
}
