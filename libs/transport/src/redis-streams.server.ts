import { type IncomingRequest, type MessageHandler, type WritePacket } from '@nestjs/microservices';
import type { DeadLetters } from './dead-letters.js';
import { StreamConfigurationError } from './errors.js';
import { CONNECT_TIMEOUT_MS_DEFAULT, type RedisTarget } from './redis-connection.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { shardOfKey } from './redis-streams.entry.js';
import { RedisDeadLetters } from './redis-streams.dead-letters.js';
import { RedisRangeSource } from './redis-streams.range-source.js';
import type { RefillLog } from './redis-streams.refill.js';
import { RedisRequestServer } from './redis-streams.requests.js';
import type { StreamRequestContext } from './stream-contexts.js';
import { StreamServer, type StreamServerOptions } from './stream-server.js';

/** `transportId` of the Redis Streams strategy: `@EventPattern('x', REDIS_STREAMS)` binds to it only. */
export const REDIS_STREAMS = Symbol('REDIS_STREAMS');

export const BLOCK_MS_DEFAULT = 500;
export const SILENCE_MS_DEFAULT = 10_000;
const NO_MESSAGE_HANDLER = 'There is no matching message handler defined in the remote service.';

export interface RedisStreamsServerOptions extends StreamServerOptions {
  readonly redis: RedisTarget;
  /** Keys of the streams. Each is read over a connection of its own, in its own order. */
  readonly streams: readonly string[];
  /** Default: the number at the end of the key, otherwise 0. */
  readonly shardOf?: (stream: string) => number;
  /** How long one read waits in Redis for something to come, in ms; also how long `close()` may wait for it. Default 500. */
  readonly blockMs?: number;
  /** How long `listen()` waits for Redis, in ms. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** How much longer than `blockMs` a connection may answer nothing before it is given up for a new one, in ms. Default 10,000. */
  readonly silenceMs?: number;
  /**
   * The event log on this machine that the streams are published from: sequences that a stream lacks are read there, if it
   * holds the same bytes as the stream beside the hole. Any other log is refused by name (RefillRefusedError).
   */
  readonly refillFrom?: RefillLog;
}

/**
 * Feeds Nest handlers from Redis Streams through a consumer group, and answers requests (`@MessagePattern`).
 *
 * One active consumer per group and stream: sequenced entries must arrive without a gap, so two members of a group that
 * share a sequenced stream stop each other with a GapError. Needs Redis 6.2 or later.
 */
export class RedisStreamsServer extends StreamServer {
  override readonly transportId: symbol = REDIS_STREAMS;
  private sourcesOfStreams: RedisRangeSource[] = [];
  private requestServers: RedisRequestServer[] = [];

  constructor(private readonly options: RedisStreamsServerOptions) {
    super(options);
    if (options.streams.length === 0)
      throw new StreamConfigurationError('a RedisStreamsServer needs at least one stream');
  }

  /** ioredis' connections: one per stream in the order of `streams`, then those for requests. @throws Error before `listen()` */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is Nest's
  override unwrap<T>(): T {
    if (this.sourcesOfStreams.length === 0)
      throw new Error('call listen() before unwrap(): there is no connection yet');
    const forRequests = this.requestServers.flatMap(({ connections }) => connections);
    return [...this.sourcesOfStreams.map(({ connection }) => connection), ...forRequests] as T;
  }

  protected override createSources(listenerOf: (stream: string) => RangeSourceListener): RangeSource[] {
    const { redis, streams, shardOf = shardOfKey, timers, refillFrom } = this.options;
    const { silenceMs = SILENCE_MS_DEFAULT } = this.options;
    this.sourcesOfStreams = streams.map(
      (stream) =>
        new RedisRangeSource(
          { redis, stream, shard: shardOf(stream), timers, silenceMs, refillFrom, ...this.sourceOptions() },
          listenerOf(stream),
        ),
    );
    return this.sourcesOfStreams;
  }

  protected override createDeadLetters(stream: string): DeadLetters {
    const { redis, timers } = this.options;
    return new RedisDeadLetters({ redis, stream, group: this.consumerOptions.group, timers });
  }

  protected override async startRequests(handlers: ReadonlyMap<string, MessageHandler>): Promise<void> {
    if (handlers.size === 0) return;
    const { redis, streams } = this.options;
    const { logger, serializer, deserializer } = this;
    const shared = { redis, logger, serializer, deserializer, handle: this.serveRequest.bind(this) };
    this.requestServers = streams.map(
      (stream) => new RedisRequestServer({ stream, ...shared, ...this.sourceOptions() }),
    );
    await Promise.all(this.requestServers.map((server) => server.start()));
  }

  protected override async stopRequests(): Promise<void> {
    await Promise.all(this.requestServers.map((server) => server.stop()));
  }

  override async close(): Promise<void> {
    await super.close();
    // Also those that did not stop in time.
    for (const server of this.requestServers) server.disconnect();
    this.requestServers = [];
    this.sourcesOfStreams = [];
  }

  private serveRequest(
    request: IncomingRequest,
    context: StreamRequestContext,
    respond: (reply: WritePacket) => Promise<void>,
  ): void {
    const handler = this.getHandlerByPattern(this.getPatternAsString(request.pattern));
    if (handler === null || handler.isEventHandler === true) {
      void respond({ status: 'error', err: NO_MESSAGE_HANDLER, isDisposed: true });
      return;
    }
    const produce = async () => this.transformToObservable(await handler(request.data, context));
    this.handleRequest(context, produce, respond);
  }

  private sourceOptions() {
    const { group, consumer } = this.consumerOptions;
    const { blockMs = BLOCK_MS_DEFAULT, connectTimeoutMs = CONNECT_TIMEOUT_MS_DEFAULT } = this.options;
    return { group, consumer, blockMs, connectTimeoutMs };
  }
}
