import { ExchangeEventCodec, eventStreamKey } from '@backlay/contracts';
import {
  EventLogServer,
  RedisStreamsServer,
  type DeadLetters,
  type StreamServer,
  type StreamServerOptions,
} from '@backlay/transport';
import type { ConsumerLease } from './consumer-lease.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { ConsumerFailurePolicy } from './failure-policy.js';

/** How long the batch in hand may take at a stop; the rest of the ten seconds is for everything after it. */
const DRAIN_TIMEOUT_MS = 8_000;

/** The strategy that feeds the consumer, from the backbone that the settings name. With the lease, resumes at the checkpoint. */
export function createEventServer(
  settings: ConsumerSettings,
  { lease, deadLetters }: { readonly lease: ConsumerLease; readonly deadLetters: DeadLetters },
): StreamServer {
  const { source, shard, group, consumer, maxEventsPerBatch } = settings;
  const stream = eventStreamKey(shard);
  const options: StreamServerOptions = {
    group,
    consumer,
    codec: new ExchangeEventCodec(shard),
    resumeAfter: (_stream, signal) => lease.take(signal),
    maxEventsPerBatch,
    deadLetters: () => deadLetters,
    failurePolicy: new ConsumerFailurePolicy(settings),
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
  };
  if (source.backbone === 'log') {
    return new EventLogServer({ ...options, logs: [{ stream, directory: source.directory }] });
  }
  return new RedisStreamsServer({
    ...options,
    redis: source.url,
    streams: [stream],
    shardOf: () => shard,
    refillFrom: { directory: source.directory },
  });
}
