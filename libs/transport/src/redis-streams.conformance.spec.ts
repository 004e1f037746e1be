import { JsonEventCodec } from './event-codec.js';
import { RedisStreamsClient } from './redis-streams.client.js';
import { deadLetterStreamKey, RedisDeadLetters } from './redis-streams.dead-letters.js';
import { REDIS_STREAMS, RedisStreamsServer } from './redis-streams.server.js';
import { RedisTailSource } from './redis-streams.tail-source.js';
import { type EntryToWrite, RedisStreamsWriter } from './redis-streams.writer.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { describeRedis, type TestRedis } from './testing/redis.js';
import type { TestStream } from './testing/conformance-suite.js';
import { describeTransportConformance } from './testing/transport-conformance.js';

const codec = new JsonEventCodec();

describeRedis('with a real Redis', (redis) => {
  describeTransportConformance({
    name: 'Redis Streams',
    transportId: REDIS_STREAMS,
    createStream: () => createStream(redis),
  });
});

function createStream(redis: TestRedis): Promise<TestStream> {
  const { url, client } = redis;
  const stream = redis.key('conformance');
  let epoch = 1;
  let writer = new RedisStreamsWriter({ redis: url, stream, epoch });
  const published: EntryToWrite[] = [];
  const options = { redis: url, group: 'group', consumer: 'consumer', blockMs: 50 };
  let last = 0;

  async function write(count: number, payload: Buffer): Promise<void> {
    last += count;
    const entry = { firstSequence: last - count + 1, lastSequence: last, payload };
    published.push(entry);
    await writer.write(entry);
  }

  /** A Redis that lost the stream gets it again from the next start of the publisher. */
  async function publishAgain(): Promise<void> {
    await writer.close();
    await client.del(stream);
    epoch += 1;
    writer = new RedisStreamsWriter({ redis: url, stream, epoch });
    for (const entry of published) await writer.write(entry);
  }

  return Promise.resolve({
    name: stream,
    async publish(...sequences) {
      const firstSequence = last + 1;
      const events = sequences.flatMap((items, at) =>
        items.map((item, index) => ({ ...item, sequence: firstSequence + at, index, timeMs: 1 })),
      );
      await write(sequences.length, codec.encode(events));
    },
    publishGarbage: () => write(1, Buffer.from('no events')),
    async lose(count) {
      await write(count, Buffer.alloc(0));
      await client.xdel(stream, `${epoch}-${last}`);
    },
    restore: publishAgain,
    async fallBack(sequence) {
      await client.del(stream);
      for (const { firstSequence, lastSequence, payload } of published) {
        if (lastSequence > sequence) continue;
        await client.xadd(stream, `${epoch}-${lastSequence}`, 'f', firstSequence, 'p', payload);
      }
      return {
        async catchUp() {
          await writer.lastPosition();
          for (const entry of published) await writer.write(entry);
        },
      };
    },
    async trim() {
      await write(1, Buffer.alloc(0));
      await client.xtrim(stream, 'MINID', `${epoch}-${last}`);
    },
    tail: () => new RedisTailSource({ redis: url, stream, blockMs: 50 }),
    deadLetters: () => new RedisDeadLetters({ redis: url, stream, group: 'group' }),
    server: (overrides) => new RedisStreamsServer({ ...options, streams: [stream], ...overrides }),
    client() {
      const emitted = redis.key('emitted');
      return {
        customClass: RedisStreamsClient,
        options: { redis: url, stream: emitted },
        server: new RedisStreamsServer({ ...options, streams: [emitted], logger: new RecordingLogger() }),
      };
    },
    async close() {
      await writer.close();
      await client.del(stream, deadLetterStreamKey(stream, 'group'));
    },
  });
}
