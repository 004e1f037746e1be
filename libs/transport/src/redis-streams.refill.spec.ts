import { rename, rm } from 'node:fs/promises';
import { eventsOf, KeptStream, stateOf } from './testing/kept-stream.js';
import { describeRedis } from './testing/redis.js';
import { until } from './testing/until.js';
import type { RedisStreamsServer } from './redis-streams.server.js';

const NO_EVENTS = Buffer.alloc(0);
/** Of another exchange that has had as many commands: every event happened at another time. */
const ELSEWHERE_MS = 2;

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);
const rightLog = (last: number): Buffer[] => upTo(last).map((sequence) => eventsOf(sequence));
const foreignLog = (last: number): Buffer[] =>
  upTo(last).map((sequence) => eventsOf(sequence, sequence, ELSEWHERE_MS));

describeRedis('a hole in the stream', (redis) => {
  let stream: KeptStream;

  beforeEach(async () => {
    stream = new KeptStream(redis);
    await stream.publish(1, 2);
    await stream.publish(3, 4);
  });
  afterEach(() => stream.close());

  const untilApplied = (server: RedisStreamsServer, last: number): Promise<void> =>
    until(() => stateOf(server)?.applied?.sequence === last);

  const untilHalted = (server: RedisStreamsServer): Promise<void> =>
    until(() => stateOf(server)?.status === 'halted');

  async function expectRefused(directory: string, why: string): Promise<RedisStreamsServer> {
    const server = await stream.consume({ refillFrom: { directory } });
    await untilHalted(server);
    expect(stateOf(server)?.lastError?.code).toBe('STREAM_REFILL_REFUSED');
    expect(stateOf(server)?.lastError?.message).toContain(why);
    expect(stateOf(server)?.lastError?.message).toContain(directory);
    expect(stateOf(server)?.gapsHealed).toBe(0);
    return server;
  }

  describe('with entries behind it', () => {
    beforeEach(async () => {
      await stream.publish(5, 7);
      await redis.client.xdel(stream.name, '1-4');
    });

    it('is filled from the log that the stream is made from', async () => {
      const directory = await stream.logOf(rightLog(7));
      const server = await stream.consume({ refillFrom: { directory } });
      await untilApplied(server, 7);
      expect(stream.data).toEqual(upTo(7));
      expect(stateOf(server)).toMatchObject({ gapsHealed: 1, lastGap: { healedFrom: 'log' } });
    });

    it('is not filled from the log of another exchange, and is as soon as the right one is there', async () => {
      const directory = await stream.logOf(foreignLog(7));
      const server = await expectRefused(directory, 'what it holds as sequences 5 to 7 is not');
      expect(stream.data).toEqual([1, 2]);
      // Said once, however often it is looked at.
      expect(stream.logger.errors).toHaveLength(1);

      const right = await stream.logOf(rightLog(7));
      await rm(directory, { recursive: true });
      await rename(right, directory);
      await untilApplied(server, 7);
      expect(stream.data).toEqual(upTo(7));
      await until(() => stateOf(server)?.status === 'connected');
    });

    it('is not filled from a log whose entries only begin like those of the stream', async () => {
      const longer = [...rightLog(6), Buffer.concat([eventsOf(7), eventsOf(7)])];
      await expectRefused(await stream.logOf(longer), 'sequences 5 to 7');
      expect(stream.data).toEqual([1, 2]);
    });

    it('is not filled from the log of another shard, though the bytes are the same', async () => {
      const directory = await stream.logOf(rightLog(7), { shard: 3 });
      await expectRefused(directory, 'it is the log of shard 3, the stream is of shard 0');
      expect(stream.data).toEqual([1, 2]);
    });

    it.each([
      ['what is missing', 3],
      ['what follows it and would prove where the rest comes from', 6],
    ])('is not filled from a log that lacks %s', async (_, last) => {
      const directory = await stream.logOf(rightLog(last));
      const server = await stream.consume({ refillFrom: { directory } });
      await untilHalted(server);
      expect(stateOf(server)?.lastError?.code).toBe('STREAM_GAP');
      expect(stream.data).toEqual([1, 2]);
    });
  });

  it('with entries without events behind it is judged by the first one that has some', async () => {
    for (const sequence of [5, 6]) await stream.publish(sequence, sequence, NO_EVENTS);
    await stream.publish(7, 7);
    await redis.client.xdel(stream.name, '1-4');
    const foreign = [...rightLog(4), NO_EVENTS, NO_EVENTS, eventsOf(7, 7, ELSEWHERE_MS)];
    await expectRefused(await stream.logOf(foreign), 'sequences 7 to 7');
    expect(stream.data).toEqual([1, 2]);
  });

  describe('at its end', () => {
    beforeEach(() => redis.client.xdel(stream.name, '1-4'));

    it('is filled when the log has the same in front of it', async () => {
      const directory = await stream.logOf(rightLog(4));
      const server = await stream.consume({ refillFrom: { directory } });
      await untilApplied(server, 4);
      expect(stream.data).toEqual(upTo(4));
    });

    it('is not filled when the log has something else in front of it', async () => {
      await expectRefused(await stream.logOf(foreignLog(4)), 'sequences 1 to 2');
      expect(stream.data).toEqual([1, 2]);
    });

    it('is not filled while nothing is left to compare the log with, but as soon as something follows', async () => {
      await redis.client.xtrim(stream.name, 'MAXLEN', 0);
      const directory = await stream.logOf(rightLog(5));
      const server = await expectRefused(directory, 'the stream holds no events beside the hole');
      expect(stream.data).toEqual([]);
      await stream.publish(5, 5);
      await untilApplied(server, 5);
      expect(stream.data).toEqual(upTo(5));
    });
  });
});
