import { RedisStreamsWriter } from './redis-streams.writer.js';
import { describeRedis } from './testing/redis.js';

const REQUIRED = ['storage', 'analytics'];

describeRedis('trimming a Redis stream', (redis) => {
  let stream: string;
  let writers: RedisStreamsWriter[];

  beforeEach(() => {
    stream = redis.key('trim');
    writers = [];
  });
  afterEach(async () => {
    for (const writer of writers) await writer.close();
    await redis.client.del(stream);
  });

  function writerOf(epoch: number): RedisStreamsWriter {
    const writer = new RedisStreamsWriter({ redis: redis.url, stream, epoch });
    writers.push(writer);
    return writer;
  }

  /** Entries of two sequences each: 1-2, 3-4 ... */
  async function write(writer: RedisStreamsWriter, from: number, to: number): Promise<void> {
    for (let first = from; first < to; first += 2) {
      await writer.write({ firstSequence: first, lastSequence: first + 1, payload: Buffer.from('x') });
    }
  }

  async function readBy(group: string, count: number): Promise<string[]> {
    const reply = (await redis.client.xreadgroup(
      'GROUP',
      group,
      'member',
      'COUNT',
      count,
      'STREAMS',
      stream,
      '>',
    )) as [string, [string, string[]][]][];
    return reply[0]?.[1].map(([id]) => id) ?? [];
  }

  const ids = async () => (await redis.client.xrange(stream, '-', '+')).map(([id]) => id);
  const acknowledge = (group: string, ...given: string[]) => redis.client.xack(stream, group, ...given);

  async function groups(...names: string[]): Promise<void> {
    for (const name of names) await redis.client.xgroup('CREATE', stream, name, '0', 'MKSTREAM');
  }

  it('leaves everything as long as a required group is missing, and says which', async () => {
    await groups('storage');
    const writer = writerOf(1);
    await write(writer, 1, 10);
    await acknowledge('storage', ...(await readBy('storage', 9)));
    const report = await writer.trim({ requiredGroups: REQUIRED, keepSequences: 0 });
    expect(report).toMatchObject({
      missingGroups: ['analytics'],
      acknowledgedSequence: undefined,
      removed: 0,
    });
    expect(await ids()).toHaveLength(5);
  });

  it('goes as far as the slowest group, whether required or not', async () => {
    await groups('storage', 'analytics', 'somebody');
    const writer = writerOf(1);
    await write(writer, 1, 10);
    for (const [group, count] of [
      ['storage', 5],
      ['analytics', 4],
      ['somebody', 2],
    ] as const) {
      await acknowledge(group, ...(await readBy(group, count)));
    }
    const report = await writer.trim({ requiredGroups: REQUIRED, keepSequences: 0 });
    expect(report).toMatchObject({ acknowledgedSequence: 4, removed: 2 });
    expect(await ids()).toEqual(['1-6', '1-8', '1-10']);
  });

  it('never removes what was read and not acknowledged, nor what comes behind it', async () => {
    await groups(...REQUIRED);
    const writer = writerOf(1);
    await write(writer, 1, 10);
    await acknowledge('storage', ...(await readBy('storage', 5)));
    const read = await readBy('analytics', 5);
    await acknowledge('analytics', ...read.filter((id) => id !== '1-4'));
    const report = await writer.trim({ requiredGroups: REQUIRED, keepSequences: 0 });
    expect(report.groups.find(({ name }) => name === 'analytics')).toEqual({
      name: 'analytics',
      pending: 1,
      undelivered: 0,
      neededFrom: { epoch: 1, sequence: 4 },
      acknowledgedSequence: 2,
    });
    expect(await ids()).toEqual(['1-4', '1-6', '1-8', '1-10']);
    expect(report.acknowledgedSequence).toBe(2);
  });

  it('keeps the latest sequences, counted across the epochs of several engines', async () => {
    await groups(...REQUIRED);
    await write(writerOf(1), 1, 4);
    await write(writerOf(2), 5, 8);
    const writer = writerOf(3);
    await write(writer, 9, 12);
    for (const group of REQUIRED) await acknowledge(group, ...(await readBy(group, 6)));
    const keep = (keepSequences: number) => writer.trim({ requiredGroups: REQUIRED, keepSequences });
    expect((await keep(100)).removed).toBe(0);
    expect((await keep(5)).removed).toBe(3);
    expect(await ids()).toEqual(['2-8', '3-10', '3-12']);
    expect((await keep(0)).removed).toBe(3);
    expect(await ids()).toEqual([]);
    await expect(writer.lastPosition()).resolves.toEqual({ epoch: 3, sequence: 12 });
    await expect(
      writer.write({ firstSequence: 13, lastSequence: 13, payload: Buffer.from('x') }),
    ).resolves.toBe('written');
  });
});
