import { viewOf } from './buffer-view.js';
import { crc32 } from './crc32.js';
import { EventLogCorruptError } from './errors.js';

/*
 * The bytes of a segment file. All numbers are little-endian; a sequence takes two 32-bit words, low word first.
 *
 * header, 64 bytes, padded with zeros:
 *   0 magic "EVENTLOG"   8 version u16   10 header bytes u16   12 shard u32   16 epoch u32   20 first sequence u64
 *   28 unsynced u8: 1 when its writes were not synced one by one (policies `os` and `none`)
 *   60 crc32 of the 60 bytes before it
 * record, 28 bytes and its two bodies, one after the other without padding:
 *   0 crc32 of everything behind it in the record   4 length u32 of what follows these 8 bytes   8 epoch u32
 *   12 sequence u64   20 commit distance u32   24 payload length u32   28 payload, then journal
 * The rest of a segment that is still written to is zeros.
 *
 * The commit distance counts the records before this one that were written by the same write. Only one write is ever in
 * flight, so a valid record of a LATER commit proves that everything before its commit had reached the disk. That is
 * what tells a torn tail (bytes of the last, unconfirmed write are missing) from corruption after a power failure, where
 * the pages of one write may arrive in any order. In an unsynced segment the pages of all its writes may, so there it
 * proves nothing.
 */
export const SEGMENT_MAGIC = Buffer.from('EVENTLOG', 'latin1');
export const FORMAT_VERSION = 1;
export const SEGMENT_HEADER_BYTES = 64;
export const RECORD_HEADER_BYTES = 28;

/** Bytes of a record that its length does not count: checksum and length itself. */
const RECORD_PREFIX_BYTES = 8;
const TWO_TO_32 = 2 ** 32;

/** What the header of a segment says. */
export interface SegmentHeader {
  readonly shard: number;
  readonly epoch: number;
  /** Sequence of the first record; the segment may still be empty. */
  readonly firstSequence: number;
  /** Whether each of its writes was synced before the next one began. */
  readonly synced: boolean;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  SEGMENT_MAGIC.copy(bytes);
  bytes.writeUInt16LE(FORMAT_VERSION, 8);
  bytes.writeUInt16LE(SEGMENT_HEADER_BYTES, 10);
  bytes.writeUInt32LE(header.shard, 12);
  bytes.writeUInt32LE(header.epoch, 16);
  writeSequence(bytes, header.firstSequence, 20);
  bytes.writeUInt8(header.synced ? 0 : 1, 28);
  bytes.writeUInt32LE(crc32(bytes, 0, 60), 60);
  return bytes;
}

/** @throws EventLogCorruptError when the bytes are not a header of this version */
export function decodeSegmentHeader(bytes: Buffer, segment: string): SegmentHeader {
  const corrupt = (what: string): Error =>
    new EventLogCorruptError({ segment, offset: 0, sequence: 0 }, what);
  if (bytes.length < SEGMENT_HEADER_BYTES) throw corrupt('the segment is shorter than its header');
  if (!bytes.subarray(0, SEGMENT_MAGIC.length).equals(SEGMENT_MAGIC))
    throw corrupt('not an event log segment');
  if (bytes.readUInt32LE(60) !== crc32(bytes, 0, 60)) throw corrupt('the checksum of the header is wrong');
  const version = bytes.readUInt16LE(8);
  if (version !== FORMAT_VERSION)
    throw corrupt(`format version ${version}; this reader knows ${FORMAT_VERSION}`);
  return {
    shard: bytes.readUInt32LE(12),
    epoch: bytes.readUInt32LE(16),
    firstSequence: readSequence(bytes, 20),
    synced: bytes.readUInt8(28) === 0,
  };
}

export interface RecordToEncode {
  readonly epoch: number;
  readonly sequence: number;
  readonly commitDistance: number;
  readonly payload: Buffer;
  readonly journal: Buffer;
}

export function recordBytes(payloadBytes: number, journalBytes: number): number {
  return RECORD_HEADER_BYTES + payloadBytes + journalBytes;
}

/** Writes the record at `offset` of `target`, which must have room for it, and returns the offset behind it. */
export function encodeRecord(record: RecordToEncode, target: Buffer, offset: number): number {
  const { payload, journal } = record;
  const end = offset + recordBytes(payload.length, journal.length);
  const numbers = viewOf(target);
  numbers.setUint32(offset + 4, end - offset - RECORD_PREFIX_BYTES, true);
  numbers.setUint32(offset + 8, record.epoch, true);
  numbers.setUint32(offset + 12, record.sequence % TWO_TO_32, true);
  numbers.setUint32(offset + 16, Math.floor(record.sequence / TWO_TO_32), true);
  numbers.setUint32(offset + 20, record.commitDistance, true);
  numbers.setUint32(offset + 24, payload.length, true);
  target.set(payload, offset + RECORD_HEADER_BYTES);
  target.set(journal, offset + RECORD_HEADER_BYTES + payload.length);
  numbers.setUint32(offset, crc32(target, offset + 4, end), true);
  return end;
}

/** Bytes of one record at most. A file with one such record can still be read whole: Node reads less than 2 GiB at once. */
export const RECORD_BYTES_MAX = 2 ** 30;

/** Outcomes of `measureRecord` that are not a size. */
export const RECORD_INCOMPLETE = 0;
export const RECORD_ABSENT = -1;
export const RECORD_INVALID = -2;

/**
 * Size in bytes of the valid record at `offset`, or RECORD_INCOMPLETE (the bytes end before the record does),
 * RECORD_ABSENT (zeros: nothing was written here) or RECORD_INVALID. The epoch and sequence are the caller's to check.
 */
export function measureRecord(bytes: Buffer, offset: number, limit: number): number {
  if (offset + RECORD_HEADER_BYTES > limit) return RECORD_INCOMPLETE;
  const length = bytes.readUInt32LE(offset + 4);
  if (length === 0) return bytes.readUInt32LE(offset) === 0 ? RECORD_ABSENT : RECORD_INVALID;
  const end = offset + RECORD_PREFIX_BYTES + length;
  const payloadLength = bytes.readUInt32LE(offset + 24);
  if (end - offset > RECORD_BYTES_MAX) return RECORD_INVALID;
  if (RECORD_HEADER_BYTES + payloadLength > RECORD_PREFIX_BYTES + length) return RECORD_INVALID;
  if (end > limit) return RECORD_INCOMPLETE;
  return bytes.readUInt32LE(offset) === crc32(bytes, offset + 4, end) ? end - offset : RECORD_INVALID;
}

export function recordEpoch(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset + 8);
}

export function recordSequence(bytes: Buffer, offset: number): number {
  return readSequence(bytes, offset + 12);
}

/** Sequence of the first record of the commit that the record at `offset` belongs to. */
export function recordCommitStart(bytes: Buffer, offset: number): number {
  return recordSequence(bytes, offset) - bytes.readUInt32LE(offset + 20);
}

/** Where the payload of the record at `offset` ends and its journal begins. */
export function recordPayloadEnd(bytes: Buffer, offset: number): number {
  return offset + RECORD_HEADER_BYTES + bytes.readUInt32LE(offset + 24);
}

export function readSequence(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * TWO_TO_32;
}

export function writeSequence(bytes: Buffer, sequence: number, offset: number): void {
  bytes.writeUInt32LE(sequence % TWO_TO_32, offset);
  bytes.writeUInt32LE(Math.floor(sequence / TWO_TO_32), offset + 4);
}
