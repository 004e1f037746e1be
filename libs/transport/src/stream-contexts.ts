import { BaseRpcContext } from '@nestjs/microservices';
import type { StreamEvent, StreamPosition } from './stream-event.js';

/** What a delivery knows about itself, beside its events. */
export interface StreamDelivery {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  readonly shard: number;
  /** Epoch of the last range of the delivery. */
  readonly epoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** 1 the first time, one more with each further attempt. */
  readonly deliveryCount: number;
  /** A dead letter stands for the events: there are none in this delivery, only the position is to move. */
  readonly isDead?: boolean;
}

abstract class DeliveryContext<Item> extends BaseRpcContext<[StreamDelivery, Item]> {
  constructor(
    protected readonly delivery: StreamDelivery,
    item: Item,
  ) {
    super([delivery, item]);
  }

  /** Key of the Redis stream, or the name given to the event log. */
  getStream(): string {
    return this.delivery.stream;
  }

  getGroup(): string {
    return this.delivery.group;
  }

  getConsumer(): string {
    return this.delivery.consumer;
  }

  getShard(): number {
    return this.delivery.shard;
  }

  /** How often this was handed to a handler, this time included. More than 1 means that an attempt may have failed half-way. */
  getDeliveryCount(): number {
    return this.delivery.deliveryCount;
  }

  getEpoch(): number {
    return this.delivery.epoch;
  }
}

/** `@Ctx()` of a per-event handler. */
export class StreamContext extends DeliveryContext<StreamEvent> {
  private get event(): StreamEvent {
    return this.getArgByIndex(1);
  }

  getPattern(): string {
    return this.event.pattern;
  }

  getSequence(): number {
    return this.event.sequence;
  }

  /** Place of the event among those of its sequence, from 0. */
  getIndex(): number {
    return this.event.index;
  }

  /** When the event happened, in milliseconds since 1970. */
  getTimeMs(): number {
    return this.event.timeMs;
  }

  /** Out-of-band strings that travelled with the event; the same as in Nest's own contexts. */
  getMetadata(): Readonly<Record<string, string>> | undefined {
    return this.event.metadata;
  }
}

/** `@Ctx()` of a batch handler: the range that its events came from. */
export class StreamBatchContext extends DeliveryContext<readonly StreamEvent[]> {
  getFirstSequence(): number {
    return this.delivery.firstSequence;
  }

  getLastSequence(): number {
    return this.delivery.lastSequence;
  }

  /**
   * Whether a dead letter stands for the events of this range: the batch is empty, and a handler that keeps a position moves
   * it past the range, and may note that the effects are missing.
   */
  isDead(): boolean {
    return this.delivery.isDead === true;
  }

  /** Where the consumer stands once this batch is applied: what a handler stores as its checkpoint. */
  getPosition(): StreamPosition {
    return { epoch: this.delivery.epoch, sequence: this.delivery.lastSequence };
  }

  /** A batch has no metadata of its own (each event has); part of Nest's context contract. */
  getMetadata(): undefined {
    return undefined;
  }
}

/** `@Ctx()` of a request handler (`@MessagePattern`). */
export class StreamRequestContext extends BaseRpcContext<
  [{ readonly stream: string; readonly id: string; readonly metadata?: Readonly<Record<string, string>> }]
> {
  /** Key of the stream the request came from. */
  getStream(): string {
    return this.getArgByIndex(0).stream;
  }

  /** Redis' own id of the request's entry. */
  getId(): string {
    return this.getArgByIndex(0).id;
  }

  getMetadata(): Readonly<Record<string, string>> | undefined {
    return this.getArgByIndex(0).metadata;
  }
}
