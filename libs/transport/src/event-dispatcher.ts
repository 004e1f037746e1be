import type { BaseRpcContext, MessageHandler, ReadPacket } from '@nestjs/microservices';
import { StreamConfigurationError } from './errors.js';
import type { DeliveryBatch } from './delivery-batch.js';
import type { EventCodec } from './event-codec.js';
import type { StreamHandlerExtras } from './event-batch.decorator.js';
import { StreamBatchContext, StreamContext, type StreamDelivery } from './stream-contexts.js';
import { ALL_EVENTS, type StreamEvent, type StreamRange } from './stream-event.js';

/** Calls all handlers of a pattern and settles when the last of them has; the server's `handleEvent`. */
export type HandleEvent = (pattern: string, packet: ReadPacket, context: BaseRpcContext) => Promise<unknown>;

/** Brings the events of a range to the handlers, in order, one after the other. Knows nothing about backbones. */
export class EventDispatcher {
  private readonly eventPatterns = new Set<string>();
  private readonly batchPatterns: string[] = [];

  /** @throws StreamConfigurationError when one pattern has both batch and per-event handlers */
  constructor(
    handlers: ReadonlyMap<string, MessageHandler>,
    private readonly codec: EventCodec,
    private readonly handleEvent: HandleEvent,
  ) {
    for (const [pattern, handler] of handlers) {
      if (!handler.isEventHandler) continue;
      if (isBatchPattern(pattern, handler)) this.batchPatterns.push(pattern);
      else this.eventPatterns.add(pattern);
    }
  }

  /** @throws whatever the codec throws for bytes it cannot read */
  decode(range: StreamRange): readonly StreamEvent[] {
    if (range.defect !== undefined) throw new Error(`${range.id}: ${range.defect}`);
    const events = this.codec.decode(range.payload);
    // A producer without sequences cannot know them: its events are placed by the entry they came in.
    if (!range.sequenced) return events.map((event) => ({ ...event, sequence: range.lastSequence }));
    // Entries may be packed differently when they are published again: leave out what was applied before.
    // And part of a range may be handed over by itself.
    const { firstSequence, lastSequence } = range;
    const isWithin = (event: StreamEvent | undefined): boolean =>
      event === undefined || (event.sequence >= firstSequence && event.sequence <= lastSequence);
    return isWithin(events[0]) && isWithin(events.at(-1)) ? events : events.filter(isWithin);
  }

  /** The bytes of one sequence, for a dead letter: cut out of those of its range, or all of them if they cannot be cut. */
  payloadOf(range: StreamRange, events: readonly StreamEvent[] | undefined): Buffer {
    if (events === undefined || !range.sequenced) return range.payload;
    const all = this.codec.decode(range.payload);
    return all.length === events.length ? range.payload : this.codec.encode(events);
  }

  /** Resolves when every handler has succeeded; rejects with the first error, to be called again with the same batch. */
  async dispatch(batch: DeliveryBatch): Promise<void> {
    const { delivery, progress } = batch;
    const events = batch.events ?? batch.ranges.flatMap((range) => this.decode(range));
    if (this.eventPatterns.size > 0) {
      for (; progress.events < events.length; progress.events++) {
        await this.dispatchEvent(events[progress.events]!, delivery);
      }
    }
    for (; progress.batchPatterns < this.batchPatterns.length; progress.batchPatterns++) {
      const pattern = this.batchPatterns[progress.batchPatterns]!;
      const data = pattern === ALL_EVENTS ? events : events.filter((event) => event.pattern === pattern);
      await this.handleEvent(pattern, { pattern, data }, new StreamBatchContext(delivery, data));
    }
  }

  private async dispatchEvent(event: StreamEvent, delivery: StreamDelivery): Promise<void> {
    for (const pattern of [event.pattern, ALL_EVENTS]) {
      if (!this.eventPatterns.has(pattern)) continue;
      const packet = { pattern, data: event.data, metadata: event.metadata };
      await this.handleEvent(pattern, packet, new StreamContext(delivery, event));
    }
  }
}

function isBatchPattern(pattern: string, head: MessageHandler): boolean {
  const kinds = new Set<boolean>();
  // Nest chains the handlers of one pattern and calls the chain by its head, so all of them take the same argument.
  for (let handler: MessageHandler | undefined = head; handler; handler = handler.next) {
    kinds.add((handler.extras as StreamHandlerExtras | undefined)?.batch === true);
  }
  if (kinds.size > 1) {
    throw new StreamConfigurationError(`pattern "${pattern}" has a batch handler and a per-event handler`);
  }
  return kinds.has(true);
}
