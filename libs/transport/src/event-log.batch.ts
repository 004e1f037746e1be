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
  readonly firstSequence: number;
  /** What the records lie in, for those who decode millions of them and would rather not make a view of each. */
  readonly bytes: Buffer;
  /** Offsets of the records in `bytes`; entry `count` is the end of the last one. For those who copy a whole batch. */
  readonly starts: Int32Array;

  constructor(
    readonly epoch: number,
    readonly count: number,
    parts: { readonly bytes: Buffer; readonly starts: Int32Array },
  ) {
    this.bytes = parts.bytes;
    this.starts = parts.starts;
    this.firstSequence = recordSequence(parts.bytes, parts.starts[0]!);
  }

  get lastSequence(): number {
    return this.firstSequence + this.count - 1;
  }

  /** Of all the records, their headers included. */
  get byteLength(): number {
    return this.starts[this.count]! - this.starts[0]!;
  }

  /** @param index 0 to count - 1 */
  sequence(index: number): number {
    return this.firstSequence + index;
  }

  payload(index: number): Buffer {
    return this.bytes.subarray(this.payloadStart(index), this.journalStart(index));
  }

  journal(index: number): Buffer {
    return this.bytes.subarray(this.journalStart(index), this.journalEnd(index));
  }

  /** Offset in `bytes` of the record's payload, which ends where its journal starts. */
  payloadStart(index: number): number {
    return this.starts[index]! + RECORD_HEADER_BYTES;
  }

  journalStart(index: number): number {
    return recordPayloadEnd(this.bytes, this.starts[index]!);
  }

  journalEnd(index: number): number {
    return this.starts[index + 1]!;
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
