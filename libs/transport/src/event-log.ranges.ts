import type { EventLogBatch } from './event-log.batch.js';
import type { EventLogReader } from './event-log.reader.js';
import type { StreamRange } from './stream-event.js';

/** The records of a log as ranges of one sequence each. */
export class EventLogRanges {
  /** The batch that is being handed out; its bytes are valid until the reader is asked for the next one. */
  private batch: EventLogBatch | undefined;
  private index = 0;

  constructor(readonly reader: EventLogReader) {}

  /**
   * Makes sure that there is something to take, if the log has more.
   *
   * @returns whether there is
   * @throws what {@link EventLogReader.next} throws
   */
  async fetch(): Promise<boolean> {
    if (this.batch !== undefined) return true;
    this.batch = await this.reader.next();
    this.index = 0;
    return this.batch !== undefined;
  }

  /** Up to so many of the ranges fetched. They are valid until the next call of `fetch`. */
  take(rangesMax: number): StreamRange[] {
    const { batch } = this;
    if (batch === undefined) return [];
    const end = Math.min(batch.count, this.index + rangesMax);
    const ranges: StreamRange[] = [];
    for (; this.index < end; this.index++) ranges.push(rangeOf(batch, this.index));
    if (this.index === batch.count) this.batch = undefined;
    return ranges;
  }

  close(): Promise<void> {
    this.batch = undefined;
    return this.reader.close();
  }
}

function rangeOf(batch: EventLogBatch, index: number): StreamRange {
  const sequence = batch.sequence(index);
  return {
    id: `${batch.epoch}-${sequence}`,
    epoch: batch.epoch,
    firstSequence: sequence,
    lastSequence: sequence,
    payload: batch.payload(index),
    previousDeliveryCount: 0,
    sequenced: true,
  };
}
