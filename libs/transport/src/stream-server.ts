import { hostname } from 'node:os';
import { Logger, type LoggerService } from '@nestjs/common';
import {
  type BaseRpcContext,
  type ConsumerDeserializer,
  type ConsumerSerializer,
  type CustomTransportStrategy,
  type MessageHandler,
  type ReadPacket,
  Server,
} from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DeadLetter, DeadLetters } from './dead-letters.js';
import { messageOf } from './errors.js';
import { type EventCodec, JsonEventCodec } from './event-codec.js';
import { EventDispatcher } from './event-dispatcher.js';
import { type FailurePolicy, RetryForever } from './failure-policy.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import type { StreamConsumerListener } from './consumer-health.js';
import { StreamConsumer, type StreamConsumerOptions } from './stream-consumer.js';
import { STREAM_START, type StreamPosition } from './stream-event.js';
import { STREAM_SERVER_STATUSES, type StreamServerStatus, type StreamState } from './stream-state.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export const MAX_EVENTS_PER_BATCH_DEFAULT = 5_000;
export const LINGER_MS_DEFAULT = 10;
export const DRAIN_TIMEOUT_MS_DEFAULT = 10_000;

/** What both strategies take. */
export interface StreamServerOptions {
  /** Consumer group: each group gets every event once. */
  readonly group: string;
  /** Name of this member of the group; keep it stable over restarts. Default: the host's name. */
  readonly consumer?: string;
  /** Default: JSON lines. */
  readonly codec?: EventCodec;
  /**
   * Asked per stream at the start, and again after a decision `reopen`: where the consumer's own storage stands (undefined:
   * nowhere yet). It then is the truth, and the backbone's idea of what was acknowledged is moved to it. Without this
   * option the backbone's acknowledgements are the truth.
   *
   * It may take as long as it likes: a standby waits here for its lease. Nothing of the stream is read meanwhile, `listen()`
   * does not wait for it, and the status is `standby`. The signal is aborted when the server is closed: give up waiting.
   * What it throws at the first start fails `listen()`; later it is asked again after a while.
   */
  readonly resumeAfter?: (stream: string, signal: AbortSignal) => Promise<StreamPosition | undefined>;
  /**
   * Where the failure decision `skip` keeps what it skips, per stream. Default: with Redis the stream
   * `<stream>:dead-letters:<group>`, with a log a file in `dead-letters/` beside the log's directory.
   */
  readonly deadLetters?: (stream: string) => DeadLetters;
  /** Ranges that are ready are merged into one delivery up to this many events (one range may hold more). Default 5,000. */
  readonly maxEventsPerBatch?: number;
  /** Deliveries of less than a full batch begin at least this many ms apart. Default 10. */
  readonly lingerMs?: number;
  /** Default: retry for ever with bounded exponential backoff. */
  readonly failurePolicy?: FailurePolicy;
  /** How long `close()` waits for the delivery in hand, in ms. Default 10,000. */
  readonly drainTimeoutMs?: number;
  /** For replies to requests. */
  readonly serializer?: ConsumerSerializer;
  /** For requests and, only if given, for every event. */
  readonly deserializer?: ConsumerDeserializer;
  readonly logger?: LoggerService;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

/** Events of `on()`. Listeners may be registered at any time, also before `listen()`. */
export type StreamServerEvents = {
  /** A delivery or the backbone failed; the state tells what follows. */
  error: (error: unknown, state: StreamState) => void;
  /** A delivery was handled and acknowledged. */
  applied: (state: StreamState) => void;
  /** What could not be handled was kept as a dead letter; the consumer goes on behind it. */
  deadLettered: (letter: DeadLetter, state: StreamState) => void;
};

/**
 * Base of the two strategies: everything that handlers and operators see is here, so that they cannot tell which
 * backbone feeds them. Also the token under which `StreamsModule` provides the strategy in use.
 */
export abstract class StreamServer
  extends Server<StreamServerEvents, StreamServerStatus>
  implements CustomTransportStrategy
{
  abstract override readonly transportId: symbol;
  /** Handler errors reach the consumer's loop, which reports them; Nest must not report them a second time. */
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger: LoggerService;
  protected readonly codec: EventCodec;
  protected readonly consumerOptions: StreamConsumerOptions;
  private readonly listeners: { [Name in keyof StreamServerEvents]: Set<StreamServerEvents[Name]> } = {
    error: new Set(),
    applied: new Set(),
    deadLettered: new Set(),
  };
  private consumers: StreamConsumer[] = [];
  private sources: RangeSource[] = [];
  private isClosing = false;

  protected constructor(private readonly common: StreamServerOptions) {
    super();
    this.logger = common.logger ?? new Logger(new.target.name);
    this.codec = common.codec ?? new JsonEventCodec();
    this.consumerOptions = {
      group: common.group,
      consumer: common.consumer ?? hostname(),
      maxEventsPerBatch: common.maxEventsPerBatch ?? MAX_EVENTS_PER_BATCH_DEFAULT,
      lingerMs: common.lingerMs ?? LINGER_MS_DEFAULT,
      failurePolicy: common.failurePolicy ?? new RetryForever(),
      timers: common.timers ?? SYSTEM_TIMERS,
    };
  }

  /** One source per stream, not yet connected. `listener` gives the listener of the stream. */
  protected abstract createSources(listener: (stream: string) => RangeSourceListener): RangeSource[];

  /** Where dead letters of the stream go by default. */
  protected abstract createDeadLetters(stream: string): DeadLetters;

  /** Begins to answer requests (`@MessagePattern`), if the backbone can. @throws StreamConfigurationError if it cannot */
  protected abstract startRequests(handlers: ReadonlyMap<string, MessageHandler>): Promise<void>;

  protected abstract stopRequests(): Promise<void>;

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      await this.close();
      callback(error);
      return;
    }
    callback();
  }

  /** Stops reading, lets the delivery in hand finish and be acknowledged, then disconnects. */
  async close(): Promise<void> {
    this.isClosing = true;
    const drained = Promise.all([...this.consumers.map((consumer) => consumer.stop()), this.stopRequests()]);
    const timeoutMs = this.common.drainTimeoutMs ?? DRAIN_TIMEOUT_MS_DEFAULT;
    const timer = new AbortController();
    const timedOut = this.consumerOptions.timers
      .delay(timeoutMs, timer.signal)
      .then(() => !timer.signal.aborted);
    if (await Promise.race([drained.then(() => false), timedOut])) {
      this.logger.warn(`a handler is still busy after ${timeoutMs} ms; its events will be delivered again`);
    }
    timer.abort();
    await Promise.all(this.sources.map((source) => source.close()));
    this.consumers = [];
    this.sources = [];
  }

  override on<Name extends keyof StreamServerEvents>(event: Name, callback: StreamServerEvents[Name]): void {
    this.listeners[event].add(callback);
  }

  /**
   * Closes the streams, or one of them, as soon as what is in hand is handled, asks `resumeAfter` again and goes on from
   * there: for whoever notices by itself that its lease is lost.
   */
  reopen(stream?: string): void {
    for (const consumer of this.consumers) {
      if (stream === undefined || consumer.state().stream === stream) consumer.reopen();
    }
  }

  /** Where each stream stands. Empty before `listen()` and after `close()`. */
  state(): StreamState[] {
    return this.consumers.map((consumer) => consumer.state());
  }

  /** Calls all handlers of a pattern and settles when they have: unlike Nest's default, their failure is the caller's. */
  override async handleEvent(pattern: string, packet: ReadPacket, context: BaseRpcContext): Promise<void> {
    const handler = this.messageHandlers.get(pattern);
    if (handler === undefined) return;
    const given = this.common.deserializer;
    const { data } = given === undefined ? packet : await given.deserialize(packet, { channel: pattern });
    await new Promise<void>((resolve, reject) => {
      // The hook returns nothing and may run its callback later, so the outcome is taken from inside the callback.
      this.runWithProcessingHooks(context, async (runEndHook) => {
        try {
          const result: unknown = await handler(data, context);
          if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
          runEndHook();
          resolve();
        } catch (error) {
          runEndHook();
          reject(error);
        }
      });
    });
  }

  private async start(): Promise<void> {
    this.isClosing = false;
    this.initializeSerializer(this.common);
    this.initializeDeserializer(this.common);
    const handle = this.handleEvent.bind(this);
    const dispatcher = new EventDispatcher(this.messageHandlers, this.codec, handle);
    await this.startRequests(
      new Map([...this.messageHandlers].filter(([, handler]) => !handler.isEventHandler)),
    );
    const byStream = new Map<string, StreamConsumer>();
    const listenerOf = (stream: string): RangeSourceListener => ({
      connection: (state) => byStream.get(stream)?.connection(state),
      trouble: (error) => byStream.get(stream)?.trouble(error),
    });
    this.sources = this.createSources(listenerOf);
    for (const source of this.sources) {
      const { stream } = source;
      const consumer = new StreamConsumer(source, this.consumerOptions, {
        dispatcher,
        listener: this.consumerListener(),
        letters: this.common.deadLetters?.(stream) ?? this.createDeadLetters(stream),
        resumeAfter: (signal) => this.positionOf(stream, signal),
      });
      byStream.set(stream, consumer);
      this.consumers.push(consumer);
    }
    await Promise.all(this.consumers.map((consumer) => consumer.start()));
  }

  private async positionOf(stream: string, signal: AbortSignal): Promise<StreamPosition | undefined> {
    const { resumeAfter } = this.common;
    return resumeAfter === undefined ? undefined : ((await resumeAfter(stream, signal)) ?? STREAM_START);
  }

  private consumerListener(): StreamConsumerListener {
    return {
      statusChanged: () => this.publishStatus(),
      applied: (state) => {
        for (const listener of this.listeners.applied) this.guard(() => listener(state));
      },
      failed: (error, state) => {
        for (const listener of this.listeners.error) this.guard(() => listener(error, state));
      },
      deadLettered: (letter, state) => {
        for (const listener of this.listeners.deadLettered) this.guard(() => listener(letter, state));
      },
      logged: (level, line, error) => {
        if (error instanceof Error) this.logger[level](line, error.stack);
        else this.logger[level](line);
      },
    };
  }

  /** A listener that throws must not stop the consumer. */
  private guard(callListener: () => void): void {
    try {
      callListener();
    } catch (error) {
      this.logger.error(`a listener failed: ${messageOf(error)}`);
    }
  }

  private publishStatus(): void {
    if (this.isClosing) return;
    const statuses = this.consumers.map((consumer) => consumer.state().status);
    const worst = STREAM_SERVER_STATUSES.find((status) => statuses.includes(status));
    if (worst !== undefined) this._status$.next(worst);
  }
}
