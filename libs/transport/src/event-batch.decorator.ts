import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern, type Transport } from '@nestjs/microservices';
import { ALL_EVENTS } from './stream-event.js';
import { StreamExceptionFilter } from './stream-exception.filter.js';

/** Options of a handler, given as `extras` of `@EventPattern`. */
export interface StreamHandlerExtras {
  /** True: the handler is called once per range with all its events instead of once per event. */
  readonly batch?: boolean;
}

/**
 * Marks a method as a batch handler: `(events: readonly StreamEvent[], context: StreamBatchContext)`, called for every
 * range in order, also for one without events, so that a checkpoint can follow the stream.
 *
 * Short for `@EventPattern<string>('*', transport, { batch: true })` with the filter that lets the original error, not
 * Nest's "Internal server error", reach the consumer's state and log.
 *
 * @param transport bind only to this strategy (`EVENT_LOG`, `REDIS_STREAMS`); by default to whichever is connected
 */
export function EventBatch(transport?: Transport | symbol): MethodDecorator {
  const extras: StreamHandlerExtras = { batch: true };
  const pattern =
    transport === undefined
      ? EventPattern(ALL_EVENTS, { ...extras })
      : EventPattern(ALL_EVENTS, transport, { ...extras });
  // The overload for typed event maps wins although there is none here; what it returns is an ordinary decorator.
  return applyDecorators(pattern as MethodDecorator, UseFilters(StreamExceptionFilter));
}
