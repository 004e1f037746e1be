import type { LoggerService } from '@nestjs/common';
import type {
  ConsumerDeserializer,
  ConsumerSerializer,
  IncomingRequest,
  WritePacket,
} from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { messageOf } from './errors.js';
import { createRedis, isReply, type RedisTarget, untilReady } from './redis-connection.js';
import { fieldOf, type RawEntry } from './redis-streams.entry.js';
import { StreamRequestContext } from './stream-contexts.js';

/*
 * Requests of all clients of a stream come in a stream beside it, which a group of servers shares; replies go to a
 * stream per client, which lives a little longer than the client.
 *   request   q: JSON of { id, pattern, data, metadata }   r: key of the client's reply stream
 *   reply     a: JSON of { id, response, err, isDisposed, status }
 */
export const REQUEST_FIELD = 'q';
export const REPLY_KEY_FIELD = 'r';
export const REPLY_FIELD = 'a';

export function requestStreamOf(stream: string): string {
  return `${stream}:requests`;
}

/** Requests of one server that are worked on at the same time; more wait in Redis. */
const IN_FLIGHT_MAX = 256;
/** A reply stream that nobody reads any more keeps about this many replies, for this long in ms. */
const REPLIES_MAX = 10_000;
const REPLIES_TTL_MS = 300_000;
const PAUSE_AFTER_ERROR_MS = 200;

export interface RequestServerOptions {
  readonly redis: RedisTarget;
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  readonly blockMs: number;
  readonly connectTimeoutMs: number;
  readonly logger: LoggerService;
  readonly serializer: ConsumerSerializer;
  readonly deserializer: ConsumerDeserializer;
  /** Finds the handler and runs it; `respond` gets each value of its result, the last one marked `isDisposed`. */
  readonly handle: (
    request: IncomingRequest,
    context: StreamRequestContext,
    respond: (reply: WritePacket) => Promise<void>,
  ) => void;
}

/**
 * Answers requests. A request is acknowledged when its last reply is written: one whose server died is answered by the
 * same server's next start, so a handler may see a request twice.
 */
export class RedisRequestServer {
  private readonly key: string;
  private readonly reading: Redis;
  private readonly writing: Redis;
  private isStopping = false;
  private running: Promise<void> | undefined;
  private inFlight = 0;
  private onSettled: (() => void) | undefined;

  constructor(private readonly options: RequestServerOptions) {
    this.key = requestStreamOf(options.stream);
    this.reading = createRedis(options.redis);
    this.writing = createRedis(options.redis);
  }

  /** Connections, first the one for reading. */
  get connections(): readonly Redis[] {
    return [this.reading, this.writing];
  }

  async start(): Promise<void> {
    const { connectTimeoutMs } = this.options;
    await Promise.all([
      untilReady(this.reading, connectTimeoutMs),
      untilReady(this.writing, connectTimeoutMs),
    ]);
    await this.createGroup();
    this.running = this.run();
  }

  /** Takes no more requests and waits for those in hand. */
  async stop(): Promise<void> {
    this.isStopping = true;
    // What waits for a Redis that is away would wait for it until the end of all patience.
    for (const redis of this.connections) if (redis.status !== 'ready') redis.disconnect();
    await this.running;
    while (this.inFlight > 0) await this.nextSettled();
    this.disconnect();
  }

  disconnect(): void {
    this.isStopping = true;
    this.reading.disconnect();
    this.writing.disconnect();
  }

  private async createGroup(): Promise<void> {
    try {
      await this.reading.xgroup('CREATE', this.key, this.options.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!isReply(error, 'BUSYGROUP')) throw error;
    }
  }

  private async run(): Promise<void> {
    // First what an earlier start of this consumer took and did not answer.
    let cursor = '0';
    while (!this.isStopping) {
      try {
        const entries = await this.read(cursor);
        if (cursor !== '>') cursor = entries.at(-1)?.[0].toString('latin1') ?? '>';
        for (const entry of entries) {
          while (this.inFlight >= IN_FLIGHT_MAX) await this.nextSettled();
          void this.serve(entry);
        }
      } catch (error) {
        if (this.isStopping) return;
        await this.recover(error);
        cursor = '0';
      }
    }
  }

  private async read(cursor: string): Promise<readonly RawEntry[]> {
    const { group, consumer, blockMs } = this.options;
    const reply: unknown = await this.reading.xreadgroupBuffer(
      'GROUP',
      group,
      consumer,
      'COUNT',
      IN_FLIGHT_MAX,
      'BLOCK',
      blockMs,
      'STREAMS',
      this.key,
      cursor,
    );
    const streams = reply as readonly (readonly [stream: Buffer, entries: readonly RawEntry[]])[] | null;
    return streams?.[0]?.[1] ?? [];
  }

  private async recover(failure: unknown): Promise<void> {
    if (isReply(failure, 'NOGROUP') || isReply(failure, 'UNBLOCKED')) {
      await this.createGroup().catch(() => undefined);
      return;
    }
    this.options.logger.error(`${this.key}: ${messageOf(failure)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
  }

  private async serve([rawId, fields]: RawEntry): Promise<void> {
    const id = rawId.toString('latin1');
    this.inFlight += 1;
    try {
      const replyKey = fieldOf(fields, REPLY_KEY_FIELD)?.toString();
      const body = fieldOf(fields, REQUEST_FIELD)?.toString();
      if (replyKey === undefined || body === undefined) throw new Error('the entry is no request');
      await this.handle(id, { body, replyKey });
    } catch (error) {
      // Nobody waits for an answer that can be given; keeping the entry would only make it come back.
      this.options.logger.error(`${this.key}: request ${id} dropped: ${messageOf(error)}`);
    } finally {
      await this.forget(id);
      this.inFlight -= 1;
      this.onSettled?.();
    }
  }

  private async handle(
    entryId: string,
    { body, replyKey }: { body: string; replyKey: string },
  ): Promise<void> {
    const { stream, deserializer, serializer } = this.options;
    const packet: unknown = JSON.parse(body);
    const request = (await deserializer.deserialize(packet, { channel: stream })) as IncomingRequest;
    const context = new StreamRequestContext([{ stream: this.key, id: entryId, metadata: request.metadata }]);
    await new Promise<void>((resolve) => {
      this.options.handle(request, context, async (reply) => {
        try {
          const answer: unknown = await serializer.serialize({ ...reply, id: request.id });
          await this.reply(replyKey, JSON.stringify(answer));
        } catch (error) {
          this.options.logger.error(`${this.key}: reply to ${entryId} lost: ${messageOf(error)}`);
        } finally {
          if (reply.isDisposed === true) resolve();
        }
      });
    });
  }

  private async reply(key: string, answer: string): Promise<void> {
    await this.writing
      .pipeline()
      .xadd(key, 'MAXLEN', '~', REPLIES_MAX, '*', REPLY_FIELD, answer)
      .pexpire(key, REPLIES_TTL_MS)
      .exec();
  }

  private async forget(id: string): Promise<void> {
    await this.writing
      .pipeline()
      .xack(this.key, this.options.group, id)
      .xdel(this.key, id)
      .exec()
      .catch((error: unknown) => this.options.logger.error(`${this.key}: ${messageOf(error)}`));
  }

  private nextSettled(): Promise<void> {
    return new Promise((resolve) => {
      this.onSettled = resolve;
    });
  }
}
