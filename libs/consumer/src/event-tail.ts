import { ExchangeEventCodec, eventStreamKey, type SequencedExchangeEvent } from '@backlay/contracts';
import { EventLogTailSource, EventTail, RedisTailSource, type TailSource } from '@backlay/transport';
import type { ConsumerSettings } from './consumer-settings.js';

/** The events of the shard as they become durable, for whoever only looks: it holds nothing up and commits nothing. */
export type ExchangeEventTail = EventTail<SequencedExchangeEvent>;

/** A tail of the events, from the backbone that the settings name. */
export function createEventTail({
  source,
  shard,
}: Pick<ConsumerSettings, 'source' | 'shard'>): ExchangeEventTail {
  const stream = eventStreamKey(shard);
  const tailed: TailSource =
    source.backbone === 'log'
      ? new EventLogTailSource({ stream, directory: source.directory })
      : new RedisTailSource({ redis: source.url, stream });
  return new EventTail(tailed, new ExchangeEventCodec(shard));
}
