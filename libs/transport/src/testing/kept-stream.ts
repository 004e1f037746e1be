/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  EventBatch,
  EventLogWriter,
  JsonEventCodec,
  RedisStreamsServer,
  type RedisStreamsServerOptions,
  RedisStreamsWriter,
  RetryForever,
  StreamBatchContext,
  type StreamEvent,
  type StreamPosition,
  type StreamState,
} from '../index.js';
import { moduleOf } from './conformance-suite.js';
import { RecordingLogger } from './recording-logger.js';
import type { TestRedis } from './redis.js';
import { temporaryDirectory } from './temporary-directory.js';

const codec = new JsonEventCodec();
const NOTHING = Buffer.alloc(0);

/** One event per sequence, with the sequence as its data. @param timeMs tells one history from another */
export function eventsOf(firstSequence: number, lastSequence = firstSequence, timeMs = 1): Buffer {
  const events: StreamEvent[] = [];
  for (let sequence = firstSequence; sequence <= lastSequence; sequence++) {
    events.push({ pattern: 'a', data: sequence, sequence, index: 0, timeMs });
  }
  return codec.encode(events);
}

/** A stream in Redis, logs that it may be made from, and consumers that keep their position with what they have seen. */
export class KeptStream {
  readonly name: string;
  readonly logger = new RecordingLogger();
  readonly data: unknown[] = [];
  position: StreamPosition | undefined;
  private readonly writer: RedisStreamsWriter;
  private readonly running: { close(): Promise<unknown> }[] = [];

  constructor(private readonly redis: TestRedis) {
    this.name = redis.key('kept');
    this.writer = new RedisStreamsWriter({ redis: redis.url, stream: this.name, epoch: 1 });
    this.running.push(this.writer);
  }

  async publish(firstSequence: number, lastSequence: number, payload?: Buffer): Promise<void> {
    const bytes = payload ?? eventsOf(firstSequence, lastSequence);
    await this.writer.write({ firstSequence, lastSequence, payload: bytes });
  }

  /** A log with a record per sequence. @returns its folder */
  async logOf(
    payloads: readonly Buffer[],
    { shard = 0, directory }: { shard?: number; directory?: string } = {},
  ): Promise<string> {
    const folder = directory ?? (await this.folder());
    const log = await EventLogWriter.open({
      directory: folder,
      shard,
      segmentBytes: 16 * 1024,
      logger: this.logger,
    });
    for (const [at, payload] of payloads.entries())
      log.append({ sequence: at + 1, payload, journal: NOTHING });
    await log.flush();
    await log.close();
    return folder;
  }

  async folder(): Promise<string> {
    const { path, remove } = await temporaryDirectory('log');
    this.running.unshift({ close: remove });
    return path;
  }

  /** Starts a consumer. */
  async consume(options: Partial<RedisStreamsServerOptions> = {}): Promise<RedisStreamsServer> {
    const strategy = new RedisStreamsServer({
      redis: this.redis.url,
      streams: [this.name],
      group: 'group',
      consumer: 'consumer',
      blockMs: 50,
      lingerMs: 0,
      logger: this.logger,
      resumeAfter: () => Promise.resolve(this.position),
      failurePolicy: new RetryForever({ initialDelayMs: 1, delayMsMax: 5 }),
      ...options,
    });
    const settings = { strategy, logger: false as const, abortOnError: false };
    const app: INestMicroservice = await NestFactory.createMicroservice(
      moduleOf(this.controller()),
      settings,
    );
    this.running.push(app);
    await app.listen();
    return strategy;
  }

  async close(): Promise<void> {
    for (const item of this.running.reverse()) await item.close();
  }

  private controller() {
    const keep = (events: readonly StreamEvent[], context: StreamBatchContext): void => {
      this.data.push(...events.map(({ data }) => data));
      this.position = context.getPosition();
    };

    @Controller()
    class Keeper {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
        keep(events, context);
      }
    }
    return Keeper;
  }
}

/** Of the only stream of a server. */
export function stateOf(server: RedisStreamsServer): StreamState | undefined {
  return server.state()[0];
}
