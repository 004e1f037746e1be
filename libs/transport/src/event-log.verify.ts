import { join } from 'node:path';
import { EventLogCorruptError, GapError } from './errors.js';
import { DURABLE_POSITION_FILE, type LogPosition, PositionFile } from './event-log.position-file.js';
import { compareSegments, listSegments, readableEnd, type SegmentFile } from './event-log.segment.js';
import { SegmentReader } from './event-log.segment-reader.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';

/** What a log holds, every byte of it checked. */
export interface LogVerification {
  readonly segments: number;
  readonly records: number;
  /** Sequence of the first record that is still there. */
  readonly firstSequence: number;
  /** One less than `firstSequence` when there are no records. */
  readonly lastSequence: number;
  /** Of the records, their headers included. */
  readonly bytes: number;
}

/**
 * Reads a whole log up to what is durable now and checks every record, without changing anything. A writer may go on
 * meanwhile. A start looks at the last segment only and readers at what they read: this is for all the rest.
 *
 * A log without its position file is checked to its last byte; the rest of a torn write then counts as damage.
 *
 * @throws EventLogCorruptError the first damage, with segment, offset and sequence
 * @throws GapError a segment is missing
 */
export async function verifyLog(
  directory: string,
  storage: LogStorage = NODE_STORAGE,
): Promise<LogVerification> {
  const durable = readDurable(directory, storage);
  // The position first: what it names is then among the segments.
  const segments = (await listSegments(directory, storage)).filter((segment) => !isBehind(segment, durable));
  const firstSequence = segments[0]?.firstSequence ?? 1;
  const check = new LogCheck(directory, firstSequence);
  for (const segment of segments) {
    await check.segment(await SegmentReader.open(segment, storage), durable);
  }
  check.finish(durable);
  const { records, bytes } = check;
  return {
    segments: segments.length,
    records,
    firstSequence,
    lastSequence: firstSequence + records - 1,
    bytes,
  };
}

/** What was found so far. */
class LogCheck {
  records = 0;
  bytes = 0;
  private shard: number | undefined;
  /** Where the records read so far end. */
  private end: { segment: string; offset: number };

  constructor(
    private readonly directory: string,
    private readonly firstSequence: number,
  ) {
    this.end = { segment: directory, offset: 0 };
  }

  async segment(reader: SegmentReader, durable: LogPosition | undefined): Promise<void> {
    const { segment } = reader;
    try {
      if (segment.firstSequence !== this.next) {
        throw new GapError(this.directory, this.next, segment.firstSequence);
      }
      this.shard ??= reader.shard;
      if (reader.shard !== this.shard) {
        throw reader.corrupt(this.next, `a segment of shard ${reader.shard} in a log of shard ${this.shard}`);
      }
      await this.readAll(reader, durable);
    } finally {
      await reader.close();
    }
  }

  private async readAll(reader: SegmentReader, durable: LogPosition | undefined): Promise<void> {
    const end = durable === undefined ? Infinity : readableEnd(reader.segment, durable);
    for (;;) {
      const batch = await reader.next(this.next, Number.MAX_SAFE_INTEGER, end);
      if (batch === undefined) break;
      this.records += batch.count;
      this.bytes += batch.byteLength;
    }
    this.end = { segment: reader.segment.path, offset: reader.offset };
  }

  /** @throws EventLogCorruptError the log ends in front of what was durable once */
  finish(durable: LogPosition | undefined): void {
    if (durable === undefined || durable.sequence < this.next) return;
    const place = { ...this.end, sequence: this.next };
    throw new EventLogCorruptError(place, `records up to sequence ${durable.sequence} were there once`);
  }

  private get next(): number {
    return this.firstSequence + this.records;
  }
}

function readDurable(directory: string, storage: LogStorage): LogPosition | undefined {
  const file = PositionFile.openForReading(join(directory, DURABLE_POSITION_FILE), storage);
  try {
    return file?.read();
  } finally {
    file?.close();
  }
}

/** Whether the segment was begun after the position was written. */
function isBehind(segment: SegmentFile, durable: LogPosition | undefined): boolean {
  if (durable === undefined) return false;
  return (
    compareSegments(
      { ...segment, firstSequence: durable.segmentFirstSequence, epoch: durable.epoch },
      segment,
    ) < 0
  );
}
