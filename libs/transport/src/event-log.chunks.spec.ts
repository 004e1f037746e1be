import { createHash } from 'node:crypto';
import { EventLogReader } from './event-log.reader.js';
import type { EventLogWriter } from './event-log.writer.js';
import type { LogStorage } from './log-storage.js';
import { FaultyDisk } from './testing/faulty-disk.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { openTestWriter } from './testing/test-log.js';

const MIB = 1024 * 1024;
/** Around the bytes that are read at a time, the room in front of them, and far beyond both. */
const SIZES = [
  0,
  5,
  MIB - 100,
  64 * 1024,
  64 * 1024 + 1,
  3 * MIB,
  1,
  200,
  MIB + 7,
  40_000,
  30_000,
  5 * MIB,
  2 * MIB,
  9,
];

describe('a reader of large and small records', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let writer: EventLogWriter;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
    writer = await openTestWriter(directory, { segmentBytes: 32 * MIB });
  });
  afterEach(async () => {
    await writer.close();
    await remove();
  });

  function payload(sequence: number): Buffer {
    return Buffer.alloc(SIZES[(sequence - 1) % SIZES.length]!, `payload ${sequence},`);
  }

  async function append(count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const sequence = writer.lastSequence + 1;
      writer.append({ sequence, payload: payload(sequence), journal: Buffer.from(`journal ${sequence}`) });
      // Some alone, some many to a write.
      if (sequence % 3 === 0) await writer.flush();
    }
    await writer.flush();
  }

  async function readOn(reader: EventLogReader): Promise<number> {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      for (const record of batch) {
        expect(digest(record.payload)).toBe(digest(payload(record.sequence)));
        expect(record.journal.toString()).toBe(`journal ${record.sequence}`);
      }
    }
    return reader.lastSequence;
  }

  const disks: [name: string, storage: () => LogStorage][] = [
    ['a whole disk', () => new FaultyDisk().storage],
    ['a disk that reads little at a time', slowDisk],
  ];

  it.each(disks)(
    'gets them whole and in order from %s, wherever it begins, and follows',
    async (_name, storage) => {
      const count = 3 * SIZES.length;
      await append(count);
      for (const afterSequence of [0, 1, 11, 12, 30]) {
        const reader = await EventLogReader.open({ directory, storage: storage(), afterSequence });
        expect(await readOn(reader)).toBe(count);
        await reader.close();
      }
      const follower = await EventLogReader.open({ directory, storage: storage() });
      for (let more = 1; more <= SIZES.length; more++) {
        expect(await readOn(follower)).toBe(count + more - 1);
        await append(1);
      }
      await follower.close();
    },
  );
});

function slowDisk(): LogStorage {
  const disk = new FaultyDisk();
  disk.readBytesMax = 50_001;
  return disk.storage;
}

function digest(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}
