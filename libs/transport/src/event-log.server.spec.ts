import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { StreamConfigurationError } from './errors.js';
import { EventLogClient } from './event-log.client.js';
import { EventLogServer } from './event-log.server.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { openTestWriter } from './testing/test-log.js';

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
