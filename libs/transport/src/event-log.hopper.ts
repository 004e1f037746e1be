import { EventLogCorruptError } from './errors.js';
import { readFully } from './event-log.file.js';
import {
  RECORD_BYTES_MAX,
  RECORD_HEADER_BYTES,
  readSequence,
  SEGMENT_HEADER_BYTES,
} from './event-log.format.js';
import type { SegmentFile } from './event-log.segment.js';
import type { LogFile } from './log-storage.js';

/** Bytes read at a time. Between two reads the event loop turns. */
const WINDOW_BYTES_DEFAULT = 1024 * 1024;

/** Where a record begins in its segment. */
export interface RecordPlace {
  readonly offset: number;
  readonly sequence: number;
}

/** What a segment begins with. */
export function firstPlace(segment: SegmentFile): RecordPlace {
  return { offset: SEGMENT_HEADER_BYTES, sequence: segment.firstSequence };
}

/**
 * Finds records of a segment by going from header to header. It trusts the lengths it finds: a checksum would cost a look
 * at every byte. What it checks is that each hop ends at a header with the next sequence and the segment's epoch; damage
 * inside the bodies it passes goes unseen.
 */
export class RecordHopper {
  /** `window[0, filled)` lies at this place in the file. */
  private windowOffset = 0;
  private filled = 0;

  constructor(
    private readonly segment: SegmentFile,
    private readonly file: LogFile,
    private readonly window: Buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES_DEFAULT),
  ) {}

  /**
   * Goes forward from one record to another, which may be the one behind the last.
   *
   * @param endOffset nothing from this place of the file on is looked at
   * @throws EventLogCorruptError when the way there is not one of records
   */
  async hop(from: RecordPlace, toSequence: number, endOffset: number): Promise<RecordPlace> {
    let { offset, sequence } = from;
    while (sequence < toSequence) {
      let at = offset - this.windowOffset;
      if (at < 0 || at + RECORD_HEADER_BYTES > this.filled) {
        await this.moveTo({ offset, sequence }, endOffset);
        at = 0;
      }
      for (; sequence < toSequence && at + RECORD_HEADER_BYTES <= this.filled; sequence++) {
        const bytes = this.measure(at, sequence);
        if (bytes === undefined || offset + bytes > endOffset) throw this.corrupt({ offset, sequence });
        at += bytes;
        offset += bytes;
      }
    }
    return { offset, sequence };
  }

  private async moveTo(place: RecordPlace, endOffset: number): Promise<void> {
    const wanted = Math.min(this.window.length, endOffset - place.offset);
    this.windowOffset = place.offset;
    this.filled = 0;
    if (wanted > 0) this.filled = await readFully(this.file, this.window.subarray(0, wanted), place.offset);
    if (this.filled < RECORD_HEADER_BYTES) throw this.corrupt(place);
  }

  /** Bytes of the record whose header is at this place of the window; undefined when it is not the right one. */
  private measure(at: number, sequence: number): number | undefined {
    const { window } = this;
    const bytes = window.readUInt32LE(at + 4) + 8;
    const isRecord =
      readSequence(window, at + 12) === sequence &&
      window.readUInt32LE(at + 8) === this.segment.epoch &&
      bytes >= RECORD_HEADER_BYTES &&
      bytes <= RECORD_BYTES_MAX;
    return isRecord ? bytes : undefined;
  }

  private corrupt({ offset, sequence }: RecordPlace): EventLogCorruptError {
    const place = { segment: this.segment.path, offset, sequence };
    return new EventLogCorruptError(place, 'not the record that was written here');
  }
}
