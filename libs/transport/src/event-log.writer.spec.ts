import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  EventLogFailedError,
  EventLogFullError,
  EventLogLockedError,
  EventLogRecordError,
  StreamClosedError,
  StreamConfigurationError,
} from './errors.js';
import { LOCK_FILE } from './event-log.lock.js';
import { EventLogReader } from './event-log.reader.js';
import { listSegments } from './event-log.segment.js';
import { type LogFile, type LogStorage, NODE_STORAGE } from './log-storage.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import {
  appendRecords,
  openTestWriter,
  payloadOf,
  readSequences,
  sequencesTo,
  TEST_SEGMENT_BYTES,
} from './testing/test-log.js';

const NOTHING = Buffer.alloc(0);

/** A disk that fails on demand. */
class FaultyDisk {
  failing: 'nothing' | 'write' | 'datasync' | 'short write' = 'nothing';
  writes = 0;
  syncs = 0;
  readonly storage: LogStorage = {
    ...NODE_STORAGE,
    open: async (path, access) => this.wrap(await NODE_STORAGE.open(path, access)),
  };

  private wrap(file: LogFile): LogFile {
    const noSpace = (): Error =>
      Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    return {
      read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
      write: (buffer, offset, length, position) => {
        this.writes += 1;
        if (this.failing === 'write') return Promise.reject(noSpace());
        if (this.failing === 'short write') {
          // The system takes what fits and refuses the rest.
          this.failing = 'write';
          return file.write(buffer, offset, Math.ceil(length / 2), position);
        }
        return file.write(buffer, offset, length, position);
      },
      datasync: () => {
        this.syncs += 1;
        if (this.failing === 'datasync') return Promise.reject(new Error('EIO: i/o error, fdatasync'));
        return file.datasync();
      },
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  }
}

describe('the writer of an event log', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
  });
  afterEach(() => remove());

  it('puts everything appended during one write into the next: one sync for many records', async () => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { storage: disk.storage, segmentBytes: 1024 * 1024 });
    const confirmed: number[] = [];
    writer.onDurable({ durable: (sequence) => confirmed.push(sequence) });
    await writer.whenDurable(appendRecords(writer, 1));
    const before = disk.syncs;
    appendRecords(writer, 500);
    expect(writer.durableSequence).toBe(1);
    const first = writer.whenDurable(2);
    await writer.whenDurable(501);
    await first;
    expect(disk.syncs - before).toBe(1);
    expect(confirmed).toEqual([1, 501]);
    expect(writer.pendingBytes).toBe(0);
    await writer.close();
    expect(await readSequences(directory)).toEqual(sequencesTo(501));
  });

  it('settles waiters in the order of their sequences, whoever asked first', async () => {
    const writer = await openTestWriter(directory);
    appendRecords(writer, 10);
    const order: number[] = [];
    await Promise.all(
      [7, 3, 10, 3, 1].map((sequence) => writer.whenDurable(sequence).then(() => order.push(sequence))),
    );
    expect(order).toEqual([1, 3, 3, 7, 10]);
    await expect(writer.whenDurable(11)).rejects.toBeInstanceOf(EventLogRecordError);
    await expect(writer.whenDurable(10)).resolves.toBeUndefined();
    await writer.close();
  });

  it('rolls over to new segments and gives each start the next epoch', async () => {
    for (const epoch of [1, 2, 3]) {
      const writer = await openTestWriter(directory);
      expect(writer.epoch).toBe(epoch);
      for (let at = 0; at < 10; at++) await writer.whenDurable(appendRecords(writer, 60));
      await writer.close();
    }
    const segments = await listSegments(directory);
    expect(segments.length).toBeGreaterThan(6);
    expect(new Set(segments.map(({ epoch }) => epoch))).toEqual(new Set([1, 2, 3]));
    expect(await readSequences(directory)).toEqual(sequencesTo(1_800));
  });

  it('keeps one write within one segment even when more than a segment is pending', async () => {
    const writer = await openTestWriter(directory);
    await writer.whenDurable(appendRecords(writer, 2_000));
    await writer.close();
    for (const { path } of await listSegments(directory)) {
      expect((await readFile(path)).length).toBeLessThanOrEqual(TEST_SEGMENT_BYTES);
    }
    expect(await readSequences(directory)).toEqual(sequencesTo(2_000));
  });

  it('gives a record that no segment holds a segment of its own', async () => {
    const writer = await openTestWriter(directory);
    const huge = Buffer.alloc(3 * TEST_SEGMENT_BYTES, 7);
    appendRecords(writer, 5);
    writer.append({ sequence: 6, payload: huge, journal: NOTHING });
    await writer.whenDurable(appendRecords(writer, 5));
    await writer.close();
    const reopened = await openTestWriter(directory);
    await reopened.whenDurable(appendRecords(reopened, 1));
    await reopened.close();
    const sizesRead: number[] = [];
    const reader = await EventLogReader.open({ directory, afterSequence: 0 });
    for await (const batch of reader.batches()) {
      for (const { payload } of batch) sizesRead.push(payload.length);
    }
    await reader.close();
    expect(sizesRead).toHaveLength(12);
    expect(sizesRead[5]).toBe(huge.length);
    const sizes = await Promise.all(
      (await listSegments(directory)).map(async ({ path, firstSequence }) => [
        firstSequence,
        (await stat(path)).size,
      ]),
    );
    expect(sizes.filter(([, size = 0]) => size > TEST_SEGMENT_BYTES)).toEqual([[6, expect.any(Number)]]);
  });

  it('refuses what does not follow, and more than may be pending', async () => {
    const writer = await openTestWriter(directory, { pendingBytesMax: 1_000 });
    const record = { payload: NOTHING, journal: NOTHING };
    expect(() => writer.append({ sequence: 2, ...record })).toThrow(EventLogRecordError);
    writer.append({ sequence: 1, payload: Buffer.alloc(1_000), journal: NOTHING });
    expect(writer.isFull).toBe(true);
    expect(() => writer.append({ sequence: 2, ...record })).toThrow(EventLogFullError);
    await writer.flush();
    expect(writer.isFull).toBe(false);
    writer.append({ sequence: 2, ...record });
    await writer.close();
    expect(() => writer.append({ sequence: 3, ...record })).toThrow(StreamClosedError);
    await expect(openTestWriter(directory, { segmentBytes: 10 })).rejects.toBeInstanceOf(
      StreamConfigurationError,
    );
  });

  it('makes everything appended durable when it is closed', async () => {
    const writer = await openTestWriter(directory);
    appendRecords(writer, 300);
    await Promise.all([writer.close(), writer.close()]);
    expect(writer.durableSequence).toBe(300);
    expect(await readSequences(directory)).toEqual(sequencesTo(300));
  });

  it.each(['os', 'none'] as const)('confirms without a sync under the policy "%s"', async (policy) => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { policy, storage: disk.storage });
    await writer.whenDurable(appendRecords(writer, 100));
    expect(disk.syncs).toBe(0);
    await writer.close();
    expect(await readSequences(directory)).toEqual(sequencesTo(100));
  });

  it.each(['write', 'short write', 'datasync'] as const)(
    'stops for good when the disk fails on a %s',
    async (failing) => {
      const disk = new FaultyDisk();
      const logger = new RecordingLogger();
      const writer = await openTestWriter(directory, { storage: disk.storage, logger });
      await writer.whenDurable(appendRecords(writer, 10));
      const failures: EventLogFailedError[] = [];
      writer.onDurable({ durable: () => undefined, failed: (error) => failures.push(error) });

      disk.failing = failing;
      appendRecords(writer, 5);
      const waiters = await Promise.allSettled([writer.whenDurable(11), writer.whenDurable(15)]);
      expect(waiters.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(writer.failure).toBeInstanceOf(EventLogFailedError);
      expect(failures).toEqual([writer.failure]);
      expect(logger.errors.join()).toContain('behind sequence 10');
      const { syncs, writes } = disk;

      // The disk works again, but the writer cannot know what the failed attempt left behind.
      disk.failing = 'nothing';
      expect(() => appendRecords(writer, 1)).toThrow(EventLogFailedError);
      await expect(writer.whenDurable(12)).rejects.toBe(writer.failure);
      await expect(writer.whenDurable(10)).resolves.toBeUndefined();
      await expect(writer.close()).rejects.toBe(writer.failure);
      expect({ syncs: disk.syncs, writes: disk.writes }).toEqual({ syncs, writes });

      const restarted = await openTestWriter(directory);
      expect(restarted.lastSequence).toBeGreaterThanOrEqual(10);
      await restarted.whenDurable(appendRecords(restarted, 5));
      await restarted.close();
      expect(await readSequences(directory)).toEqual(sequencesTo(restarted.lastSequence));
    },
  );

  it('keeps a second writer out, of this process or another, and takes over the lock of a dead one', async () => {
    const writer = await openTestWriter(directory);
    await expect(openTestWriter(directory)).rejects.toBeInstanceOf(EventLogLockedError);
    await writer.close();
    expect(await readdir(directory)).not.toContain(LOCK_FILE);

    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); console.log("up")']);
    await once(other.stdout, 'data');
    const lock = JSON.stringify({ pid: other.pid, host: hostname(), started: await startOf(other.pid ?? 0) });
    await writeFile(join(directory, LOCK_FILE), lock);
    await expect(openTestWriter(directory)).rejects.toThrow(`held by process ${other.pid} on ${hostname()}`);
    const ended = once(other, 'exit');
    other.kill('SIGKILL');
    await ended;
    const next = await openTestWriter(directory);
    await next.close();
  });

  it('takes over a lock with its own pid, or that of a younger process: containers count pids from 1', async () => {
    for (const holder of [
      { pid: process.pid, host: hostname(), started: 'earlier' },
      { pid: process.ppid, host: hostname(), started: 'earlier' },
    ]) {
      await writeFile(join(directory, LOCK_FILE), JSON.stringify(holder));
      const writer = await openTestWriter(directory);
      expect(await readFile(join(directory, LOCK_FILE), 'utf8')).not.toContain('earlier');
      await writer.close();
    }
  });

  it('shows readers that began in the middle of the segment in hand what comes later', async () => {
    const writer = await openTestWriter(directory);
    await writer.whenDurable(appendRecords(writer, 10));
    const reader = await EventLogReader.open({ directory, afterSequence: 5 });
    expect((await reader.next())?.lastSequence).toBe(10);
    await expect(reader.next()).resolves.toBeUndefined();
    await writer.whenDurable(appendRecords(writer, 10));
    const next = await reader.next();
    expect([next?.firstSequence, next?.lastSequence, next?.payload(0)]).toEqual([11, 20, payloadOf(11)]);
    await reader.close();
    await writer.close();
  });
});

/** As the lock records it. */
async function startOf(pid: number): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (boot === undefined || status === undefined) return '';
  return `${boot.trim()} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
}
