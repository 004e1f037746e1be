import { JsonEventCodec } from './event-codec.js';
import { RedisStreamsClient } from './redis-streams.client.js';
import { REDIS_STREAMS, RedisStreamsServer } from './redis-streams.server.js';
import { RedisStreamsWriter } from './redis-streams.writer.js';
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
  const epoch = 1;
  const writer = new RedisStreamsWriter({ redis: url, stream, epoch });
  const options = { redis: url, group: 'group', consumer: 'consumer', blockMs: 50 };
  let last = 0;
  return Promise.resolve({
    name: stream,
    async publish(...sequences) {
      const firstSequence = last + 1;
      const events = sequences.flatMap((items, at) =>
        items.map((item, index) => ({ ...item, sequence: firstSequence + at, index, timeMs: 1 })),
      );
      last += sequences.length;
      await writer.write({ firstSequence, lastSequence: last, payload: codec.encode(events) });
    },
    async publishGarbage() {
      last += 1;
      await writer.write({ firstSequence: last, lastSequence: last, payload: Buffer.from('no events') });
    },
    async lose(count) {
      last += count;
      await writer.write({ firstSequence: last - count + 1, lastSequence: last, payload: Buffer.alloc(0) });
      await client.xdel(stream, `${epoch}-${last}`);
    },
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
      await client.del(stream);
    },
  });
}
