import type { LoggerService } from '@nestjs/common';
import { EventLogCorruptError, StreamConfigurationError } from './errors.js';
import { readFully, writeFully } from './event-log.file.js';
import {
  measureRecord,
  RECORD_ABSENT,
  RECORD_HEADER_BYTES,
  recordCommitStart,
  recordEpoch,
  recordSequence,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from './event-log.format.js';
import type { LogPosition, PositionFile } from './event-log.position-file.js';
import { listSegments, readableEnd, readSegmentHeader, type SegmentFile } from './event-log.segment.js';
import type { LogFile, LogStorage } from './log-storage.js';

/** The end of a log as found on disk. */
export interface LogEnd {
  readonly header: SegmentHeader;
  /** Sequence of the last whole record; one less than the first sequence of an empty segment. */
  readonly lastSequence: number;
  /** Offset in the last segment behind that record: what lies there is to be cut off. */
  readonly offset: number;
}

/**
 * Finds the end of a log after a stop of any kind. Looks at the last segment only: a segment gets a successor when all
 * its records are on disk, and readers check the older ones while they read them.
 *
 * - A record that is cut short, or damaged and part of the last write with nothing confirmed at or behind it, is a torn
 *   tail: the process or the machine stopped during that write, and nobody was told that it succeeded. It is left out,
 *   with a warning.
 * - In a segment whose writes were not synced, a power failure may have kept a later one and lost an earlier. So there
 *   everything behind the first damage is left out, with a warning, unless it is known to have been synced in the end.
 * - Anything else that is not a whole record where one must be is corruption.
 *
 * @throws EventLogCorruptError with segment, offset and sequence
 */
async function findLogEnd(
  { segment, file, bytes }: OpenSegment,
  durable: LogPosition | undefined,
  logger: LoggerService,
): Promise<LogEnd> {
  const header = await readSegmentHeader(segment, file);
  let offset = SEGMENT_HEADER_BYTES;
  let sequence = header.firstSequence;
  for (;;) {
    const size = measureRecord(bytes, offset, bytes.length);
    if (
      size <= 0 ||
      recordEpoch(bytes, offset) !== header.epoch ||
      recordSequence(bytes, offset) !== sequence
    )
      break;
    offset += size;
    sequence += 1;
  }
  const end: LogEnd = { header, lastSequence: sequence - 1, offset };
  const tailEnd = lastNonZero(bytes, offset) + 1;
  assertNothingConfirmedIsMissing(end, { segment, durable, logger });
  if (tailEnd > offset) {
    if (header.synced) assertTailIsTorn(end, { segment, bytes: bytes.subarray(0, tailEnd) });
    const cut = `cutting ${tailEnd - offset} bytes at offset ${offset}, sequence ${sequence}`;
    logger.warn(
      header.synced
        ? `${segment.path}: the last write was torn; ${cut}. It was never confirmed to anyone.`
        : `${segment.path}: bytes that were not synced are lost; ${cut}. The chosen durability policy allows that loss.`,
    );
  }
  return end;
}

/** Offset of the last byte at or behind `start` that is not zero; `start - 1` when there is none. */
function lastNonZero(bytes: Buffer, start: number): number {
  let at = bytes.length;
  const zeros = Buffer.alloc(64 * 1024);
  // Whole blocks first: what was written in advance is usually most of the segment.
  while (at - zeros.length >= start && bytes.subarray(at - zeros.length, at).equals(zeros))
    at -= zeros.length;
  do at -= 1;
  while (at >= start && bytes[at] === 0);
  return at;
}

interface EndCheck {
  readonly segment: SegmentFile;
  readonly durable: LogPosition | undefined;
  readonly logger: LoggerService;
}

function assertNothingConfirmedIsMissing(end: LogEnd, { segment, durable, logger }: EndCheck): void {
  if (durable === undefined || durable.sequence <= end.lastSequence) return;
  if (durable.synced) {
    throw new EventLogCorruptError(
      { segment: segment.path, offset: end.offset, sequence: end.lastSequence + 1 },
      `records up to sequence ${durable.sequence} were on disk once`,
    );
  }
  logger.warn(
    `${segment.path}: sequences ${end.lastSequence + 1} to ${durable.sequence} were handed to the operating system ` +
      'but never reached the disk; the chosen durability policy allows that loss.',
  );
}

/** Looks for a valid record of a later write behind the damage: it proves that the damaged bytes were once whole. */
function assertTailIsTorn(end: LogEnd, { segment, bytes }: { segment: SegmentFile; bytes: Buffer }): void {
  const damaged = end.lastSequence + 1;
  const firstCandidate =
    end.offset + (measureRecord(bytes, end.offset, bytes.length) === RECORD_ABSENT ? 0 : 1);
  for (let at = firstCandidate; at + RECORD_HEADER_BYTES <= bytes.length; at++) {
    if (recordEpoch(bytes, at) !== end.header.epoch) continue;
    const sequence = recordSequence(bytes, at);
    if (sequence <= damaged || measureRecord(bytes, at, bytes.length) <= 0) continue;
    if (recordCommitStart(bytes, at) > damaged) {
      throw new EventLogCorruptError(
        { segment: segment.path, offset: end.offset, sequence: damaged },
        `record ${sequence} at byte ${at} was written after it, so it was whole once`,
      );
    }
  }
}

/** Up to which offset of the segment everything is known to be on disk. */
function syncedEnd(segment: SegmentFile, durable: LogPosition | undefined): number {
  if (durable?.synced !== true) return SEGMENT_HEADER_BYTES;
  const end = readableEnd(segment, durable);
  return end === Infinity ? SEGMENT_HEADER_BYTES : end;
}

export interface RecoveryOptions {
  readonly directory: string;
  readonly shard: number;
  readonly logger: LoggerService;
  readonly storage: LogStorage;
}

/** The last segment, with all its bytes. */
interface OpenSegment {
  readonly segment: SegmentFile;
  readonly file: LogFile;
  readonly bytes: Buffer;
}

/**
 * Cuts the log behind its last whole record and says which one that is, and the latest epoch.
 *
 * @throws EventLogCorruptError something that was on disk once is damaged or gone
 * @throws StreamConfigurationError the log belongs to another shard
 */
export async function recoverLog(
  { directory, shard, logger, storage }: RecoveryOptions,
  position: PositionFile,
): Promise<{ epoch: number; lastSequence: number }> {
  const segment = (await listSegments(directory, storage)).at(-1);
  const durable = position.read();
  if (segment === undefined) {
    if (durable === undefined) return { epoch: 0, lastSequence: 0 };
    // The first segment is durable before the first position is written.
    const place = { segment: directory, offset: 0, sequence: durable.sequence };
    throw new EventLogCorruptError(place, 'there is a durable position but not one segment');
  }
  const file = await storage.open(segment.path, 'update');
  try {
    const bytes = Buffer.allocUnsafeSlow((await storage.size(segment.path)) ?? 0);
    const read = await readFully(file, bytes, 0);
    const end = await findLogEnd({ segment, file, bytes: bytes.subarray(0, read) }, durable, logger);
    if (end.header.shard !== shard) {
      throw new StreamConfigurationError(
        `${directory} is the log of shard ${end.header.shard}, not of ${shard}`,
      );
    }
    const confirmed = syncedEnd(segment, durable);
    // A sync that failed may have left these in the system's memory as if they were on disk: it would not write them now.
    if (confirmed < end.offset) await writeFully(file, bytes.subarray(confirmed, end.offset), confirmed);
    await file.truncate(end.offset);
    await file.sync();
    // An epoch is never given twice, even if the segment that it began with is gone.
    const epoch = Math.max(end.header.epoch, durable?.epoch ?? 0);
    return { epoch, lastSequence: end.lastSequence };
  } finally {
    await file.close();
  }
}
