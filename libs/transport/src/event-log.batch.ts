import { RECORD_HEADER_BYTES, recordPayloadEnd, recordSequence } from './event-log.format.js';

/** One record of a log. */
export interface EventLogRecord {
  readonly epoch: number;
  readonly sequence: number;
  readonly payload: Buffer;
  readonly journal: Buffer;
}

/**
 * Consecutive records of one epoch, in place: nothing is copied, and a record's bytes are looked up when asked for.
 * All buffers it hands out are views that the NEXT batch of the same reader overwrites. Copy what must live longer.
 */
export class EventLogBatch implements Iterable<EventLogRecord> {
  /** @param starts offsets of the records in `bytes`; entry `count` is the end of the last one */
  constructor(
    readonly epoch: number,
    readonly count: number,
    private readonly view: { readonly bytes: Buffer; readonly starts: Int32Array },
  ) {}

  get firstSequence(): number {
    return recordSequence(this.view.bytes, this.view.starts[0]!);
  }

  get lastSequence(): number {
    return this.firstSequence + this.count - 1;
  }

  /** @param index 0 to count - 1 */
  sequence(index: number): number {
    return this.firstSequence + index;
  }

  payload(index: number): Buffer {
    const { bytes, starts } = this.view;
    const start = starts[index]!;
    return bytes.subarray(start + RECORD_HEADER_BYTES, recordPayloadEnd(bytes, start));
  }

  journal(index: number): Buffer {
    const { bytes, starts } = this.view;
    return bytes.subarray(recordPayloadEnd(bytes, starts[index]!), starts[index + 1]);
  }

  *[Symbol.iterator](): Generator<EventLogRecord> {
    for (let index = 0; index < this.count; index++) {
      yield {
        epoch: this.epoch,
        sequence: this.sequence(index),
        payload: this.payload(index),
        journal: this.journal(index),
      };
    }
  }
}
