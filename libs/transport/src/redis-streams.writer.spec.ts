import { FencedError, StreamClosedError, StreamMovedError, StreamUnavailableError } from './errors.js';
import { RedisStreamsWriter, type RedisStreamsWriterOptions } from './redis-streams.writer.js';
import { LossyProxy } from './testing/lossy-proxy.js';
import { describeRedis } from './testing/redis.js';

describeRedis('the publisher of a Redis stream', (redis) => {
  let stream: string;
  let writers: RedisStreamsWriter[];

  beforeEach(() => {
    stream = redis.key('writer');
    writers = [];
  });
  afterEach(async () => {
    for (const writer of writers) await writer.close();
    await redis.client.del(stream);
  });

  function writerOf(options: Partial<RedisStreamsWriterOptions> = {}): RedisStreamsWriter {
    const writer = new RedisStreamsWriter({ redis: redis.url, stream, epoch: 1, ...options });
    writers.push(writer);
    return writer;
  }

  function entry(firstSequence: number, lastSequence: number) {
    return { firstSequence, lastSequence, payload: Buffer.from(`${firstSequence}-${lastSequence}`) };
  }

  async function ids(): Promise<string[]> {
    return (await redis.client.xrange(stream, '-', '+')).map(([id]) => id);
  }

  it('writes entries whose ids are made of epoch and last sequence, and knows the end of the stream', async () => {
    const writer = writerOf();
    await expect(writer.lastPosition()).resolves.toBeUndefined();
    await expect(writer.write(entry(1, 3))).resolves.toBe('written');
    await expect(writer.write(entry(4, 4))).resolves.toBe('written');
    await expect(writer.lastPosition()).resolves.toEqual({ epoch: 1, sequence: 4 });
    await expect(redis.client.xrange(stream, '-', '+')).resolves.toEqual([
      ['1-3', ['f', '1', 'p', '1-3']],
      ['1-4', ['f', '4', 'p', '4-4']],
    ]);
  });

  it('knows the end of a stream that was trimmed or that a consumer group created', async () => {
    await writerOf().write(entry(1, 3));
    await redis.client.xtrim(stream, 'MAXLEN', 0);
    await expect(writerOf({ epoch: 2 }).lastPosition()).resolves.toEqual({ epoch: 1, sequence: 3 });
    await redis.client.del(stream);
    await redis.client.xgroup('CREATE', stream, 'group', '0', 'MKSTREAM');
    await expect(writerOf({ epoch: 3 }).lastPosition()).resolves.toBeUndefined();
  });

  it('is harmless to repeat, by the same writer, by its next start, and in a different packing', async () => {
    const writer = writerOf();
    await writer.write(entry(1, 3));
    await expect(writer.write(entry(1, 3))).resolves.toBe('already-there');
    await expect(writer.write(entry(1, 2))).resolves.toBe('already-there');
    const restarted = writerOf({ epoch: 2 });
    await expect(restarted.write(entry(1, 3))).resolves.toBe('already-there');
    await expect(restarted.write(entry(4, 6))).resolves.toBe('written');
    await expect(ids()).resolves.toEqual(['1-3', '2-6']);
  });

  it('refuses to leave a hole or to overlap, and says where to go on', async () => {
    const writer = writerOf();
    await writer.write(entry(1, 3));
    for (const wrong of [entry(5, 6), entry(3, 6)]) {
      await expect(writer.write(wrong)).rejects.toMatchObject({
        code: 'STREAM_MOVED',
        position: { epoch: 1, sequence: 3 },
      });
    }
    await expect(ids()).resolves.toEqual(['1-3']);
  });

  it('fences a writer of an older epoch off', async () => {
    const zombie = writerOf({ epoch: 1 });
    await zombie.write(entry(1, 1));
    const owner = writerOf({ epoch: 2 });
    await owner.write(entry(2, 2));
    await expect(zombie.write(entry(2, 9))).rejects.toMatchObject({
      code: 'STREAM_FENCED',
      epoch: 1,
      streamEpoch: 2,
    });
    await expect(zombie.lastPosition()).rejects.toBeInstanceOf(FencedError);
    await expect(ids()).resolves.toEqual(['1-1', '2-2']);
  });

  it('tells two writers of one epoch apart: the first one to look owns it, also after Redis was emptied', async () => {
    const owner = writerOf();
    const other = writerOf();
    await owner.lastPosition();
    await expect(other.lastPosition()).rejects.toMatchObject({ code: 'STREAM_FENCED', streamEpoch: 1 });
    await expect(other.write(entry(1, 1))).rejects.toThrow('two engines run on copies of one log');
    await owner.write(entry(1, 2));
    await redis.client.flushall();
    await expect(other.lastPosition()).resolves.toBeUndefined();
    await expect(owner.write(entry(3, 3))).rejects.toBeInstanceOf(StreamMovedError);
    await expect(owner.lastPosition()).rejects.toBeInstanceOf(FencedError);
  });

  it('notices that the stream was emptied instead of writing behind the loss', async () => {
    const writer = writerOf();
    await writer.write(entry(1, 3));
    await redis.client.del(stream);
    const error: unknown = await writer.write(entry(4, 5)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StreamMovedError);
    expect(error).toMatchObject({ position: undefined });
    await expect(redis.client.exists(stream)).resolves.toBe(0);
    await expect(writer.lastPosition()).resolves.toBeUndefined();
    await expect(writer.write(entry(1, 5))).resolves.toBe('written');
  });

  it('notices the loss also when the connection broke in between, and then begins where it is told', async () => {
    const writer = writerOf();
    await writer.write(entry(1, 3));
    await redis.client.del(stream);
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const write = () => writer.write(entry(4, 5));
    const error: unknown = await write().catch((reason: unknown) => reason);
    expect([StreamMovedError.name, 'StreamUnavailableError']).toContain((error as Error).name);
    await expect(write()).rejects.toBeInstanceOf(StreamMovedError);
    await expect(writer.lastPosition()).resolves.toBeUndefined();
    await expect(write()).resolves.toBe('written');
  });

  it('goes on after its connection was killed, and looks the end of the stream up again before', async () => {
    const writer = writerOf();
    await writer.write(entry(1, 3));
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const result = await writer.write(entry(4, 5)).catch(() => writer.write(entry(4, 5)));
    expect(result).toBe('written');
    await expect(ids()).resolves.toEqual(['1-3', '1-5']);
  });

  it('takes one write at a time, and none after it was closed', async () => {
    const writer = writerOf();
    const first = writer.write(entry(1, 1));
    await expect(writer.write(entry(2, 2))).rejects.toThrow('one write at a time');
    await first;
    await writer.close();
    await expect(writer.write(entry(2, 2))).rejects.toBeInstanceOf(StreamClosedError);
  });

  it('passes on what Redis refuses for other reasons, having written nothing', async () => {
    await redis.client.set(stream, 'no stream');
    await expect(writerOf().write(entry(1, 1))).rejects.toThrow('WRONGTYPE');
  });

  it('gives up waiting for a Redis that is not there', async () => {
    const writer = writerOf({ redis: 'redis://127.0.0.1:1', timeoutMs: 100 });
    const error: unknown = await writer.write(entry(1, 1)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StreamUnavailableError);
    expect((error as Error).message).toContain('ECONNREFUSED');
  });

  describe('behind a network that loses answers', () => {
    let proxy: LossyProxy;

    beforeEach(async () => {
      proxy = await LossyProxy.start(redis.url);
    });
    afterEach(() => proxy.stop());

    it('finds its own entry when the answer to a write is lost', async () => {
      const writer = writerOf({ redis: proxy.url, timeoutMs: 200 });
      await writer.write(entry(1, 2));
      proxy.mode = 'swallow answers';
      await expect(writer.write(entry(3, 4))).rejects.toBeInstanceOf(StreamUnavailableError);
      proxy.mode = 'pass';
      await expect(writer.write(entry(3, 4))).resolves.toBe('already-there');
      await expect(writer.write(entry(5, 6))).resolves.toBe('written');
      await expect(ids()).resolves.toEqual(['1-2', '1-4', '1-6']);
    });

    it('writes the entry when the write itself was lost, and when the connection broke under it', async () => {
      const writer = writerOf({ redis: proxy.url, timeoutMs: 200 });
      await writer.write(entry(1, 2));
      proxy.mode = 'swallow everything';
      await expect(writer.write(entry(3, 4))).rejects.toBeInstanceOf(StreamUnavailableError);
      proxy.mode = 'cut';
      await expect(writer.write(entry(3, 4))).rejects.toBeInstanceOf(StreamUnavailableError);
      proxy.mode = 'pass';
      await expect(writer.write(entry(3, 4))).resolves.toBe('written');
      await expect(ids()).resolves.toEqual(['1-2', '1-4']);
    });
  });
});
