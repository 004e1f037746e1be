import 'reflect-metadata';
import { type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ClientProxy } from '@nestjs/microservices';
import {
  type DeadLetter,
  type DeadLetters,
  RetryForever,
  type StreamServer,
  type StreamServerOptions,
  type TailSource,
} from '../index.js';
import { RecordingLogger } from './recording-logger.js';

/** An event to publish; the backbone's publisher gives it its place. */
export interface TestEvent {
  readonly pattern: string;
  readonly data: unknown;
  readonly metadata?: Record<string, string>;
}

export function event(pattern: string, data: unknown): TestEvent {
  return { pattern, data };
}

/** A new, empty stream on the backbone under test. */
export interface TestStream {
  readonly name: string;
  /** Publishes one sequence per element; an element without events is a sequence without events. */
  publish(...sequences: readonly (readonly TestEvent[])[]): Promise<void>;
  /** Publishes bytes that are no events under the next sequence. */
  publishGarbage(): Promise<void>;
  /** Publishes the next sequences without events, and loses them. */
  lose(count: number): Promise<void>;
  /** Brings back what was lost, as an operator would. */
  restore(): Promise<void>;
  /** The stream falls back to where it was when it held so many sequences; `catchUp` publishes the rest again. */
  fallBack(sequence: number): Promise<{ catchUp(): Promise<void> }>;
  /** Publishes a sequence without events, and takes everything in front of it out of the stream. */
  trim(): Promise<void>;
  /** The stream as somebody sees it who only looks. */
  tail(): TailSource;
  /** The dead letters of the group. */
  deadLetters(): DeadLetters;
  /** A strategy that reads the stream; always the same group and consumer. */
  server(options: Partial<StreamServerOptions>): StreamServer;
  /** What `ClientsModule` needs for a client that emits to a stream of its own, and a strategy that reads that. */
  client(): { customClass: Type<ClientProxy>; options: Record<string, unknown>; server: StreamServer };
  close(): Promise<void>;
}

export interface Backbone {
  readonly name: string;
  readonly transportId: symbol;
  readonly createStream: () => Promise<TestStream>;
}

const FAST_RETRY = new RetryForever({ initialDelayMs: 1, delayMsMax: 5 });

/** One test's stream and the applications on it. */
export class ConformanceSuite {
  readonly transportId: symbol;
  logger = new RecordingLogger();
  private current: TestStream | undefined;
  private running: { close(): Promise<unknown> }[] = [];

  constructor(private readonly backbone: Backbone) {
    this.transportId = backbone.transportId;
  }

  get stream(): TestStream {
    if (this.current === undefined) throw new Error('there is a stream only while a test runs');
    return this.current;
  }

  async setUp(): Promise<void> {
    this.current = await this.backbone.createStream();
    this.running = [];
    this.logger = new RecordingLogger();
  }

  async tearDown(): Promise<void> {
    for (const app of this.running) await app.close();
    await this.stream.close();
  }

  server(options: Partial<StreamServerOptions> = {}): StreamServer {
    return this.stream.server({ logger: this.logger, lingerMs: 0, failurePolicy: FAST_RETRY, ...options });
  }

  /** A pure microservice with one controller. */
  async start(controller: Type, strategy: StreamServer = this.server()): Promise<INestMicroservice> {
    const options = { strategy, logger: false as const, abortOnError: false };
    const app = await NestFactory.createMicroservice(moduleOf(controller), options);
    this.closeAfterwards(app);
    await app.listen();
    return app;
  }

  async stop(app: INestMicroservice): Promise<void> {
    this.running = this.running.filter((other) => other !== app);
    await app.close();
  }

  /** The dead letters of the group, oldest first. */
  async letters(): Promise<DeadLetter[]> {
    const store = this.stream.deadLetters();
    try {
      return [...(await store.list()).letters];
    } finally {
      await store.close();
    }
  }

  closeAfterwards(app: { close(): Promise<unknown> }): void {
    this.running.push(app);
  }
}

/** A module with these controllers. */
export function moduleOf(...controllers: Type[]): Type {
  @Module({ controllers })
  class TestModule {}
  return TestModule;
}
