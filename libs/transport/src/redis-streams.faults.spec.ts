/* oxlint-disable typescript/no-unnecessary-type-arguments -- without it an overload of Nest 12 refuses a typed context */
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { EventBatch } from './event-batch.decorator.js';
import { JsonEventCodec } from './event-codec.js';
import { EventLogWriter } from './event-log.writer.js';
import { RetryForever } from './failure-policy.js';
import { RedisStreamsServer, type RedisStreamsServerOptions } from './redis-streams.server.js';
import { RedisStreamsWriter } from './redis-streams.writer.js';
import { StreamBatchContext } from './stream-contexts.js';
import type { StreamEvent, StreamPosition } from './stream-event.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { describeBreakableRedis } from './testing/redis.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { until } from './testing/until.js';

const codec = new JsonEventCodec();
const NOTHING = Buffer.alloc(0);

describeBreakableRedis('consumers of a Redis that is broken', (redis) => {
  let stream: string;
  let writer: RedisStreamsWriter;
  let epoch: number;
  let running: { close(): Promise<unknown> }[];
  let logger: RecordingLogger;
  /** What the consumer keeps itself, in one step with its effect. */
  let kept: { data: unknown[]; position: StreamPosition | undefined };
  let handling: () => Promise<void>;

  @Controller()
  class Keeper {
    @EventBatch()
    async handle(
      @Payload() events: readonly StreamEvent[],
      @Ctx() context: StreamBatchContext,
    ): Promise<void> {
      await handling();
      kept.data.push(...events.map(({ data }) => data));
      kept.position = context.getPosition();
    }
  }

  beforeEach(() => {
    stream = redis.key('faults');
    epoch = 1;
    writer = new RedisStreamsWriter({ redis: redis.url, stream, epoch });
    logger = new RecordingLogger();
    kept = { data: [], position: undefined };
    handling = () => Promise.resolve();
    running = [{ close: () => writer.close() }];
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
      logger,
      resumeAfter: () => Promise.resolve(kept.position),
      failurePolicy: new RetryForever({ initialDelayMs: 1, delayMsMax: 5 }),
      ...options,
    });
  }

  async function start(strategy: RedisStreamsServer, controller: Type = Keeper): Promise<INestMicroservice> {
    @Module({ controllers: [controller] })
    class App {}
    const app = await NestFactory.createMicroservice(App, { strategy, logger: false, abortOnError: false });
    running.push(app);
    await app.listen();
    return app;
  }

  async function stop(app: INestMicroservice): Promise<number> {
    running = running.filter((other) => other !== app);
    const beganMs = performance.now();
    await app.close();
    return performance.now() - beganMs;
  }

  function payload(firstSequence: number, lastSequence: number): Buffer {
    const events: StreamEvent[] = [];
    for (let sequence = firstSequence; sequence <= lastSequence; sequence++) {
      events.push({ pattern: 'a', data: sequence, sequence, index: 0, timeMs: 1 });
    }
    return codec.encode(events);
  }

  const write = (firstSequence: number, lastSequence = firstSequence): Promise<unknown> =>
    writer.write({ firstSequence, lastSequence, payload: payload(firstSequence, lastSequence) });

  /** The publisher's next start. */
  async function restartPublisher(): Promise<void> {
    await writer.close();
    epoch += 1;
    writer = new RedisStreamsWriter({ redis: redis.url, stream, epoch });
    await writer.lastPosition();
  }

  /** A log with the same sequences as the stream. */
  async function logUpTo(last: number): Promise<{ directory: string }> {
    const { path: directory, remove } = await temporaryDirectory('refill');
    const log = await EventLogWriter.open({ directory, segmentBytes: 16 * 1024, logger });
    for (let sequence = 1; sequence <= last; sequence++) {
      log.append({ sequence, payload: payload(sequence, sequence), journal: NOTHING });
    }
    await log.flush();
    await log.close();
    running.unshift({ close: remove });
    return { directory };
  }

  const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);
  const applied = (strategy: RedisStreamsServer): number => strategy.state()[0]?.applied?.sequence ?? 0;
  const status = (strategy: RedisStreamsServer) => strategy.state()[0]?.status;

  async function pendingCount(): Promise<number> {
    const [count] = (await redis.client.xpending(stream, 'group')) as [number];
    return count;
  }

  describe('lack of entries', () => {
    it('is healed from the log, whatever took them away, and the stream is gone on with', async () => {
      const refillFrom = await logUpTo(40);
      for (let sequence = 1; sequence <= 40; sequence += 4) await write(sequence, sequence + 3);
      await redis.client.xdel(stream, '1-12', '1-16', '1-32');
      const strategy = serverOf({ refillFrom });
      await start(strategy);
      await until(() => applied(strategy) === 40);
      expect(kept.data).toEqual(upTo(40));
      await write(41);
      await until(() => applied(strategy) === 41);
      expect(strategy.state()[0]).toMatchObject({
        status: 'connected',
        gapsHealed: 2,
        lastGap: { expectedSequence: 29, actualSequence: 33, healedFrom: 'log' },
      });
      expect(logger.warnings).toEqual([
        expect.stringContaining('healed from the log'),
        expect.stringContaining('healed from the log'),
      ]);
      await until(async () => (await pendingCount()) === 0);
    });

    it('at the beginning is healed for a group that is new', async () => {
      const refillFrom = await logUpTo(30);
      await write(1, 10);
      await write(11, 20);
      await write(21, 30);
      await redis.client.xtrim(stream, 'MINID', '1-30');
      const strategy = serverOf({ refillFrom });
      await start(strategy);
      await until(() => applied(strategy) === 30);
      expect(kept.data).toEqual(upTo(30));
    });

    it('is halted in front of without a log, by name, and healed as soon as they are published again', async () => {
      await write(1, 2);
      await write(3, 4);
      await write(5, 6);
      await redis.client.xdel(stream, '1-4');
      const strategy = serverOf();
      await start(strategy);
      await until(() => status(strategy) === 'halted');
      expect(strategy.state()[0]?.lastError).toMatchObject({ code: 'STREAM_GAP' });
      expect(kept.data).toEqual([1, 2]);

      await redis.client.del(stream);
      await restartPublisher();
      // In another packing, and from behind what the consumer has applied.
      await write(1, 3);
      await write(4, 7);
      await until(() => applied(strategy) === 7);
      expect(kept.data).toEqual(upTo(7));
      expect(status(strategy)).toBe('connected');
      expect(strategy.state()[0]).toMatchObject({ gapsHealed: 1, lastGap: { healedFrom: 'stream' } });
    });

    it('at the end of the stream is healed, too, although nothing comes behind it', async () => {
      const refillFrom = await logUpTo(6);
      await write(1, 4);
      await write(5, 6);
      await redis.client.xdel(stream, '1-6');
      const strategy = serverOf({ refillFrom });
      await start(strategy);
      await until(() => applied(strategy) === 6);
      expect(kept.data).toEqual(upTo(6));
    });

    it('is not healed by a log that lacks the same, and never applied past', async () => {
      const refillFrom = await logUpTo(3);
      await write(1, 2);
      await write(3, 4);
      await write(5, 6);
      await redis.client.xdel(stream, '1-4');
      const strategy = serverOf({ refillFrom });
      await start(strategy);
      await until(() => status(strategy) === 'halted');
      expect(kept.data).toEqual([1, 2]);
    });

    it('among what was delivered and not acknowledged shows itself, also to those who keep no position', async () => {
      for (const sequence of [1, 2, 3]) await write(sequence);
      await redis.client.xgroup('CREATE', stream, 'group', '0');
      await redis.client.xreadgroup('GROUP', 'group', 'consumer', 'STREAMS', stream, '>');
      await redis.client.xtrim(stream, 'MINID', '1-3');
      const strategy = serverOf({ resumeAfter: undefined });
      await start(strategy);
      await until(() => status(strategy) === 'stalled');
      expect(strategy.state()[0]?.lastError?.message).toContain('1-1: removed before it was acknowledged');
      expect(kept.data).toEqual([]);
    });

    it('among what was delivered is healed from the log for those who keep their position', async () => {
      const refillFrom = await logUpTo(6);
      for (const sequence of upTo(6)) await write(sequence);
      await redis.client.xgroup('CREATE', stream, 'group', '0');
      await redis.client.xreadgroup('GROUP', 'group', 'consumer', 'COUNT', 4, 'STREAMS', stream, '>');
      await redis.client.xtrim(stream, 'MINID', '1-6');
      const strategy = serverOf({ refillFrom });
      await start(strategy);
      await until(() => applied(strategy) === 6);
      expect(kept.data).toEqual(upTo(6));
      await until(async () => (await pendingCount()) === 0);
    });
  });

  describe('FLUSHALL', () => {
    it('during consumption is survived when the publisher begins behind what all groups have', async () => {
      const strategy = serverOf();
      await start(strategy);
      await write(1, 5);
      await until(() => applied(strategy) === 5);
      await redis.client.flushall();
      await until(() => status(strategy) === 'ahead');
      expect(strategy.state()[0]?.lastError).toMatchObject({ code: 'STREAM_POSITION_AHEAD' });
      await restartPublisher();
      await write(4, 8);
      await until(() => applied(strategy) === 8);
      expect(kept.data).toEqual(upTo(8));
      expect(status(strategy)).toBe('connected');
      expect(strategy.state()[0]?.gapsHealed).toBe(0);
    });

    it('and a publisher that begins in the middle are no loss to a new group with a log', async () => {
      const refillFrom = await logUpTo(12);
      await redis.client.flushall();
      await restartPublisher();
      await write(9, 12);
      const strategy = serverOf({ refillFrom, group: 'new' });
      await start(strategy);
      await until(() => applied(strategy) === 12);
      expect(kept.data).toEqual(upTo(12));
    });

    it('leaves no stream behind that a consumer made: its publisher must notice the loss', async () => {
      await start(serverOf());
      await write(1, 2);
      await until(() => kept.data.length === 2);
      await redis.client.flushall();
      const fresh = serverOf({ group: 'fresh', resumeAfter: () => Promise.resolve(undefined) });
      await start(fresh);
      await expect(write(3, 4)).rejects.toThrow('is empty');
    });
  });

  describe('a Redis replaced by an older copy', () => {
    it('repeats nothing and loses nothing, though its ids and its group are older', async () => {
      await write(1, 4);
      const strategy = serverOf();
      await start(strategy);
      await until(() => applied(strategy) === 4);
      const copy = await redis.client.dumpBuffer(stream);
      await write(5, 8);
      await until(() => applied(strategy) === 8);
      // The group's pending list and last delivered id fall back as well.
      await redis.client.restore(stream, 0, copy, 'REPLACE');
      await until(() => status(strategy) === 'ahead');
      await writer.lastPosition();
      await write(5, 6);
      await write(7, 10);
      await until(() => applied(strategy) === 10);
      expect(kept.data).toEqual(upTo(10));
      await until(async () => (await pendingCount()) === 0);
    });

    it('is healed from the stream itself where the order of ids hides what is missing', async () => {
      await write(1, 4);
      await write(5, 8);
      const copy = await redis.client.dumpBuffer(stream);
      // Applied from a stream that was published again by a later epoch.
      kept = { data: upTo(4), position: { epoch: 7, sequence: 4 } };
      await redis.client.restore(stream, 0, copy, 'REPLACE');
      const strategy = serverOf();
      await start(strategy);
      epoch = 7;
      await restartPublisher();
      await write(9, 10);
      await until(() => applied(strategy) === 10);
      expect(kept.data).toEqual(upTo(10));
      expect(strategy.state()[0]).toMatchObject({ gapsHealed: 1, lastGap: { healedFrom: 'stream' } });
    });
  });

  describe('members of one group', () => {
    it('take over what a dead one had in its hands; its name goes when nothing is pending under it', async () => {
      for (const sequence of upTo(6)) await write(sequence);
      await redis.client.xgroup('CREATE', stream, 'group', '0');
      await redis.client.xreadgroup('GROUP', 'group', 'dead', 'COUNT', 4, 'STREAMS', stream, '>');
      // It had committed two of the four before it died.
      kept = { data: [1, 2], position: { epoch: 1, sequence: 2 } };
      const names = async (): Promise<string[]> => {
        const members = (await redis.client.xinfo('CONSUMERS', stream, 'group')) as string[][];
        return members.map(([, name]) => name ?? '');
      };
      await expect(names()).resolves.toEqual(['dead']);
      const strategy = serverOf({ consumer: 'alive' });
      await start(strategy);
      await until(() => applied(strategy) === 6);
      expect(kept.data).toEqual(upTo(6));
      await expect(pendingCount()).resolves.toBe(0);
      await until(async () => (await names()).join() === 'alive');
    });

    it('without a lease stop each other, and say why', async () => {
      const first = serverOf({ consumer: 'first', resumeAfter: undefined });
      const second = serverOf({ consumer: 'second', resumeAfter: undefined });
      await start(first);
      await start(second);
      let last = 0;
      await until(async () => {
        await write((last += 1));
        return status(first) === 'halted' || status(second) === 'halted';
      });
      const { lastError } = [first, second].find((server) => status(server) === 'halted')!.state()[0]!;
      expect(lastError).toMatchObject({ code: 'STREAM_SHARED' });
      expect(lastError?.message).toContain('A sequenced stream feeds one active consumer per group');
    });

    it('that take the last entries away before they end do not leave the other one waiting for more', async () => {
      const strategy = serverOf();
      await start(strategy);
      await write(1);
      await until(() => applied(strategy) === 1);
      handling = () => new Promise((resolve) => setTimeout(resolve, 100));
      await write(2);
      await until(async () => (await pendingCount()) === 1);
      await write(3);
      await redis.client.xreadgroup('GROUP', 'group', 'zombie', 'STREAMS', stream, '>');
      // Nothing is written any more: no entry behind it shows that it is missing.
      await until(() => applied(strategy) === 3);
      expect(kept.data).toEqual([1, 2, 3]);
    });

    it('that keep their own positions without a lease do not take entries from each other for ever', async () => {
      const memberOf = (consumer: string): RedisStreamsServer =>
        serverOf({ consumer, resumeAfter: () => Promise.resolve(undefined) });
      const servers = [memberOf('first'), memberOf('second')];
      for (const server of servers) await start(server);
      let last = 0;
      await until(async () => {
        await write((last += 1));
        return servers.some((server) => server.state()[0]?.lastError?.code === 'STREAM_SHARED');
      });
      expect(servers.map(status)).toContain('halted');
    });

    it('that steal an entry and then fall silent do not stop the one that keeps the position', async () => {
      const strategy = serverOf();
      await start(strategy);
      await write(1);
      await until(() => applied(strategy) === 1);
      handling = () => new Promise((resolve) => setTimeout(resolve, 100));
      await write(2);
      await until(async () => (await pendingCount()) === 1);
      await write(3);
      await redis.client.xreadgroup('GROUP', 'group', 'zombie', 'STREAMS', stream, '>');
      handling = () => Promise.resolve();
      await write(4);
      await until(() => applied(strategy) === 4);
      expect(kept.data).toEqual(upTo(4));
    });
  });

  describe('a connection', () => {
    it('that is refused for a while makes one line when it begins and one when it ends', async () => {
      const strategy = serverOf();
      await start(strategy);
      await write(1);
      await until(() => applied(strategy) === 1);
      await redis.kill();
      await until(() => status(strategy) === 'reconnecting');
      // Long enough for several attempts to be refused.
      await until(() => strategy.state()[0]?.lastError?.message.includes('ECONNREFUSED') === true);
      const firstRefusalMs = strategy.state()[0]?.lastError?.atMs ?? 0;
      await until(() => (strategy.state()[0]?.lastError?.atMs ?? 0) > firstRefusalMs + 500);
      expect(logger.errors).toHaveLength(1);
      await redis.restart();
      await restartPublisher();
      await write(1, 2);
      await until(() => applied(strategy) === 2);
      await until(() => logger.messages.some((line) => line.includes('well again')));
      expect(kept.data).toEqual([1, 2]);
      // Beside the line that says that the stream was lost with the server.
      expect(logger.errors.filter((line) => !line.includes('older than what was applied'))).toHaveLength(1);
    });

    it.each([
      ['killed', () => redis.kill(), () => redis.restart()],
      ['frozen', async () => redis.freeze(), async () => redis.thaw()],
    ])('to a Redis that is %s does not hold up the end of a consumer', async (_, breakIt, mendIt) => {
      let release: () => void = () => undefined;
      const strategy = serverOf();
      const app = await start(strategy);
      await write(1);
      await until(() => applied(strategy) === 1);
      let began = false;
      handling = () => {
        began = true;
        return new Promise((resolve) => {
          release = resolve;
        });
      };
      await write(2);
      await until(() => began);
      await breakIt();
      const tookMs = stop(app);
      release();
      expect(await tookMs).toBeLessThan(2_500);
      // The delivery in hand was finished although it could not be acknowledged.
      expect(kept.data).toEqual([1, 2]);
      expect(logger.warnings).toEqual([]);
      await mendIt();
    });

    it('that is paused is waited for', async () => {
      const strategy = serverOf();
      await start(strategy);
      await write(1);
      await until(() => applied(strategy) === 1);
      await redis.client.call('CLIENT', 'PAUSE', '700', 'ALL');
      await write(2);
      await until(() => applied(strategy) === 2);
      expect(kept.data).toEqual([1, 2]);
      expect(status(strategy)).toBe('connected');
    });
  });

  it('loses and repeats nothing when the server is killed again and again and published anew', async () => {
    const strategy = serverOf();
    await start(strategy);
    let last = 0;
    for (let round = 1; round <= 4; round++) {
      for (let at = 0; at < 10; at++) {
        last += 1;
        await write(last);
      }
      await until(() => applied(strategy) >= last - 5);
      await redis.kill();
      await redis.restart();
      await restartPublisher();
      await write(1, last);
    }
    await until(() => applied(strategy) === last);
    expect(kept.data).toEqual(upTo(last));
  });
});
