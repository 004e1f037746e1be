/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { StreamConfigurationError } from './errors.js';
import { EventLogClient } from './event-log.client.js';
import { EventLogServer } from './event-log.server.js';
import { EventBatch } from './event-batch.decorator.js';
import { StreamBatchContext } from './stream-contexts.js';
import type { StreamEvent, StreamPosition } from './stream-event.js';
import { moduleOf } from './testing/conformance-suite.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { until } from './testing/until.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { openTestWriter } from './testing/test-log.js';

const NO_EVENTS = Buffer.alloc(0);

describe('requests on an event log', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
  });
  afterEach(() => remove());

  it('are refused at the start of a server that would have to answer them', async () => {
    @Controller()
    class Answers {
      @MessagePattern('question')
      answer(): number {
        return 42;
      }
    }

    @Module({ controllers: [Answers] })
    class App {}

    const strategy = new EventLogServer({ logs: [{ stream: 'log', directory }], group: 'group' });
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
    await expect(app.listen()).rejects.toThrow(
      '@MessagePattern("question"): an event log carries no requests',
    );
    await app.close();
  });

  it('are refused by the client', async () => {
    const writer = await openTestWriter(directory);
    const client = new EventLogClient({ writer });
    await expect(firstValueFrom(client.send('question', 1))).rejects.toBeInstanceOf(StreamConfigurationError);
    expect(writer.lastSequence).toBe(0);
    expect(client.unwrap()).toBe(writer);
    await client.close();
    await writer.close();
  });

  it('and groups whose names are no file names are refused at once', async () => {
    const server = new EventLogServer({ logs: [{ stream: 'log', directory }], group: '../elsewhere' });
    const reasons: unknown[] = [];
    await server.listen((reason) => reasons.push(reason));
    expect(reasons).toEqual([expect.any(StreamConfigurationError)]);
  });
});

describe('a log that lost its end and was written on', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let seen: number[];
  let app: INestMicroservice | undefined;

  @Controller()
  class Collector {
    @EventBatch()
    collect(@Payload() _events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
      seen.push(context.getFirstSequence());
    }
  }

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
    seen = [];
    // Sequences 1 and 2 are of epoch 1; 3 and 4, which were applied in epoch 1 as well, were lost and are of epoch 2 now.
    for (const count of [2, 2]) {
      const writer = await openTestWriter(directory);
      for (let at = 0; at < count; at++) {
        writer.append({ sequence: writer.lastSequence + 1, payload: NO_EVENTS, journal: NO_EVENTS });
      }
      await writer.flush();
      await writer.close();
    }
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await remove();
  });

  async function start(
    resumeAfter: () => Promise<StreamPosition | undefined>,
  ): Promise<{ server: EventLogServer; listening: Promise<unknown> }> {
    const server = new EventLogServer({
      logs: [{ stream: 'log', directory }],
      group: 'group',
      logger: new RecordingLogger(),
      resumeAfter,
    });
    const options = { strategy: server, logger: false as const, abortOnError: false };
    app = await NestFactory.createMicroservice(moduleOf(Collector), options);
    return { server, listening: app.listen() };
  }

  it('is refused at the start by a consumer that has applied what was lost', async () => {
    const { listening } = await start(() => Promise.resolve({ epoch: 1, sequence: 4 }));
    await expect(listening).rejects.toMatchObject({
      code: 'STREAM_REWRITTEN',
      position: { epoch: 1, sequence: 4 },
      writtenEpoch: 2,
    });
    expect(seen).toEqual([]);
  });

  it('halts a standby that takes over from one that had applied what was lost', async () => {
    let takeOver: (position: StreamPosition) => void = () => undefined;
    const lease = new Promise<StreamPosition>((resolve) => (takeOver = resolve));
    const { server, listening } = await start(() => lease);
    await listening;
    expect(server.state()[0]?.status).toBe('standby');
    takeOver({ epoch: 1, sequence: 3 });
    await until(() => server.state()[0]?.status === 'halted');
    expect(server.state()[0]?.lastError).toMatchObject({ code: 'STREAM_REWRITTEN' });
    expect(server.state()[0]?.lastError?.message).toContain("the log's was written in epoch 2");
    expect(seen).toEqual([]);
  });

  it.each([
    { epoch: 1, sequence: 2 },
    { epoch: 2, sequence: 3 },
  ])('is gone on with behind $epoch-$sequence, which it still holds', async (position) => {
    const { server, listening } = await start(() => Promise.resolve(position));
    await listening;
    await until(() => server.state()[0]?.applied?.sequence === 4);
    expect(seen[0]).toBe(position.sequence + 1);
  });
});
