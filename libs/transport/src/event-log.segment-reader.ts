import { type FileHandle, open } from 'node:fs/promises';
import { EventLogBatch } from './event-log.batch.js';
import { EventLogCorruptError } from './errors.js';
import {
  measureRecord,
  RECORD_ABSENT,
  RECORD_INCOMPLETE,
  RECORD_INVALID,
  recordEpoch,
  recordSequence,
  SEGMENT_HEADER_BYTES,
} from './event-log.format.js';
import { readSegmentHeader, type SegmentFile } from './event-log.segment.js';

/** Bytes asked of the file system at a time. */
const READ_BYTES = 1024 * 1024;
/** Records of one batch; the next batch goes on in the same bytes. */
export const RECORDS_PER_BATCH_MAX = 16_384;

/** Reads the records of one segment in order and checks each. */
export class SegmentReader {
  private bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  /** `bytes[start, end)` was read and not yet handed out; it begins at `fileOffset` in the file. */
  private start = 0;
  private end = 0;
  private fileOffset = SEGMENT_HEADER_BYTES;
  private readonly starts = new Int32Array(RECORDS_PER_BATCH_MAX + 1);

  private constructor(
    readonly segment: SegmentFile,
    readonly shard: number,
    private readonly handle: FileHandle,
  ) {}

  static async open(segment: SegmentFile): Promise<SegmentReader> {
    const { shard } = await readSegmentHeader(segment);
    return new SegmentReader(segment, shard, await open(segment.path, 'r'));
  }

  /** Offset in the file of the next record. */
  get offset(): number {
    return this.fileOffset;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /**
   * The next records, from sequence `first` up to at most `last`; undefined when the segment holds no more of them.
   *
   * @param endOffset never reads from here on: what lies behind the durable end may still change, and bytes once read
   *   are not read again
   * @throws EventLogCorruptError when bytes that must be a record are none
   */
  async next(first: number, last: number, endOffset = Infinity): Promise<EventLogBatch | undefined> {
    for (;;) {
      const { count, stopped } = this.scan(first, last);
      if (count > 0) return this.takeBatch(count);
      if (stopped === RECORD_ABSENT) return undefined;
      if (stopped !== RECORD_INCOMPLETE) throw this.corrupt(first, 'not the record that was written here');
      if (!(await this.readMore(endOffset))) {
        if (this.end > this.start) throw this.corrupt(first, 'the file ends within the record');
        return undefined;
      }
    }
  }

  /** An error that names the place of the next record. */
  corrupt(sequence: number, what: string): EventLogCorruptError {
    return new EventLogCorruptError({ segment: this.segment.path, offset: this.fileOffset, sequence }, what);
  }

  private scan(first: number, last: number): { count: number; stopped: number } {
    const { bytes, starts, end } = this;
    const countMax = Math.min(RECORDS_PER_BATCH_MAX, last - first + 1);
    let at = this.start;
    let count = 0;
    while (count < countMax) {
      const size = measureRecord(bytes, at, end);
      if (size <= 0) return { count, stopped: size };
      if (recordSequence(bytes, at) !== first + count || recordEpoch(bytes, at) !== this.segment.epoch) {
        return { count, stopped: RECORD_INVALID };
      }
      starts[count] = at;
      at += size;
      count += 1;
      starts[count] = at;
    }
    return { count, stopped: RECORD_INCOMPLETE };
  }

  private takeBatch(count: number): EventLogBatch {
    const end = this.starts[count]!;
    this.fileOffset += end - this.start;
    this.start = end;
    return new EventLogBatch(this.segment.epoch, count, { bytes: this.bytes, starts: this.starts });
  }

  /** Moves what is left to the front and reads behind it; false at the end. */
  private async readMore(endOffset: number): Promise<boolean> {
    const left = this.end - this.start;
    // A record larger than the buffer: make room, as its length may only be trusted once it is checked.
    const target = left > this.bytes.length / 2 ? Buffer.allocUnsafeSlow(this.bytes.length * 2) : this.bytes;
    this.bytes.copy(target, 0, this.start, this.end);
    this.bytes = target;
    this.start = 0;
    this.end = left;
    const from = this.fileOffset + left;
    const wanted = Math.min(target.length - left, endOffset - from);
    if (wanted <= 0) return false;
    const { bytesRead } = await this.handle.read(target, left, wanted, from);
    this.end += bytesRead;
    return bytesRead > 0;
  }
}
