import type { EventLogBatch } from '@backlay/transport';
import { nameLength } from '../answers/command-name.js';
import { COMMAND_OFFSET, COMMAND_OFFSET_1, JOURNAL_FORMAT_1, TIME_OFFSET } from './journal-format.js';
import type { ReplayedNames } from './replayed-names.js';

/**
 * Tells the names of a batch's commands, as a `Replayer` does, without executing any. A journal that cannot be read has no
 * name here: whoever executes it says so.
 */
export function keepNames(batch: EventLogBatch, names: ReplayedNames): void {
  const { bytes, count } = batch;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < count; index++) {
    const journal = batch.journalStart(index);
    const command = journal + (bytes[journal] === JOURNAL_FORMAT_1 ? COMMAND_OFFSET_1 : COMMAND_OFFSET);
    const name = command + 1;
    const nameEnd = name + nameLength(bytes, name);
    const isNamed = nameEnd > name + 2 + bytes[name]!;
    // `!(... <= ...)`: the length of what lies behind the bytes is NaN.
    if (!isNamed || !(nameEnd <= batch.journalEnd(index))) continue;
    const timeMs = view.getFloat64(journal + TIME_OFFSET, true);
    names.keepReplayed(bytes, name, nameEnd, batch.sequence(index), timeMs);
  }
}
