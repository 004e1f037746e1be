import {
  EventGroupEncoder,
  ExchangeEventCodec,
  type EventGroup,
  type SequencedExchangeEvent,
} from '@backlay/contracts';
import { StreamBatchContext } from '@backlay/transport';

/** What a batch handler is called with. */
export type Delivery = readonly [events: readonly SequencedExchangeEvent[], context: StreamBatchContext];

const encoder = new EventGroupEncoder();

/** A delivery of contiguous groups as a transport makes it, for specs that call a handler directly. */
export function deliver(groups: readonly EventGroup[], epoch = 1): Delivery {
  const payload = Buffer.concat(groups.map((group) => Buffer.from(encoder.encode(group))));
  const events = new ExchangeEventCodec(groups[0]?.shard ?? 0).decode(payload);
  const names = { stream: 'spec', group: 'spec', consumer: 'spec-1', shard: 0, epoch, deliveryCount: 1 };
  const range = { firstSequence: groups[0]?.sequence ?? 0, lastSequence: groups.at(-1)?.sequence ?? 0 };
  return [events, new StreamBatchContext({ ...names, ...range }, events)];
}
