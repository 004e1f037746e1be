import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { EventLogWriter, RedisStreamsWriter } from '@backlay/transport';
import { decodeEventGroups, EventGroupEncoder, eventStreamKey } from '@backlay/contracts';
import { describeWithRedis, startSpecRedis, type SpecRedis } from '../../../../test/support/redis.js';
import { waitFor } from '../../../../test/support/wait.js';
import { order, SpecEngine } from '../testing/spec-engine.js';
import { Publisher } from './publisher.js';

const SEGMENT_BYTES = 1024 * 1024;

/** A log of its own and the stream it is published to. */
class Scene {
  readonly directory = mkdtempSync(join(tmpdir(), 'backlay-publisher-'));
  readonly redis: Redis;
  readonly fencedBy: string[] = [];
  keepSequences = 1_000_000;
  readonly #publishers: Publisher[] = [];
  #writer: EventLogWriter | undefined;

  constructor(
    readonly url: string,
    readonly stream: string,
  ) {
    this.redis = new Redis(url, { maxRetriesPerRequest: null });
    this.redis.on('error', () => undefined);
  }

  get writer(): EventLogWriter {
    if (this.#writer === undefined) throw new Error('the log is not open');
    return this.#writer;
  }

  async open(): Promise<void> {
    this.#writer = await EventLogWriter.open({ directory: this.directory, segmentBytes: SEGMENT_BYTES });
  }

  async append(count: number): Promise<void> {
    const encoder = new EventGroupEncoder();
    for (let index = 0; index < count; index++) {
      const sequence = this.writer.lastSequence + 1;
      const events = sequence % 3 === 0 ? [] : [{ type: 'market.opened' as const, marketId: sequence }];
      const payload = encoder.encode({ shard: 0, sequence, timeMs: sequence, events });
      this.writer.append({ sequence, payload, journal: Buffer.alloc(0) });
    }
    await this.writer.flush();
  }

  publisher(epoch = this.writer.epoch): Publisher {
    const stream = { redis: this.url, stream: this.stream, timeoutMs: 1_000 };
    const trim = { requiredGroups: ['reader'], keepSequences: this.keepSequences };
    const publisher = new Publisher({
      directory: this.directory,
      epoch,
      stream,
      trim,
      upkeepIntervalMs: 20,
      onFenced: (reason) => this.fencedBy.push(reason),
    });
    this.#publishers.push(publisher);
    publisher.start();
    return publisher;
  }

  async published(publisher: Publisher, sequence = this.writer.lastSequence): Promise<void> {
    await waitFor(`sequence ${sequence} to be published (${JSON.stringify(publisher.status)})`, () => {
      return publisher.status.publishedSequence === sequence && publisher.status.state === 'PUBLISHING';
    });
  }

  /** A consumer group that reads the next entries and acknowledges them. */
  async consume(group: string, count: number): Promise<void> {
    const read = await this.redis.xreadgroup(
      'GROUP',
      group,
      'member',
      'COUNT',
      count,
      'STREAMS',
      this.stream,
      '>',
    );
    const [[, entries]] = read as [[string, [string, string[]][]]];
    await this.redis.xack(this.stream, group, ...entries.map(([id]) => id));
  }

  /** Every sequence of the stream, in its order. */
  async sequences(): Promise<number[]> {
    const entries = await this.redis.xrangeBuffer(this.stream, '-', '+');
    return entries.flatMap(([, fields]) => {
      const payload = fields[fields.length - 1] ?? Buffer.alloc(0);
      return decodeEventGroups(payload).map(({ sequence }) => sequence);
    });
  }

  async close(): Promise<void> {
    for (const publisher of this.#publishers) await publisher.stop();
    await this.#writer?.close();
    await this.redis.del(this.stream).catch(() => undefined);
    this.redis.disconnect();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describeWithRedis('the publisher', () => {
  let redis: SpecRedis;
  let scene: Scene;
  let sceneCount = 0;

  beforeAll(async () => {
    redis = await startSpecRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    sceneCount += 1;
    scene = new Scene(redis.url, `publisher-spec-${process.pid}-${sceneCount}`);
    await scene.open();
  });
  afterEach(() => scene.close());

  it('copies the log in order, many commands to an entry, commands without events included', async () => {
    await scene.append(1200);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await scene.append(5);
    await scene.published(publisher);
    expect(await scene.sequences()).toEqual(upTo(1205));
    expect(await scene.redis.xlen(scene.stream)).toBeLessThan(10);
  });

  it('goes on from the end of the stream after a crash, without a gap or a duplicate', async () => {
    for (let crash = 1; crash <= 5; crash++) {
      await scene.append(700);
      const publisher = scene.publisher();
      await waitFor('something to be published', () => (publisher.status.publishedSequence ?? 0) > 0, {
        intervalMs: 1,
      });
      await publisher.stop();
      await scene.writer.close();
      await scene.open();
    }
    await scene.published(scene.publisher());
    expect(await scene.sequences()).toEqual(upTo(3500));
  });

  it('is fenced off by an engine of a later epoch, says so, and stops', async () => {
    await scene.append(10);
    const publisher = scene.publisher();
    await scene.published(publisher);
    const { epoch } = scene.writer;
    const usurper = new RedisStreamsWriter({ redis: scene.url, stream: scene.stream, epoch: epoch + 1 });
    const payload = new EventGroupEncoder().encode({ shard: 0, sequence: 11, timeMs: 0, events: [] });
    await usurper.write({ firstSequence: 11, lastSequence: 11, payload });
    await usurper.close();
    await scene.append(2);
    await waitFor('the publisher to be fenced', () => publisher.status.state === 'FENCED');
    expect(publisher.status.reason).toContain(`the stream already belongs to epoch ${epoch + 1}`);
    expect(await scene.sequences()).toEqual(upTo(11));
  });

  it('publishes everything again into a Redis that lost its stream', async () => {
    await scene.append(50);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await scene.redis.del(scene.stream);
    await scene.append(50);
    await scene.published(publisher, 100);
    expect(await scene.sequences()).toEqual(upTo(100));
  });

  it('stops rather than mix two exchanges: the stream is ahead of the log', async () => {
    await scene.redis.xadd(scene.stream, '1-99', 'x', 'y');
    await scene.append(5);
    const publisher = scene.publisher();
    await waitFor('it to stop', () => publisher.status.state === 'FENCED');
    expect(publisher.status.reason).toContain('sequence 99');
    expect(scene.fencedBy).toEqual([publisher.status.reason]);
  });

  it('notices while it has nothing to publish that a later engine took the stream', async () => {
    await scene.append(10);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await scene.redis.xadd(scene.stream, '9-10', 'f', '10', 'p', '');
    await waitFor('the publisher to be fenced', () => publisher.status.state === 'FENCED');
    expect(scene.fencedBy).toHaveLength(1);
  });

  it('lets one of two engines on copies of one log publish, and fences the other', async () => {
    await scene.append(10);
    const first = scene.publisher();
    await scene.published(first);
    const second = scene.publisher();
    await waitFor('the second to be fenced', () => second.status.state === 'FENCED');
    expect(second.status.reason).toContain('copies of one log');
    await scene.append(5);
    await scene.published(first);
    expect(await scene.sequences()).toEqual(upTo(15));
  });

  it('trims what the group has acknowledged and retention lets go, and nothing that is unread', async () => {
    scene.keepSequences = 0;
    await scene.append(1500);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await waitFor('the groups to be looked at', () => publisher.status.consumers.missingGroups.length === 1);
    expect(await scene.sequences()).toEqual(upTo(1500));
    await scene.redis.xgroup('CREATE', scene.stream, 'reader', '0');
    await scene.consume('reader', 2);
    await waitFor('the stream to be trimmed', () => publisher.status.consumers.groups[0]?.pending === 0);
    expect(await scene.sequences()).toEqual(upTo(1500).slice(1000));
    expect(publisher.status.consumers).toEqual({
      groups: [{ name: 'reader', pending: 0, undelivered: 500, acknowledgedSequence: 1000 }],
      missingGroups: [],
      entriesTrimmed: 2,
    });
  });

  it('fills an emptied Redis from what all groups have, not from the beginning, also after a restart', async () => {
    await scene.append(1500);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await scene.redis.xgroup('CREATE', scene.stream, 'reader', '0');
    await scene.consume('reader', 2);
    await waitFor('the acknowledgement to be seen', () => {
      return publisher.status.consumers.groups[0]?.acknowledgedSequence === 1000;
    });
    await publisher.stop();
    await scene.redis.flushall();
    await scene.writer.close();
    await scene.open();
    await scene.published(scene.publisher());
    expect(await scene.sequences()).toEqual(upTo(1500).slice(1000));
  });

  it('finds out that Redis lost its stream when it comes back while there is nothing to publish', async () => {
    if (!redis.isPrivate) return;
    await scene.append(50);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await redis.kill();
    await redis.start();
    await waitFor('the connection to be back', async () => (await scene.redis.ping()) === 'PONG');
    await scene.append(50);
    await scene.published(publisher, 100);
    expect(await scene.sequences()).toEqual(upTo(100));
  });

  it('waits while Redis is full, leaves no hole, and makes room by trimming', async () => {
    scene.keepSequences = 0;
    await scene.append(1000);
    const publisher = scene.publisher();
    await scene.published(publisher);
    await scene.redis.xgroup('CREATE', scene.stream, 'reader', '0');
    await scene.redis.config('SET', 'maxmemory', '1');
    try {
      await scene.append(10);
      await waitFor('it to be refused', () => publisher.status.state === 'BACKING_OFF');
      expect(publisher.status.reason).toContain('OOM');
      await scene.consume('reader', 1);
      await waitFor('it to trim all the same', () => publisher.status.consumers.entriesTrimmed === 1);
    } finally {
      await scene.redis.config('SET', 'maxmemory', '0');
    }
    await scene.published(publisher, 1010);
    expect(await scene.sequences()).toEqual(upTo(1010).slice(500));
  });

  it('keeps an engine from taking commands on a log that is older than its stream', async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    await client.xadd(eventStreamKey(0), '1-99', 'f', '99', 'p', '');
    const engine = await SpecEngine.start({ env: { REDIS_URL: redis.url } });
    try {
      const { status, body } = await engine.post('/v1/markets', {
        name: 'A market',
        runners: [],
        currency: 'XXX',
      });
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'ENGINE_FENCED' });
      expect(body.detail).toContain('sequence 99');
      const health = await engine.get('/health/ready');
      expect(health.status).toBe(503);
      expect(health.text).toContain('sequence 99');
    } finally {
      await engine.end();
      await client.flushall();
      client.disconnect();
    }
  });

  it('waits while Redis is away, and the engine goes on', async () => {
    if (!redis.isPrivate) return;
    const engine = await SpecEngine.start({ env: { REDIS_URL: redis.url } });
    try {
      await engine.openMarket();
      await redis.kill();
      const placed = await engine.post('/v1/orders', order());
      expect(placed.status).toBe(201);
      const state = async () => (await engine.get('/v1/engine')).body['publisher'] as { state: string };
      await waitFor('the publisher to notice', async () => (await state()).state === 'BACKING_OFF');
      expect((await engine.get('/health/ready')).status).toBe(200);
      await redis.start();
      await waitFor('the publisher to catch up', async () => {
        const { body } = await engine.get('/v1/engine');
        return (body['publisher'] as { publishedSequence: number }).publishedSequence === body.sequence;
      });
      const client = new Redis(redis.url);
      const entries = await client.xrangeBuffer(eventStreamKey(0), '-', '+');
      client.disconnect();
      const sequences = entries.flatMap(([, fields]) =>
        decodeEventGroups(fields[fields.length - 1] ?? Buffer.alloc(0)).map(({ sequence }) => sequence),
      );
      expect(sequences).toEqual([1, 2, 3]);
    } finally {
      await engine.end();
    }
  }, 30_000);
});
