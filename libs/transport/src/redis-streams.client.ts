import {
  ClientProxy,
  type IncomingResponse,
  type ProducerDeserializer,
  type ProducerSerializer,
  type ReadPacket,
  type WritePacket,
} from '@nestjs/microservices';
import { StreamClosedError } from './errors.js';
import { type EventCodec, JsonEventCodec } from './event-codec.js';
import { RedisCaller, type RedisTarget, untilReady } from './redis-connection.js';
import { PAYLOAD_FIELD } from './redis-streams.entry.js';
import { ReplyReader } from './redis-streams.replies.js';
import { REPLY_KEY_FIELD, REQUEST_FIELD, requestStreamOf } from './redis-streams.requests.js';

export const ENTRIES_MAX_DEFAULT = 1_000_000;
export const CLIENT_TIMEOUT_MS_DEFAULT = 5_000;

export interface RedisStreamsClientOptions {
  readonly redis: RedisTarget;
  /** Key of the stream to emit to; requests go to `<stream>:requests`. Not the stream of a RedisStreamsWriter. */
  readonly stream: string;
  /** Default: JSON lines. */
  readonly codec?: EventCodec;
  /** About how many entries the stream keeps; older ones are dropped, read or not. Default 1,000,000. */
  readonly entriesMax?: number;
  /** How long sending one event or request may take, in ms. It does not limit how long an answer may take. Default 5,000. */
  readonly timeoutMs?: number;
  readonly serializer?: ProducerSerializer;
  readonly deserializer?: ProducerDeserializer;
}

/**
 * Emits events, one per entry, and sends requests.
 *
 * A client has no sequences: Redis numbers its entries by its own clock, consumers get the parts of that number as epoch
 * and sequence, and no contiguity is promised or checked. When the connection breaks while an event is being sent,
 * `emit()` fails and the event may or may not be in the stream; nothing is sent twice behind the caller's back.
 */
export class RedisStreamsClient extends ClientProxy {
  private readonly codec: EventCodec;
  private caller: RedisCaller | undefined;
  private connection: Promise<void> | undefined;
  private replies: ReplyReader | undefined;

  constructor(private readonly options: RedisStreamsClientOptions) {
    super();
    this.codec = options.codec ?? new JsonEventCodec();
    this.initializeSerializer(options);
    this.initializeDeserializer(options);
  }

  /** Resolves when Redis answers. Calls share one attempt; after a failure the next call makes a new one. */
  override connect(): Promise<void> {
    this.connection ??= this.connectOnce().catch((error: unknown) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  /** Fails every request that still waits for an answer, then disconnects. The next call connects again. */
  override async close(): Promise<void> {
    const waiting = [...this.routingMap.values()];
    this.routingMap.clear();
    for (const callback of waiting) callback({ err: new StreamClosedError('the client was closed') });
    const { caller, replies } = this;
    this.caller = undefined;
    this.connection = undefined;
    this.replies = undefined;
    if (replies !== undefined) {
      await replies.stop();
      // Otherwise its time to live ends it.
      await caller?.call((redis) => redis.del(replies.key)).catch(() => undefined);
    }
    caller?.close();
  }

  /** ioredis' connection for sending. @throws Error before `connect()` */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is Nest's
  override unwrap<T>(): T {
    return this.connectedCaller().redis as T;
  }

  protected override publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const request = this.assignPacketId(packet);
    this.routingMap.set(request.id, callback);
    void this.request(request, callback);
    return () => void this.routingMap.delete(request.id);
  }

  /** Resolves with the id of the entry. */
  protected override async dispatchEvent<T = string>(packet: ReadPacket): Promise<T> {
    const { pattern, data, metadata } = (await this.serializer.serialize(packet)) as ReadPacket;
    const event = {
      pattern: this.normalizePattern(pattern as string),
      data: data as unknown,
      // The consumer puts the entry's own number here.
      sequence: 0,
      index: 0,
      timeMs: Date.now(),
    };
    const payload = this.codec.encode([metadata === undefined ? event : { ...event, metadata }]);
    return (await this.add(this.options.stream, [PAYLOAD_FIELD, payload])) as T;
  }

  private async request(
    request: ReadPacket & { id: string },
    callback: (packet: WritePacket) => void,
  ): Promise<void> {
    try {
      await this.sendRequest(request);
    } catch (err) {
      if (this.routingMap.delete(request.id)) callback({ err });
    }
  }

  private async sendRequest(request: ReadPacket & { id: string }): Promise<void> {
    const pattern = this.normalizePattern(request.pattern as string);
    const packet: unknown = await this.serializer.serialize({ ...request, pattern });
    const { redis, stream, timeoutMs = CLIENT_TIMEOUT_MS_DEFAULT } = this.options;
    this.replies ??= new ReplyReader({ redis, stream, receive: (answer) => this.receive(answer) });
    await this.replies.start(timeoutMs);
    const fields = [REQUEST_FIELD, JSON.stringify(packet), REPLY_KEY_FIELD, this.replies.key];
    await this.add(requestStreamOf(this.options.stream), fields);
  }

  private async add(key: string, fields: readonly (string | Buffer)[]): Promise<string | null> {
    const entriesMax = this.options.entriesMax ?? ENTRIES_MAX_DEFAULT;
    return this.connectedCaller().call((redis) => redis.xadd(key, 'MAXLEN', '~', entriesMax, '*', ...fields));
  }

  private async receive(answer: string): Promise<void> {
    const reply: IncomingResponse = await this.deserializer.deserialize(JSON.parse(answer));
    const { id, response, isDisposed } = reply;
    const err: unknown = reply.err;
    const callback = this.routingMap.get(id);
    if (callback === undefined) return;
    const isLast = isDisposed === true || err !== undefined;
    if (isLast) this.routingMap.delete(id);
    callback(isLast ? { err, response, isDisposed: true } : { response });
  }

  private async connectOnce(): Promise<void> {
    const timeoutMs = this.options.timeoutMs ?? CLIENT_TIMEOUT_MS_DEFAULT;
    this.caller = new RedisCaller(this.options.redis, timeoutMs);
    const { redis } = this.caller;
    redis.on('ready', () => this._status$.next('connected'));
    redis.on('reconnecting', () => this.caller?.redis === redis && this._status$.next('reconnecting'));
    redis.on('end', () => this.caller?.redis === redis && this._status$.next('disconnected'));
    try {
      await untilReady(redis, timeoutMs);
    } catch (error) {
      this.caller.close();
      this.caller = undefined;
      throw error;
    }
  }

  private connectedCaller(): RedisCaller {
    if (this.caller === undefined) throw new Error('call connect() first: there is no connection');
    return this.caller;
  }
}
