import type { StreamEvent } from './stream-event.js';

/**
 * How events become the bytes of a range and back.
 *
 * Implementations must be closed under concatenation: decoding `encode(a)` followed by `encode(b)` gives the events of
 * `a`, then those of `b`. Publishers rely on it to pack many records into one entry without decoding them.
 * An empty buffer holds no events.
 */
export interface EventCodec {
  /** @throws Error when the bytes are not what `encode` makes; the consumer then treats the range as failed. */
  decode(payload: Buffer): readonly StreamEvent[];
  encode(events: readonly StreamEvent[]): Buffer;
}

const LINE_FEED = 0x0a;

/** The default codec: one event per line of JSON (http://ndjson.org), readable with any tool. */
export class JsonEventCodec implements EventCodec {
  encode(events: readonly StreamEvent[]): Buffer {
    let text = '';
    for (const event of events) text += `${JSON.stringify(event)}\n`;
    return Buffer.from(text);
  }

  decode(payload: Buffer): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    let start = 0;
    while (start < payload.length) {
      const end = payload.indexOf(LINE_FEED, start);
      if (end === -1) throw new SyntaxError(`event at byte ${start} of the payload has no end of line`);
      events.push(toStreamEvent(JSON.parse(payload.toString('utf8', start, end)), start));
      start = end + 1;
    }
    return events;
  }
}

function toStreamEvent(value: unknown, offset: number): StreamEvent {
  if (typeof value !== 'object' || value === null)
    throw new SyntaxError(`no event at byte ${offset} of the payload`);
  const { pattern, sequence, index, timeMs } = value as Partial<Record<keyof StreamEvent, unknown>>;
  const isEvent =
    typeof pattern === 'string' &&
    Number.isSafeInteger(sequence) &&
    Number.isSafeInteger(index) &&
    typeof timeMs === 'number';
  if (!isEvent) throw new SyntaxError(`no event at byte ${offset} of the payload`);
  return value as StreamEvent;
}
