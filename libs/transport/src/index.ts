export * from './errors.js';
export * from './stream-event.js';
export * from './event-codec.js';
export {
  StreamBatchContext,
  StreamContext,
  type StreamDelivery,
  StreamRequestContext,
} from './stream-contexts.js';
export * from './event-batch.decorator.js';
export * from './stream-exception.filter.js';
export * from './failure-policy.js';
export * from './dead-letters.js';
export { FileDeadLetters, type FileDeadLettersOptions } from './event-log.dead-letters.js';
export {
  deadLetterStreamKey,
  RedisDeadLetters,
  type RedisDeadLettersOptions,
} from './redis-streams.dead-letters.js';
export { SYSTEM_TIMERS, type Timers } from './timers.js';
export { EventLogBatch, type EventLogRecord } from './event-log.batch.js';
export type { DurabilityListener } from './event-log.durable-waiters.js';
export { ensureDirectory, readFully, readWhole, writeFully } from './event-log.file.js';
export { type LogPosition, PositionFile } from './event-log.position-file.js';
export * from './log-storage.js';
export {
  EventLogReader,
  type EventLogReaderOptions,
  FOLLOW_INTERVAL_MS_DEFAULT,
} from './event-log.reader.js';
export { type FollowerPosition, followerPositions } from './event-log.followers.js';
export { EventTail, type TailBatch } from './event-tail.js';
export type { TailSource } from './tail-source.js';
export { type EventLogTailOptions, EventLogTailSource } from './event-log.tail-source.js';
export { RedisTailSource, type RedisTailOptions } from './redis-streams.tail-source.js';
export { EventLogLookup, type EventLogLookupOptions } from './event-log.lookup.js';
export { type LogVerification, verifyLog } from './event-log.verify.js';
export { type EventLogAppend, EventLogWriter } from './event-log.writer.js';
export {
  type DurabilityPolicy,
  type EventLogWriterOptions,
  PENDING_BYTES_MAX_DEFAULT,
  SEGMENT_BYTES_DEFAULT,
  SEGMENT_BYTES_MIN,
} from './event-log.writer-options.js';
export { EventLogClient, type EventLogClientOptions } from './event-log.client.js';
export {
  EVENT_LOG,
  EventLogServer,
  type EventLogServerOptions,
  type FollowedLog,
} from './event-log.server.js';
export {
  DRAIN_TIMEOUT_MS_DEFAULT,
  LINGER_MS_DEFAULT,
  MAX_EVENTS_PER_BATCH_DEFAULT,
  StreamServer,
  type StreamServerEvents,
  type StreamServerOptions,
} from './stream-server.js';
export {
  STREAM_SERVER_STATUSES,
  type StreamGap,
  type StreamServerStatus,
  type StreamState,
} from './stream-state.js';
export { CONNECT_TIMEOUT_MS_DEFAULT, type RedisTarget } from './redis-connection.js';
export {
  CLIENT_TIMEOUT_MS_DEFAULT,
  ENTRIES_MAX_DEFAULT,
  RedisStreamsClient,
  type RedisStreamsClientOptions,
} from './redis-streams.client.js';
export {
  BLOCK_MS_DEFAULT,
  REDIS_STREAMS,
  RedisStreamsServer,
  type RedisStreamsServerOptions,
  SILENCE_MS_DEFAULT,
} from './redis-streams.server.js';
export type { RefillLog } from './redis-streams.refill.js';
export type { GroupState } from './redis-streams.groups.js';
export type { TrimReport, TrimRule } from './redis-streams.trim.js';
export {
  type EntryToWrite,
  RedisStreamsWriter,
  type RedisStreamsWriterOptions,
  WRITE_TIMEOUT_MS_DEFAULT,
  type WriteResult,
} from './redis-streams.writer.js';
export {
  createStreamServer,
  StreamsModule,
  type StreamsModuleAsyncOptions,
  type StreamsModuleOptions,
} from './streams.module.js';
