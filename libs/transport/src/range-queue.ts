import { GapError } from './errors.js';
import { STREAM_START, type StreamPosition, type StreamRange } from './stream-event.js';

/**
 * Ranges that were read and wait to be handed over. Lets every range through once, in order and without a hole,
 * whatever the backbone repeats after a lost connection, a restart or a publisher that began again.
 */
export class RangeQueue {
  private ranges: StreamRange[] = [];
  private head = 0;
  private appliedPosition: StreamPosition | undefined;
  private seenPosition: StreamPosition | undefined;
  private sequenced = true;

  /** Everything up to here is acknowledged. */
  get applied(): StreamPosition | undefined {
    return this.appliedPosition;
  }

  /** Everything up to here was let in. */
  get seen(): StreamPosition | undefined {
    return this.seenPosition;
  }

  /** False once an entry without sequences was seen. */
  get isSequenced(): boolean {
    return this.sequenced;
  }

  get isEmpty(): boolean {
    return this.head === this.ranges.length;
  }

  /** Begins anew. @param position undefined: the first range that comes is the beginning, wherever it is */
  startAfter(position: StreamPosition | undefined): void {
    this.ranges = [];
    this.head = 0;
    this.appliedPosition = position;
    this.seenPosition = position;
  }

  /**
   * @returns the ranges that were applied before, to be acknowledged without handing them over again, and the hole, if
   *   sequences are missing in front of a range; nothing from there on is let in
   */
  add(
    ranges: readonly StreamRange[],
    stream: string,
  ): { alreadyApplied: StreamRange[]; gap: GapError | undefined } {
    if (this.isEmpty) {
      this.ranges = [];
      this.head = 0;
    }
    const alreadyApplied: StreamRange[] = [];
    for (const range of ranges) {
      this.sequenced = range.sequenced;
      if (!isBehind(range, this.appliedPosition)) alreadyApplied.push(range);
      else if (isBehind(range, this.seenPosition)) {
        const gap = this.admit(range, stream);
        if (gap !== undefined) return { alreadyApplied, gap };
      }
    }
    return { alreadyApplied, gap: undefined };
  }

  peek(): StreamRange | undefined {
    return this.ranges[this.head];
  }

  take(): void {
    this.head += 1;
  }

  markApplied(ranges: readonly StreamRange[]): void {
    const last = ranges.at(-1);
    if (last !== undefined) this.appliedPosition = { epoch: last.epoch, sequence: last.lastSequence };
  }

  private admit(range: StreamRange, stream: string): GapError | undefined {
    const expected = (this.seenPosition ?? STREAM_START).sequence + 1;
    const isChecked = range.sequenced && this.seenPosition !== undefined;
    if (isChecked && range.firstSequence > expected)
      return new GapError(stream, expected, range.firstSequence);
    const overlaps = isChecked && range.firstSequence < expected;
    this.ranges.push(overlaps ? { ...range, firstSequence: expected } : range);
    this.seenPosition = { epoch: range.epoch, sequence: range.lastSequence };
    return undefined;
  }
}

/** Sequences alone place a range; entries without them are placed by their whole id. */
function isBehind(range: StreamRange, position: StreamPosition | undefined): boolean {
  if (position === undefined) return true;
  if (range.sequenced) return range.lastSequence > position.sequence;
  return range.epoch !== position.epoch
    ? range.epoch > position.epoch
    : range.lastSequence > position.sequence;
}
