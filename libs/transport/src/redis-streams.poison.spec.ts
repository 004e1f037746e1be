import { RetryThen } from './failure-policy.js';
import { RedisDeadLetters } from './redis-streams.dead-letters.js';
import { KeptStream, stateOf } from './testing/kept-stream.js';
import { describeRedis } from './testing/redis.js';
import { until } from './testing/until.js';

const GARBAGE = Buffer.from('no events');

const policy = (atLast: 'skip' | 'halt'): RetryThen =>
  new RetryThen({ isPassing: () => false, attemptsMax: 3, atLast, initialDelayMs: 1, delayMsMax: 2 });

describeRedis('an entry of many sequences that cannot be decoded', (redis) => {
  let stream: KeptStream;
  let letters: RedisDeadLetters;

  beforeEach(async () => {
    stream = new KeptStream(redis);
    letters = new RedisDeadLetters({ redis: redis.url, stream: stream.name, group: 'group' });
    await stream.publish(1, 2);
    await stream.publish(3, 402, GARBAGE);
    await stream.publish(403, 404);
  });
  afterEach(async () => {
    await stream.close();
    await letters.close();
  });

  it('is one dead letter for all of them, as it was found, and is gone past', async () => {
    const server = await stream.consume({ failurePolicy: policy('skip') });
    await until(() => stateOf(server)?.applied?.sequence === 404);
    expect(stream.data).toEqual([1, 2, 403, 404]);
    const { letters: all } = await letters.list();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      id: '1-402',
      firstSequence: 3,
      lastSequence: 402,
      attempts: 3,
      payload: GARBAGE,
      error: { name: 'SyntaxError' },
    });
    expect(stateOf(server)).toMatchObject({ status: 'connected', deadLettered: 1, failedAttempts: 0 });
    const [pending] = (await redis.client.xpending(stream.name, 'group')) as [number];
    expect(pending).toBe(0);
  });

  it('is halted in front of when facts must be complete, and what is in front of it is applied', async () => {
    const server = await stream.consume({ failurePolicy: policy('halt') });
    await until(() => stateOf(server)?.status === 'halted');
    expect(stream.data).toEqual([1, 2]);
    expect(stateOf(server)).toMatchObject({ applied: { epoch: 1, sequence: 2 }, deadLettered: 0 });
    expect(stateOf(server)?.lastError?.message).toContain('of the payload');
    await expect(letters.count()).resolves.toBe(0);
    const [pending] = (await redis.client.xpending(stream.name, 'group')) as [number];
    expect(pending).toBeGreaterThan(0);
  });
});
