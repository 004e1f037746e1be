import { firstPlace, RecordHopper, type RecordPlace } from './event-log.hopper.js';
import type { SegmentFile } from './event-log.segment.js';
import type { LogFile } from './log-storage.js';

/** One record in so many is in the index: a lookup passes fewer than that many headers. */
const RECORDS_PER_ENTRY = 256;

/** Offsets of some records of one segment. It grows as far as it is asked, and so with a segment that is still written. */
export class SegmentIndex {
  private readonly offsets: number[];
  private readonly firstSequence: number;

  constructor(private readonly segment: SegmentFile) {
    const { offset, sequence } = firstPlace(segment);
    this.offsets = [offset];
    this.firstSequence = sequence;
  }

  /**
   * The closest record that is known and not behind the sequence.
   *
   * @throws EventLogCorruptError when the way there is not one of records
   */
  async placeBefore(sequence: number, { file, end }: { file: LogFile; end: number }): Promise<RecordPlace> {
    const wanted = Math.floor((sequence - this.firstSequence) / RECORDS_PER_ENTRY);
    if (this.offsets.length <= wanted) await this.growTo(wanted, new RecordHopper(this.segment, file), end);
    return this.place(wanted);
  }

  private async growTo(entry: number, hopper: RecordHopper, end: number): Promise<void> {
    while (this.offsets.length <= entry) {
      const from = this.place(this.offsets.length - 1);
      const { offset } = await hopper.hop(from, from.sequence + RECORDS_PER_ENTRY, end);
      this.offsets.push(offset);
    }
  }

  private place(entry: number): RecordPlace {
    return { offset: this.offsets[entry]!, sequence: this.firstSequence + entry * RECORDS_PER_ENTRY };
  }
}
