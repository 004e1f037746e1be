import { GapError } from './errors.js';
import type { EventCodec } from './event-codec.js';
import type { StreamEvent, StreamPosition, StreamRange } from './stream-event.js';
import type { TailSource } from './tail-source.js';

/** Everything that the commands `firstSequence` to `lastSequence`, both included, made happen. */
export interface TailBatch<Event extends StreamEvent = StreamEvent> {
  readonly epoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** May be none: the sequences have passed nevertheless. */
  readonly events: readonly Event[];
}

/**
 * All events of a stream from a place on, as soon as they are durable: in order, each once, without a hole. Whoever reads
 * them so is no member of a group: nothing waits for it and nothing is kept for it.
 */
export class EventTail<Event extends StreamEvent = StreamEvent> {
  readonly #source: TailSource;
  readonly #codec: EventCodec;

  /** @param codec decodes to nothing but `Event`s */
  constructor(source: TailSource, codec: EventCodec) {
    this.#source = source;
    this.#codec = codec;
  }

  get stream(): string {
    return this.#source.stream;
  }

  /**
   * What comes behind a place; ends when the signal is aborted. What is behind it may be read again from the same place, by
   * calling again, as long as the stream has it.
   *
   * @param after everything up to its sequence is known already
   * @param onOpen called once the stream was found to reach the place
   * @throws GapError the next sequence is not there any more: it was trimmed, removed or lost
   * @throws PositionAheadError the stream ends before the place: it fell back, was emptied, or is another one
   * @throws StreamRewrittenError what the stream holds at the place was written after it was read
   * @throws StreamError or that of the codec, when the bytes cannot be read
   */
  async *follow(
    after: StreamPosition,
    signal: AbortSignal,
    onOpen: () => void = () => undefined,
  ): AsyncGenerator<TailBatch<Event>, void> {
    let { sequence } = after;
    try {
      await this.#source.open(after);
      onOpen();
      while (!signal.aborted) {
        const batch = new TailedRanges<Event>(this.stream, sequence);
        // What stands in front of a fault is shown before it is told.
        const fault = batch.add(await this.#source.read(signal), this.#codec);
        if (batch.lastSequence > sequence) yield batch;
        if (fault !== undefined) throw fault.error;
        sequence = batch.lastSequence;
      }
    } finally {
      await this.#source.close();
    }
  }
}

/** Ranges as they are read, without what was known before. */
class TailedRanges<Event extends StreamEvent> implements TailBatch<Event> {
  readonly firstSequence: number;
  lastSequence: number;
  epoch = 0;
  readonly events: Event[] = [];

  constructor(
    private readonly stream: string,
    known: number,
  ) {
    this.firstSequence = known + 1;
    this.lastSequence = known;
  }

  /** @returns what is wrong with the first range that cannot be added */
  add(ranges: readonly StreamRange[], codec: EventCodec): { readonly error: unknown } | undefined {
    try {
      for (const range of ranges) this.#addOne(range, codec);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  #addOne(range: StreamRange, codec: EventCodec): void {
    const known = this.lastSequence;
    // A publisher that has started anew may have published again what was there.
    if (range.lastSequence <= known) return;
    if (range.firstSequence > known + 1) throw new GapError(this.stream, known + 1, range.firstSequence);
    if (range.defect !== undefined) throw new TypeError(`${this.stream}, ${range.id}: ${range.defect}`);
    const events = codec.decode(range.payload).filter(({ sequence }) => sequence > known);
    for (const event of events) this.events.push(event as Event);
    this.lastSequence = range.lastSequence;
    this.epoch = range.epoch;
  }
}
