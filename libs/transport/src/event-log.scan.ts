import { crc32 as nativeCrc32 } from 'node:zlib';
import { addWordToCrc32, joinCrc32 } from './crc32.js';
import { measureRecord, RECORD_BYTES_MAX, RECORD_HEADER_BYTES } from './event-log.format.js';

/*
 * Records are found and checked many at a time, because a start reads millions of them: first their boundaries, by their
 * headers alone, then the checksums of all of them with one pass of native code over their bytes.
 */

/** Why a scan found no further record. */
export type ScanStop =
  /** It found as many as were asked for. */
  | 'enough'
  /** The bytes end before the next record does. */
  | 'incomplete'
  /** Zeros: nothing was written here. */
  | 'absent'
  /** Not the header of the record that must be here. */
  | 'invalid';

/** What is looked for, and where. */
export interface ScanTask {
  readonly view: DataView;
  /** Offset of the first record. */
  readonly start: number;
  /** Offset behind the last byte that may be looked at. */
  readonly end: number;
  readonly epoch: number;
  /** Sequence of the first record. */
  readonly sequence: number;
  readonly countMax: number;
}

const TWO_TO_32 = 2 ** 32;

/**
 * Finds consecutive records by their headers, without looking at checksums. `starts` gets the offset of each, and behind
 * them the offset at which the last one ends.
 */
export function scanRecords(task: ScanTask, starts: Int32Array): { count: number; stop: ScanStop } {
  const { view, end, epoch, countMax } = task;
  let sequenceLow = task.sequence % TWO_TO_32;
  let sequenceHigh = Math.floor(task.sequence / TWO_TO_32);
  let at = task.start;
  let count = 0;
  for (; count < countMax; count++) {
    starts[count] = at;
    if (at + RECORD_HEADER_BYTES > end) return { count, stop: 'incomplete' };
    const length = view.getUint32(at + 4, true);
    if (length === 0 && view.getUint32(at, true) === 0) return { count, stop: 'absent' };
    if (
      length + 8 > RECORD_BYTES_MAX ||
      view.getUint32(at + 24, true) + RECORD_HEADER_BYTES > length + 8 ||
      view.getUint32(at + 12, true) !== sequenceLow ||
      view.getUint32(at + 16, true) !== sequenceHigh ||
      view.getUint32(at + 8, true) !== epoch
    ) {
      return { count, stop: 'invalid' };
    }
    if (at + 8 + length > end) return { count, stop: 'incomplete' };
    at += 8 + length;
    sequenceLow += 1;
    if (sequenceLow === TWO_TO_32) {
      sequenceLow = 0;
      sequenceHigh += 1;
    }
  }
  starts[count] = at;
  return { count, stop: 'enough' };
}

/** A record and its neighbours, as `scanRecords` found them. */
export interface ScannedRecords {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly starts: Int32Array;
  readonly count: number;
}

/**
 * How many of the records, from the first one on, are whole by their checksums.
 *
 * Crossing into native code for each of them would cost more than the sum itself. Instead the checksum of all bytes
 * together is computed once, and compared with what it must be if every record has the checksum that it claims. A damaged
 * record always changes it; two could hide each other as rarely as one hides from its own checksum, once in 2^32.
 */
export function countWhole(records: ScannedRecords): number {
  const { bytes, starts, count } = records;
  if (count === 0) return 0;
  const actual = nativeCrc32(bytes.subarray(starts[0], starts[count]));
  if (claimedCrc(records) >>> 0 === actual) return count;
  let whole = 0;
  while (whole < count && measureRecord(bytes, starts[whole]!, starts[whole + 1]!) > 0) whole += 1;
  return whole;
}

/** The checksum of all the bytes, if each record is what its own checksum says. */
function claimedCrc({ view, starts, count }: ScannedRecords): number {
  let crc = 0;
  for (let index = 0; index < count; index++) {
    const start = starts[index]!;
    const claimed = view.getInt32(start, true);
    crc = joinCrc32(addWordToCrc32(crc, claimed), claimed, starts[index + 1]! - start - 4);
  }
  return crc;
}
