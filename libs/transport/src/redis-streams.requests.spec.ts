import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { firstValueFrom, of, toArray } from 'rxjs';
import { StreamClosedError } from './errors.js';
import { RedisStreamsClient } from './redis-streams.client.js';
import { RedisStreamsServer, type RedisStreamsServerOptions } from './redis-streams.server.js';
import { StreamRequestContext } from './stream-contexts.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { describeRedis } from './testing/redis.js';
import { until } from './testing/until.js';

describeRedis('requests over Redis', (redis) => {
  let stream: string;
  let running: { close(): Promise<unknown> }[];
  let client: RedisStreamsClient;
  let asked: unknown[];

  @Controller()
  class Answers {
    @MessagePattern('double')
    double(@Payload() value: number, @Ctx() context: StreamRequestContext): number {
      asked.push([context.getStream(), context.getMetadata()]);
      return value * 2;
    }

    @MessagePattern({ cmd: 'count' })
    count(@Payload() to: number) {
      return of(...Array.from({ length: to }, (_, at) => at + 1));
    }

    @MessagePattern('fail')
    fail(): never {
      throw new RpcException('refused');
    }

    @MessagePattern('never')
    never(): Promise<never> {
      asked.push('never');
      return new Promise(() => undefined);
    }
  }

  beforeEach(() => {
    asked = [];
    stream = redis.key('requests');
    client = new RedisStreamsClient({ redis: redis.url, stream });
    running = [client];
  });

  afterEach(async () => {
    for (const app of running.reverse()) await app.close();
  });

  function serverOf(options: Partial<RedisStreamsServerOptions> = {}): RedisStreamsServer {
    const logger = new RecordingLogger();
    return new RedisStreamsServer({
      redis: redis.url,
      streams: [stream],
      group: 'group',
      blockMs: 50,
      logger,
      ...options,
    });
  }

  async function start(strategy: RedisStreamsServer): Promise<void> {
    @Module({ controllers: [Answers] })
    class App {}
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
    running.push(app);
    await app.listen();
  }

  it('are answered with one value, several, or an error, and leave nothing behind', async () => {
    await start(serverOf());
    client.setOnDispatchHook((packet) => {
      packet.metadata = { trace: 'y' };
    });
    await expect(firstValueFrom(client.send<number>('double', 21))).resolves.toBe(42);
    await expect(firstValueFrom(client.send({ cmd: 'count' }, 4).pipe(toArray()))).resolves.toEqual([
      1, 2, 3, 4,
    ]);
    await expect(firstValueFrom(client.send('fail', 1))).rejects.toEqual({
      status: 'error',
      message: 'refused',
    });
    await expect(firstValueFrom(client.send('nobody', 1))).rejects.toContain('no matching message handler');
    const many = Array.from({ length: 100 }, (_, at) => firstValueFrom(client.send<number>('double', at)));
    expect(await Promise.all(many)).toEqual(Array.from({ length: 100 }, (_, at) => at * 2));
    expect(asked[0]).toEqual([`${stream}:requests`, { trace: 'y' }]);
    await until(async () => (await redis.client.xlen(`${stream}:requests`)) === 0);
    await client.close();
    await expect(redis.client.keys(`${stream}:replies:*`)).resolves.toEqual([]);
  });

  it('fail when the client is closed before the answer', async () => {
    await start(serverOf({ drainTimeoutMs: 20 }));
    const outcome = firstValueFrom(client.send('never', 1)).catch((error: unknown) => error);
    await until(() => asked.length === 1);
    await client.close();
    await expect(outcome).resolves.toBeInstanceOf(StreamClosedError);
  });

  it('wait in Redis for a server that starts later', async () => {
    const answer = firstValueFrom(client.send<number>('double', 4));
    await until(async () => (await redis.client.xlen(`${stream}:requests`)) === 1);
    await start(serverOf());
    await expect(answer).resolves.toBe(8);
  });

  it('fail at once when Redis cannot be reached, and work when it can', async () => {
    const lost = new RedisStreamsClient({ redis: 'redis://127.0.0.1:1', stream, timeoutMs: 50 });
    await expect(firstValueFrom(lost.send('double', 1))).rejects.toThrow(
      'no connection to Redis after 50 ms',
    );
    await expect(firstValueFrom(lost.emit('a', 1))).rejects.toThrow('no connection to Redis after 50 ms');
    await lost.close();
    expect(() => client.unwrap()).toThrow('call connect() first');
    await client.connect();
    expect(client.unwrap()).toBeDefined();
    await client.close();
    await start(serverOf());
    await expect(firstValueFrom(client.send<number>('double', 2))).resolves.toBe(4);
  });
});
