import { EventLogBatch } from './event-log.batch.js';
import { EventLogCorruptError } from './errors.js';
import { ChunkReader } from './event-log.chunks.js';
import { firstPlace, RecordHopper } from './event-log.hopper.js';
import { countWhole, scanRecords } from './event-log.scan.js';
import { readSegmentHeader, type SegmentFile } from './event-log.segment.js';
import type { LogFile, LogStorage } from './log-storage.js';

/** Records of one batch; the next batch goes on in the same bytes. */
export const RECORDS_PER_BATCH_MAX = 16_384;

/** Reads the records of one segment in order and checks each. */
export class SegmentReader {
  private readonly starts = new Int32Array(RECORDS_PER_BATCH_MAX + 1);

  private constructor(
    readonly segment: SegmentFile,
    readonly shard: number,
    private readonly file: LogFile,
    private readonly chunks: ChunkReader,
  ) {}

  /**
   * @param at the record to begin with; what lies in front of it is passed by the records' headers alone, unchecked but
   *   for those
   * @throws EventLogCorruptError the header of the segment is damaged, or one on the way to the record
   */
  static async open(
    segment: SegmentFile,
    storage: LogStorage,
    at?: { readonly sequence: number; readonly endOffset: number },
  ): Promise<SegmentReader> {
    const file = await storage.open(segment.path, 'read');
    try {
      const { shard } = await readSegmentHeader(segment, file);
      let place = firstPlace(segment);
      if (at !== undefined)
        place = await new RecordHopper(segment, file).hop(place, at.sequence, at.endOffset);
      return new SegmentReader(segment, shard, file, new ChunkReader(file, place.offset));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Offset in the file of the next record. */
  get offset(): number {
    return this.chunks.offset;
  }

  async close(): Promise<void> {
    await this.chunks.settle();
    await this.file.close();
  }

  /**
   * The next records, from sequence `first` up to at most `last`; undefined when the segment holds no more of them.
   *
   * @param endOffset never reads from here on: what lies behind the durable end may still change, and bytes once read
   *   are not read again
   * @throws EventLogCorruptError when bytes that must be a record are none
   */
  async next(first: number, last: number, endOffset = Infinity): Promise<EventLogBatch | undefined> {
    const { chunks, starts } = this;
    for (;;) {
      const { bytes, view, start, end } = chunks;
      const countMax = Math.min(RECORDS_PER_BATCH_MAX, last - first + 1);
      const task = { view, start, end, epoch: this.segment.epoch, sequence: first, countMax };
      const { count, stop } = scanRecords(task, starts);
      if (stop === 'incomplete' && count > 0) chunks.readAhead(endOffset);
      const whole = countWhole({ bytes, view, starts, count });
      if (whole > 0) {
        chunks.consume(starts[whole]!);
        return new EventLogBatch(this.segment.epoch, whole, { bytes, starts });
      }
      if (stop === 'absent') return undefined;
      if (stop !== 'incomplete' || count > 0)
        throw this.corrupt(first, 'not the record that was written here');
      if (!(await chunks.readMore(endOffset))) {
        if (end > start) throw this.corrupt(first, 'the file ends within the record');
        return undefined;
      }
    }
  }

  /** An error that names the place of the next record. */
  corrupt(sequence: number, what: string): EventLogCorruptError {
    return new EventLogCorruptError(
      { segment: this.segment.path, offset: this.chunks.offset, sequence },
      what,
    );
  }
}
