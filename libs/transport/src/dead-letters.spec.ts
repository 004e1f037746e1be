import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileDeadLetters } from './event-log.dead-letters.js';
import { deadLetterStreamKey, RedisDeadLetters } from './redis-streams.dead-letters.js';
import { describeDeadLetters, letterOf } from './testing/conformance-dead-letters.js';
import { describeRedis } from './testing/redis.js';
import { temporaryDirectory } from './testing/temporary-directory.js';

describe('in files', () => {
  let directory: string;
  let remove: () => Promise<void>;
  const open = () => new FileDeadLetters({ directory, stream: 'stream:0', group: 'group' });

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('dead-letters'));
  });
  afterEach(() => remove());

  describeDeadLetters('files', () => Promise.resolve(open()));

  it('what a crash leaves of a letter is none, and does not keep it from being written', async () => {
    await open().add(letterOf(1, 1));
    const folder = join(directory, 'stream%3A0', 'group');
    await expect(readdir(folder)).resolves.toEqual(['1-1.json']);
    await writeFile(join(folder, '1-2.json.4711.unfinished'), '{ "id": "1-');
    await expect(open().count()).resolves.toBe(1);
    await open().add(letterOf(1, 2));
    await expect(open().get('1-2')).resolves.toEqual(letterOf(1, 2));
  });

  it('a file that is damaged is named', async () => {
    const folder = join(directory, 'stream%3A0', 'group');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '1-2.json'), '{ "id": "1-');
    await expect(open().list()).rejects.toThrow('1-2.json');
  });

  it('groups and streams are kept apart', async () => {
    await open().add(letterOf(1, 1));
    const other = new FileDeadLetters({ directory, stream: 'stream:0', group: 'other' });
    await expect(other.count()).resolves.toBe(0);
  });
});

describeRedis('in Redis', (redis) => {
  beforeEach(() => redis.client.del(deadLetterStreamKey('stream:0', 'group')));

  describeDeadLetters('Redis', () =>
    Promise.resolve(new RedisDeadLetters({ redis: redis.url, stream: 'stream:0', group: 'group' })),
  );

  it('a letter is an entry with its own id, readable by any client', async () => {
    const letters = new RedisDeadLetters({ redis: redis.url, stream: 'stream:0', group: 'group' });
    await letters.add(letterOf(3, 44));
    const [entry] = await redis.client.xrange('stream:0:dead-letters:group', '-', '+');
    expect(entry?.[0]).toBe('3-44');
    expect(JSON.parse(entry?.[1][1] ?? '')).toMatchObject({
      id: '3-44',
      attempts: 5,
      error: { name: 'TypeError' },
    });
    await letters.close();
  });
});
