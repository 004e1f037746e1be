import { ExchangeEventCodec, type SequencedExchangeEvent } from '@backlay/contracts';
import { EventLogReader, GapError, type EventLogBatch } from '@backlay/transport';
import { RebuildError } from './rebuild-error.js';

/** Contiguous sequences with all their events. */
export interface LogRange {
  readonly epoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly events: readonly SequencedExchangeEvent[];
}

/** The events of a whole log from its first sequence on, in ranges of any size wanted. */
export class LogEvents {
  readonly #reader: EventLogReader;
  readonly #codec: ExchangeEventCodec;
  readonly #directory: string;
  #buffered: LogRange | undefined;

  private constructor(reader: EventLogReader, directory: string, shard: number) {
    this.#reader = reader;
    this.#directory = directory;
    this.#codec = new ExchangeEventCodec(shard);
  }

  static async open(directory: string, shard: number): Promise<LogEvents> {
    return new LogEvents(await EventLogReader.open({ directory }), directory, shard);
  }

  /**
   * The last sequence that may be read now.
   * @throws RebuildError when there is no log
   */
  lastSequence(): number {
    const position = this.#reader.durablePosition();
    if (position === undefined) throw new RebuildError(`There is no event log in ${this.#directory}.`);
    return position.sequence;
  }

  /**
   * The next events, up to and including a sequence; undefined when there is nothing left up to it. A range ends early
   * when it has `eventsMax` events; a sequence is never divided.
   * @throws RebuildError when the log does not begin at sequence 1
   */
  async next(upToSequence: number, eventsMax: number): Promise<LogRange | undefined> {
    let range: LogRange | undefined;
    while (range === undefined || range.events.length < eventsMax) {
      this.#buffered ??= await this.#read();
      if (this.#buffered === undefined || this.#buffered.firstSequence > upToSequence) break;
      // The epoch says under which start of the engine a checkpoint was reached: one for a whole range.
      if (range !== undefined && this.#buffered.epoch !== range.epoch) break;
      const [taken, rest] = divide(this.#buffered, upToSequence);
      this.#buffered = rest;
      range = range === undefined ? taken : joined(range, taken);
    }
    return range;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #read(): Promise<LogRange | undefined> {
    const batch = await this.#nextBatch();
    if (batch === undefined) return undefined;
    const events: SequencedExchangeEvent[] = [];
    // The bytes belong to the reader until its next batch; what is decoded from them is ours.
    for (let index = 0; index < batch.count; index++) {
      for (const event of this.#codec.decode(batch.payload(index))) events.push(event);
    }
    const { epoch, firstSequence, lastSequence } = batch;
    return { epoch, firstSequence, lastSequence, events };
  }

  async #nextBatch(): Promise<EventLogBatch | undefined> {
    try {
      return await this.#reader.next();
    } catch (error) {
      if (!(error instanceof GapError) || this.#reader.lastSequence > 0) throw error;
      throw new RebuildError(
        `The event log in ${this.#directory} does not begin at sequence 1: older segments were removed. ` +
          'Everything can only be rebuilt from a whole log; restore the missing segments from a backup.',
        { cause: error },
      );
    }
  }
}

function divide(range: LogRange, upToSequence: number): [LogRange, LogRange | undefined] {
  if (range.lastSequence <= upToSequence) return [range, undefined];
  const firstBehind = range.events.findIndex(({ sequence }) => sequence > upToSequence);
  const count = firstBehind === -1 ? range.events.length : firstBehind;
  return [
    { ...range, lastSequence: upToSequence, events: range.events.slice(0, count) },
    { ...range, firstSequence: upToSequence + 1, events: range.events.slice(count) },
  ];
}

function joined(first: LogRange, second: LogRange): LogRange {
  const events = [...first.events, ...second.events];
  return { ...first, lastSequence: second.lastSequence, events };
}
