import { join } from 'node:path';
import { eventStreamKey } from '@backlay/contracts';
import { followerPositions } from '@backlay/transport';
import { Redis } from 'ioredis';
import { EventHistory } from '../libs/contracts/src/testing/event-history.js';
import { ConsumerBench } from './support/consumers.js';
import { describeWithRedis, startSpecRedis } from './support/redis.js';

const TIMEOUT_MS = 120_000;
const STOP_MS_MAX = 10_000;
const STREAM = eventStreamKey(0);

interface Checkpoint {
  readonly sequence: number;
  readonly owner: string | null;
}

/** @returns what was committed when the app was gone */
async function stopUnderLoad(bench: ConsumerBench): Promise<number> {
  const history = new EventHistory({ seed: 8, commands: 0 });
  // Small batches, so that many lie before it when it is asked to stop.
  const storage = await bench.start('storage', 'storage-1', { EVENTS_PER_BATCH: '20' });
  let appended = 0;
  const stopped = new AbortController();
  const load = async () => {
    while (!stopped.signal.aborted) {
      await bench.append(history.groups(500));
      appended += 500;
    }
  };
  const loading = load();
  await bench.untilApplied(storage, 200);

  const askedAtMs = performance.now();
  const code = await storage.stop();
  const tookMs = performance.now() - askedAtMs;
  stopped.abort();
  await loading;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(STOP_MS_MAX);
  const [checkpoint] = await bench.rows<Checkpoint>('SELECT sequence::int, owner FROM storage.checkpoints');
  expect(checkpoint).toEqual({ sequence: expect.any(Number), owner: null });
  // It was in the middle of it, or this has shown nothing.
  expect(checkpoint?.sequence).toBeLessThan(appended);
  return checkpoint?.sequence ?? 0;
}

describe('a consumer that is asked to stop under load', () => {
  it(
    'ends in time, with everything it committed acknowledged on the log and its lease given up',
    async () => {
      const bench = await ConsumerBench.create();
      try {
        const committed = await stopUnderLoad(bench);
        const positions = await followerPositions(join(bench.folder, 'event-log'));
        expect(positions).toEqual([expect.objectContaining({ group: 'storage', sequence: committed })]);
      } finally {
        await bench.destroy();
      }
    },
    TIMEOUT_MS,
  );
});

describeWithRedis('a consumer of Redis Streams that is asked to stop under load', () => {
  it(
    'ends in time, with everything it committed acknowledged in Redis and its lease given up',
    async () => {
      const server = await startSpecRedis();
      const bench = await ConsumerBench.create({}, server.url);
      const redis = new Redis(server.url);
      try {
        const committed = await stopUnderLoad(bench);
        const upToCommitted = await redis.xpending(STREAM, 'storage', '-', `1-${committed}`, 1_000);
        expect(upToCommitted).toEqual([]);
        expect(await redis.xrange(STREAM, `1-${committed}`, '+', 'COUNT', 2)).toHaveLength(2);
      } finally {
        redis.disconnect();
        await bench.destroy();
        await server.stop();
      }
    },
    TIMEOUT_MS,
  );
});
