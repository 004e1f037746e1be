import { open } from 'node:fs/promises';
import type { LoggerService } from '@nestjs/common';
import { EventLogCorruptError, StreamConfigurationError } from './errors.js';
import type { OpenLogFile } from './event-log.file.js';
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
import { listSegments, readSegmentHeader, type SegmentFile } from './event-log.segment.js';

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
 * - Anything else that is not a whole record where one must be is corruption.
 *
 * @throws EventLogCorruptError with segment, offset and sequence
 */
async function findLogEnd(
  segment: SegmentFile,
  durable: LogPosition | undefined,
  logger: LoggerService,
): Promise<LogEnd> {
  const header = await readSegmentHeader(segment);
  const bytes = await readWhole(segment.path);
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
    assertTailIsTorn(end, { segment, bytes: bytes.subarray(0, tailEnd) });
    logger.warn(
      `${segment.path}: the last write was torn; cutting ${tailEnd - offset} bytes at offset ${offset}, ` +
        `sequence ${sequence}. It was never confirmed to anyone.`,
    );
  }
  return end;
}

async function readWhole(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
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

export interface RecoveryOptions {
  readonly directory: string;
  readonly shard: number;
  readonly logger: LoggerService;
  readonly openFile: OpenLogFile;
}

/** Cuts the log behind its last whole record and says which one that is. */
export async function recoverLog(
  { directory, shard, logger, openFile }: RecoveryOptions,
  position: PositionFile,
): Promise<{ epoch: number; lastSequence: number }> {
  const segment = (await listSegments(directory)).at(-1);
  if (segment === undefined) return { epoch: 0, lastSequence: 0 };
  const end = await findLogEnd(segment, position.read(), logger);
  if (end.header.shard !== shard) {
    throw new StreamConfigurationError(
      `${directory} is the log of shard ${end.header.shard}, not of ${shard}`,
    );
  }
  const file = await openFile(segment.path, 'r+');
  try {
    await file.truncate(end.offset);
    // Also makes whole records durable that a killed process had written but not synced.
    await file.sync();
  } finally {
    await file.close();
  }
  return { epoch: end.header.epoch, lastSequence: end.lastSequence };
}
