import { join } from 'node:path';
import { EventLogCorruptError } from './errors.js';
import type { EventLogRecord } from './event-log.batch.js';
import { isMissing, readFully } from './event-log.file.js';
import {
  measureRecord,
  RECORD_HEADER_BYTES,
  recordEpoch,
  recordPayloadEnd,
  recordSequence,
} from './event-log.format.js';
import { RecordHopper } from './event-log.hopper.js';
import { DURABLE_POSITION_FILE, type LogPosition, PositionFile } from './event-log.position-file.js';
import { listSegments, readableEnd, type SegmentFile } from './event-log.segment.js';
import { SegmentIndex } from './event-log.segment-index.js';
import { type LogFile, type LogStorage, NODE_STORAGE } from './log-storage.js';

/** Segments whose index is kept; the one not used for longest goes first. One takes some 10 KiB for 64 MiB of log. */
export const LOOKUP_INDEXES_MAX_DEFAULT = 64;
/** Holds the records between two entries of an index, unless they are unusually large. */
const WINDOW_BYTES = 64 * 1024;
/** A segment may be removed between finding and opening it; the next look at the directory knows. */
const OPEN_ATTEMPTS_MAX = 3;

export interface EventLogLookupOptions {
  readonly directory: string;
  /** What the log lies on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
  /** Default 64. */
  readonly indexesMax?: number;
}

/**
 * Reads single records of a log by their sequence, in the writer's process or any other of the machine: durable ones
 * only. The first record asked of a segment makes an index of it, which takes some tens of milliseconds, in small steps.
 * May be used concurrently; one record is read at a time, so memory stays bounded however many ask.
 */
export class EventLogLookup {
  private readonly storage: LogStorage;
  private readonly indexesMax: number;
  /** By path, the one used last at the end. */
  private readonly indexes = new Map<string, SegmentIndex>();
  private readonly window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  private positionFile: PositionFile | undefined;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: EventLogLookupOptions) {
    this.storage = options.storage ?? NODE_STORAGE;
    this.indexesMax = options.indexesMax ?? LOOKUP_INDEXES_MAX_DEFAULT;
  }

  /** The log need not exist yet. */
  static open(options: EventLogLookupOptions): Promise<EventLogLookup> {
    return Promise.resolve(new EventLogLookup(options));
  }

  /**
   * A copy of the record.
   *
   * @returns undefined when the log begins behind it (its segment was removed), or when it is not durable
   * @throws EventLogCorruptError (as rejection) the record must be there and is damaged, or the way to it is
   */
  record(sequence: number): Promise<EventLogRecord | undefined> {
    const found = this.last.then(() => this.find(sequence));
    this.last = found.catch(() => undefined);
    return found;
  }

  /** Waits for the record being read. */
  async close(): Promise<void> {
    await this.last;
    this.positionFile?.close();
    this.positionFile = undefined;
    this.indexes.clear();
  }

  private async find(sequence: number): Promise<EventLogRecord | undefined> {
    const path = join(this.options.directory, DURABLE_POSITION_FILE);
    this.positionFile ??= PositionFile.openForReading(path, this.storage);
    const durable = this.positionFile?.read();
    if (durable === undefined || durable.sequence < sequence) return undefined;
    for (let attempt = 1; ; attempt++) {
      const segments = await listSegments(this.options.directory, this.storage);
      const segment = segments.findLast(({ firstSequence }) => firstSequence <= sequence);
      if (segment === undefined) return undefined;
      try {
        return await this.readFrom(segment, sequence, durable);
      } catch (error) {
        if (!isMissing(error) || attempt === OPEN_ATTEMPTS_MAX) throw error;
      }
    }
  }

  private async readFrom(
    segment: SegmentFile,
    sequence: number,
    durable: LogPosition,
  ): Promise<EventLogRecord> {
    const file = await this.storage.open(segment.path, 'read');
    try {
      const end = Math.min(readableEnd(segment, durable), (await this.storage.size(segment.path)) ?? 0);
      const hopper = new RecordHopper(segment, file, this.window);
      const near = await this.indexOf(segment).placeBefore(sequence, { file, end });
      const { offset } = await hopper.hop(near, sequence, end);
      const next = await hopper.hop({ offset, sequence }, sequence + 1, end);
      return await readRecord(segment, file, { offset, end: next.offset, sequence });
    } finally {
      await file.close();
    }
  }

  private indexOf(segment: SegmentFile): SegmentIndex {
    const index = this.indexes.get(segment.path) ?? new SegmentIndex(segment);
    this.indexes.delete(segment.path);
    this.indexes.set(segment.path, index);
    for (const path of this.indexes.keys()) {
      if (this.indexes.size <= this.indexesMax) break;
      this.indexes.delete(path);
    }
    return index;
  }
}

async function readRecord(
  segment: SegmentFile,
  file: LogFile,
  { offset, end, sequence }: { offset: number; end: number; sequence: number },
): Promise<EventLogRecord> {
  const bytes = Buffer.allocUnsafeSlow(end - offset);
  const read = await readFully(file, bytes, offset);
  const isWhole = measureRecord(bytes, 0, read) === bytes.length;
  if (!isWhole || recordSequence(bytes, 0) !== sequence || recordEpoch(bytes, 0) !== segment.epoch) {
    const place = { segment: segment.path, offset, sequence };
    throw new EventLogCorruptError(place, 'not the record that was written here');
  }
  const payloadEnd = recordPayloadEnd(bytes, 0);
  return {
    epoch: segment.epoch,
    sequence,
    payload: bytes.subarray(RECORD_HEADER_BYTES, payloadEnd),
    journal: bytes.subarray(payloadEnd),
  };
}
