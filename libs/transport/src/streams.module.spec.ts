import { Controller, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { EventBatch } from './event-batch.decorator.js';
import { JsonEventCodec } from './event-codec.js';
import { EventLogServer } from './event-log.server.js';
import { RedisStreamsServer } from './redis-streams.server.js';
import type { StreamEvent, StreamPosition } from './stream-event.js';
import { StreamServer } from './stream-server.js';
import { createStreamServer, StreamsModule } from './streams.module.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { openTestWriter } from './testing/test-log.js';
import { until } from './testing/until.js';

describe('StreamsModule', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
  });
  afterEach(() => remove());

  it('makes the strategy from what the application provides, and connects it', async () => {
    const seen: unknown[] = [];

    @Injectable()
    class Checkpoint {
      position(): Promise<StreamPosition> {
        return Promise.resolve({ epoch: 1, sequence: 1 });
      }
    }

    @Module({ providers: [Checkpoint], exports: [Checkpoint] })
    class CheckpointModule {}

    @Controller()
    class Consumer {
      @EventBatch()
      handle(@Payload() events: readonly StreamEvent[]): void {
        seen.push(...events.map(({ data }) => data));
      }
    }

    @Module({
      imports: [
        StreamsModule.forRootAsync({
          imports: [CheckpointModule],
          inject: [Checkpoint],
          useFactory: (checkpoint: Checkpoint) => ({
            backbone: 'log',
            logs: [{ stream: 'log', directory }],
            group: 'group',
            resumeAfter: () => checkpoint.position(),
          }),
        }),
      ],
      controllers: [Consumer],
    })
    class App {}

    const writer = await openTestWriter(directory);
    const codec = new JsonEventCodec();
    for (const sequence of [1, 2]) {
      const event = { pattern: 'a', data: sequence, sequence, index: 0, timeMs: 1 };
      writer.append({ sequence, payload: codec.encode([event]), journal: Buffer.alloc(0) });
    }
    await writer.flush();

    const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false, abortOnError: false });
    const strategy = app.get(StreamServer);
    app.connectMicroservice({ strategy });
    await app.startAllMicroservices();
    await until(() => strategy.state()[0]?.applied?.sequence === 2);
    expect(seen).toEqual([2]);
    await app.close();
    await writer.close();
  });

  it('takes the backbone from its options', () => {
    const group = 'group';
    const log = createStreamServer({ backbone: 'log', group, logs: [{ stream: 'log', directory }] });
    expect(log).toBeInstanceOf(EventLogServer);
    const redis = createStreamServer({
      backbone: 'redis',
      group,
      redis: 'redis://127.0.0.1:1',
      streams: ['a'],
    });
    expect(redis).toBeInstanceOf(RedisStreamsServer);
  });
});
