import type { StreamDelivery } from './stream-contexts.js';
import type { StreamEvent, StreamRange } from './stream-event.js';

/** Ranges that are handed over, retried and acknowledged together. */
export interface DeliveryBatch {
  readonly ranges: readonly StreamRange[];
  readonly delivery: StreamDelivery;
  /** Decoded when the batch was formed, unless that failed: then decoding is part of each attempt. */
  readonly events: readonly StreamEvent[] | undefined;
  /** Events and batch handlers that succeeded in earlier attempts and are not called again by this process. */
  progress: { events: number; batchPatterns: number };
}

/** Who a delivery is for. */
export type Recipient = Pick<StreamDelivery, 'stream' | 'shard' | 'group' | 'consumer'>;

export function batchOf(
  ranges: readonly StreamRange[],
  events: DeliveryBatch['events'],
  recipient: Recipient,
): DeliveryBatch {
  const first = ranges[0]!;
  const last = ranges.at(-1) ?? first;
  const delivery: StreamDelivery = {
    stream: recipient.stream,
    shard: recipient.shard,
    group: recipient.group,
    consumer: recipient.consumer,
    epoch: last.epoch,
    firstSequence: first.firstSequence,
    lastSequence: last.lastSequence,
    deliveryCount: first.previousDeliveryCount + 1,
  };
  return { ranges, events, delivery, progress: { events: 0, batchPatterns: 0 } };
}

/** Whether the batch holds more than one sequence, and they can be told apart. */
export function isDivisible({ ranges, events }: DeliveryBatch): boolean {
  const [first] = ranges;
  if (ranges.length > 1) return true;
  return events !== undefined && first !== undefined && first.firstSequence < first.lastSequence;
}

/**
 * Cuts a divisible batch in two, in order: between its ranges, or between the sequences of its only range.
 *
 * @param decode gives the events of a range, or of a part of one
 */
export function halvesOf(
  batch: DeliveryBatch,
  decode: (range: StreamRange) => readonly StreamEvent[],
): readonly [front: DeliveryBatch, back: DeliveryBatch] {
  const [front, back] = batch.ranges.length > 1 ? cutBetween(batch.ranges) : cutWithin(batch.ranges[0]!);
  const handled = batch.progress.events;
  const { batchPatterns } = batch.progress;
  const frontEvents = front.flatMap(decode);
  const backEvents = back.flatMap(decode);
  const atFront = Math.min(handled, frontEvents.length);
  return [
    { ...batchOf(front, frontEvents, batch.delivery), progress: { events: atFront, batchPatterns } },
    { ...batchOf(back, backEvents, batch.delivery), progress: { events: handled - atFront, batchPatterns } },
  ];
}

function cutBetween(ranges: readonly StreamRange[]): [StreamRange[], StreamRange[]] {
  const middle = ranges.length >> 1;
  return [ranges.slice(0, middle), ranges.slice(middle)];
}

function cutWithin(range: StreamRange): [StreamRange[], StreamRange[]] {
  const { firstSequence, lastSequence } = range;
  const middle = firstSequence + Math.floor((lastSequence - firstSequence) / 2);
  return [[{ ...range, lastSequence: middle, continues: true }], [{ ...range, firstSequence: middle + 1 }]];
}
