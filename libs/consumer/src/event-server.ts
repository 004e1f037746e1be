import { ExchangeEventCodec, eventStreamKey } from '@backlay/contracts';
import { SequenceGapError, type ConsumerLedger } from '@backlay/persistence';
import {
  EventLogServer,
  RedisStreamsServer,
  RetryForever,
  type FailurePolicy,
  type StreamServer,
  type StreamServerOptions,
} from '@backlay/transport';
import type { ConsumerSettings } from './consumer-settings.js';

/** How long the batch in hand may take at a stop; the rest of the ten seconds is for everything after it. */
const DRAIN_TIMEOUT_MS = 8_000;

const RETRY = new RetryForever();
/** Whatever may pass is tried again for ever; missing events do not come by waiting. */
const FAILURE_POLICY: FailurePolicy = {
  decide: (failure) =>
    failure.error instanceof SequenceGapError ? { action: 'halt' } : RETRY.decide(failure),
};

/** The strategy that feeds the consumer, from the backbone that the settings name. Resumes at the checkpoint. */
export function createEventServer(settings: ConsumerSettings, ledger: ConsumerLedger): StreamServer {
  const { source, shard, group, consumer, maxEventsPerBatch } = settings;
  const stream = eventStreamKey(shard);
  const options: StreamServerOptions = {
    group,
    consumer,
    codec: new ExchangeEventCodec(shard),
    resumeAfter: () => ledger.position(),
    maxEventsPerBatch,
    failurePolicy: FAILURE_POLICY,
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
  };
  if (source.backbone === 'log') {
    return new EventLogServer({ ...options, logs: [{ stream, directory: source.directory }] });
  }
  return new RedisStreamsServer({ ...options, redis: source.url, streams: [stream], shardOf: () => shard });
}
