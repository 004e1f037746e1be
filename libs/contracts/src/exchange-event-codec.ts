import { EventFormatError, EventGroupEncoder, decodeEventGroups } from './codec.js';
import type { ExchangeEvent, ExchangeEventType } from './events.js';

/** One event with its place in the shard's total order, in the form in which stream transports hand events to handlers. */
export interface SequencedEvent<Data = unknown> {
  /** The event's type name; what an `@EventPattern` is compared with. */
  readonly pattern: string;
  readonly data: Data;
  readonly sequence: number;
  /** Place among the events of one sequence, from 0. */
  readonly index: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** An {@link ExchangeEvent} as a handler receives it. */
export interface SequencedExchangeEvent extends SequencedEvent<ExchangeEvent> {
  readonly pattern: ExchangeEventType;
}

/**
 * Event groups of one shard as a flat list of events, and back. A command without events leaves no trace in the list:
 * that its sequence passed is said by the range that the transport delivers.
 */
export class ExchangeEventCodec {
  readonly #shard: number;
  readonly #encoder = new EventGroupEncoder();

  constructor(shard: number) {
    this.#shard = shard;
  }

  /** @throws EventFormatError when the bytes are no event groups, or are those of another shard */
  decode(payload: Buffer): SequencedExchangeEvent[] {
    const decoded: SequencedExchangeEvent[] = [];
    for (const { shard, sequence, timeMs, events } of decodeEventGroups(payload)) {
      if (shard !== this.#shard) {
        throw new EventFormatError(`sequence ${sequence} is of shard ${shard}, expected is ${this.#shard}`);
      }
      for (const [index, data] of events.entries()) {
        decoded.push({ pattern: data.type, data, sequence, index, timeMs });
      }
    }
    return decoded;
  }

  /** Encodes events that stand in the order of (sequence, index), whole sequences only. */
  encode(events: readonly SequencedEvent[]): Buffer {
    const groups: Buffer[] = [];
    for (let start = 0; start < events.length;) {
      const first = events[start] as SequencedEvent;
      let end = start + 1;
      while (events[end]?.sequence === first.sequence) end += 1;
      const group = { shard: this.#shard, sequence: first.sequence, timeMs: first.timeMs };
      const facts = events.slice(start, end).map(({ data }) => data as ExchangeEvent);
      groups.push(Buffer.from(this.#encoder.encode({ ...group, events: facts })));
      start = end;
    }
    return Buffer.concat(groups);
  }
}
