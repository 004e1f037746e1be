/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { EventBatch } from './event-batch.decorator.js';
import { JsonEventCodec } from './event-codec.js';
import { RetryForever } from './failure-policy.js';
import { RedisStreamsServer, type RedisStreamsServerOptions } from './redis-streams.server.js';
import { RedisStreamsWriter } from './redis-streams.writer.js';
import { StreamBatchContext, StreamContext } from './stream-contexts.js';
import { ALL_EVENTS, type StreamEvent } from './stream-event.js';
import { LossyProxy } from './testing/lossy-proxy.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { describeRedis } from './testing/redis.js';
import { until } from './testing/until.js';

const codec = new JsonEventCodec();

describeRedis('the Redis Streams strategy', (redis) => {
  let stream: string;
  let writer: RedisStreamsWriter;
  let running: { close(): Promise<unknown> }[];
  let seen: { first: number; last: number; data: unknown[] }[];

  @Controller()
  class Collector {
    @EventBatch()
    handle(@Payload() events: readonly StreamEvent[], @Ctx() context: StreamBatchContext): void {
      const data = events.map((event) => event.data);
      seen.push({ first: context.getFirstSequence(), last: context.getLastSequence(), data });
    }
  }

  beforeEach(() => {
    stream = redis.key('server');
    writer = new RedisStreamsWriter({ redis: redis.url, stream, epoch: 1 });
    seen = [];
    running = [writer];
  });
  afterEach(async () => {
    for (const app of running.reverse()) await app.close();
  });

  function serverOf(options: Partial<RedisStreamsServerOptions> = {}): RedisStreamsServer {
    return new RedisStreamsServer({
      redis: redis.url,
      streams: [stream],
      group: 'group',
      consumer: 'consumer',
      blockMs: 50,
      lingerMs: 0,
      logger: new RecordingLogger(),
      failurePolicy: new RetryForever({ initialDelayMs: 1, delayMsMax: 5 }),
      ...options,
    });
  }

  async function start(controller: Type, strategy: RedisStreamsServer): Promise<INestMicroservice> {
    @Module({ controllers: [controller] })
    class App {}
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
    running.push(app);
    await app.listen();
    return app;
  }

  function write(firstSequence: number, lastSequence: number, by = writer): Promise<unknown> {
    return by.write({ firstSequence, lastSequence, payload: payload(firstSequence, lastSequence) });
  }

  function payload(firstSequence: number, lastSequence: number): Buffer {
    const events: StreamEvent[] = [];
    for (let sequence = firstSequence; sequence <= lastSequence; sequence++) {
      events.push({ pattern: 'a', data: sequence, sequence, index: 0, timeMs: 1 });
    }
    return codec.encode(events);
  }

  async function pendingCount(): Promise<number> {
    const [count] = (await redis.client.xpending(stream, 'group')) as [number];
    return count;
  }

  function applied(strategy: RedisStreamsServer): number | undefined {
    return strategy.state()[0]?.applied?.sequence;
  }

  const allData = (): unknown[] => seen.flatMap(({ data }) => data);

  it('acknowledges what it has handled, many entries by one command', async () => {
    for (let at = 1; at <= 50; at++) await write(at, at);
    const strategy = serverOf();
    await start(Collector, strategy);
    await until(() => applied(strategy) === 50);
    await expect(pendingCount()).resolves.toBe(0);
    expect(seen).toEqual([{ first: 1, last: 50, data: Array.from({ length: 50 }, (_, at) => at + 1) }]);
  });

  it('takes up what its earlier start had read and not acknowledged, with its delivery count', async () => {
    await write(1, 2);
    await redis.client.xgroup('CREATE', stream, 'group', '0');
    await redis.client.xreadgroup('GROUP', 'group', 'consumer', 'STREAMS', stream, '>');
    await write(3, 3);
    const counts: number[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>(ALL_EVENTS)
      handle(@Ctx() context: StreamContext): void {
        counts.push(context.getDeliveryCount());
      }
    }

    await start(Handlers, serverOf());
    await until(() => counts.length === 3);
    expect(counts).toEqual([2, 2, 1]);
    await until(async () => (await pendingCount()) === 0);
  });

  it('acknowledges, and does not hand over, what the consumer has applied before it died', async () => {
    await write(1, 2);
    await write(3, 4);
    await redis.client.xgroup('CREATE', stream, 'group', '0');
    await redis.client.xreadgroup('GROUP', 'group', 'earlier name', 'STREAMS', stream, '>');
    await expect(pendingCount()).resolves.toBe(2);
    await start(Collector, serverOf({ resumeAfter: () => Promise.resolve({ epoch: 1, sequence: 2 }) }));
    await until(() => seen.length === 1);
    expect(seen).toEqual([{ first: 3, last: 4, data: [3, 4] }]);
    await until(async () => (await pendingCount()) === 0);
  });

  it('skips what was applied when entries come in another packing', async () => {
    await write(1, 4);
    await write(5, 8);
    await start(Collector, serverOf({ resumeAfter: () => Promise.resolve({ epoch: 1, sequence: 2 }) }));
    await until(() => allData().length === 6);
    expect(seen[0]).toMatchObject({ first: 3 });
    expect(allData()).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it.each([
    ['its own position', { resumeAfter: () => Promise.resolve(undefined) }],
    ['acknowledgements', {}],
  ])(
    'loses and repeats nothing when its connections are killed again and again, by %s',
    async (_, options) => {
      const strategy = serverOf(options);
      const statuses: string[] = [];
      strategy.status.subscribe((status) => statuses.push(status));
      await start(Collector, strategy);
      const last = 200;
      for (let sequence = 1; sequence <= last; sequence++) {
        if (sequence % 20 === 0) await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await write(sequence, sequence).catch(() => write(sequence, sequence));
      }
      await until(() => applied(strategy) === last);
      expect(allData()).toEqual(Array.from({ length: last }, (_value, at) => at + 1));
      expect(statuses).toContain('reconnecting');
      expect(statuses.at(-1)).toBe('connected');
      await until(async () => (await pendingCount()) === 0);
    },
  );

  it.each([
    ['its own position', { resumeAfter: () => Promise.resolve(undefined) }],
    ['acknowledgements', {}],
  ])('reads again what Redis had sent when the connection broke, by %s', async (_, options) => {
    const proxy = await LossyProxy.start(redis.url);
    running.unshift({ close: () => proxy.stop() });
    const strategy = serverOf({ redis: proxy.url, ...options });
    await start(Collector, strategy);
    await write(1, 1);
    await until(async () => applied(strategy) === 1 && (await pendingCount()) === 0);
    proxy.mode = 'swallow answers';
    await write(2, 2);
    await until(async () => (await pendingCount()) === 1);
    // Whoever asks Redis for news on the next connection gets this one and not the one before.
    await write(3, 3);
    proxy.mode = 'pass';
    proxy.cut();
    await until(() => applied(strategy) === 3);
    expect(allData()).toEqual([1, 2, 3]);
  });

  it('gives a connection up that stays open and answers nothing, and loses nothing with it', async () => {
    const proxy = await LossyProxy.start(redis.url);
    running.unshift({ close: () => proxy.stop() });
    const strategy = serverOf({ redis: proxy.url, silenceMs: 300 });
    const statuses: string[] = [];
    strategy.status.subscribe((status) => statuses.push(status));
    await start(Collector, strategy);
    await write(1, 1);
    await until(async () => applied(strategy) === 1 && (await pendingCount()) === 0);
    proxy.mode = 'swallow answers';
    await write(2, 2);
    await until(async () => (await pendingCount()) === 1);
    expect(statuses).not.toContain('reconnecting');
    // New answers would come through; the one that is waited for never does, and nobody breaks the connection.
    proxy.mode = 'pass';
    await until(() => applied(strategy) === 2);
    expect(statuses).toContain('reconnecting');
    expect(allData()).toEqual([1, 2]);
  });

  it('is silent for ten seconds beyond the time of a read before that, by default', async () => {
    const delays = new Set<number>();
    const timers: Timers = {
      ...SYSTEM_TIMERS,
      delay: (ms, signal) => {
        delays.add(ms);
        return SYSTEM_TIMERS.delay(ms, signal);
      },
    };
    const strategy = serverOf({ timers });
    await start(Collector, strategy);
    await write(1, 1);
    await until(() => applied(strategy) === 1);
    expect(delays).toContain(10_050);
  });

  it('goes on when Redis was emptied and everything is published again by the next start', async () => {
    const strategy = serverOf({ resumeAfter: () => Promise.resolve(undefined) });
    await start(Collector, strategy);
    await write(1, 3);
    await until(() => applied(strategy) === 3);

    await redis.client.del(stream);
    await until(() => strategy.state()[0]?.lastError !== undefined);
    const restarted = new RedisStreamsWriter({ redis: redis.url, stream, epoch: 2 });
    running.push(restarted);
    await expect(restarted.lastPosition()).resolves.toBeUndefined();
    await write(1, 2, restarted);
    await write(3, 5, restarted);
    await until(() => applied(strategy) === 5);
    expect(allData()).toEqual([1, 2, 3, 4, 5]);
    expect(strategy.state()[0]?.status).toBe('connected');
    await until(async () => (await pendingCount()) === 0);
  });

  it('reads several streams, each in its own order, and one that fails does not hold up the others', async () => {
    const other = redis.key('server');
    const otherWriter = new RedisStreamsWriter({ redis: redis.url, stream: other, epoch: 1 });
    running.push(otherWriter);
    const handled: string[] = [];

    @Controller()
    class Handlers {
      @EventPattern<string>('a')
      handle(@Payload() data: number, @Ctx() context: StreamContext): void {
        if (context.getStream() === stream) throw new Error('this shard is broken');
        handled.push(`${context.getShard()}:${data}`);
      }
    }

    const strategy = serverOf({ streams: [stream, other], shardOf: (key) => (key === other ? 7 : 0) });
    await start(Handlers, strategy);
    await write(1, 1);
    await write(1, 3, otherWriter);
    await until(() => handled.length === 3);
    expect(handled).toEqual(['7:1', '7:2', '7:3']);
    await until(() => strategy.state()[0]?.status === 'stalled' && strategy.state()[1]?.lag === 0);
    await expect(firstValueFrom(strategy.status)).resolves.toBe('stalled');
  });

  it('gives up a start without Redis after a named time', async () => {
    const strategy = serverOf({ redis: 'redis://127.0.0.1:1', connectTimeoutMs: 100 });
    await expect(start(Collector, strategy)).rejects.toThrow('no connection to Redis after 100 ms');
  });

  it('does not go past an entry that is none of ours', async () => {
    await redis.client.xadd(stream, '1-1', 'foreign', 'field');
    const strategy = serverOf();
    await start(Collector, strategy);
    await until(() => strategy.state()[0]?.status === 'stalled');
    expect(strategy.state()[0]?.lastError?.message).toBe('1-1: the entry has no field "p"');
    expect(seen).toEqual([]);
  });
});
