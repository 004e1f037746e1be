import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GapError, StreamClosedError } from './errors.js';
import { followerPositions, groupPositionPath, GROUPS_DIRECTORY } from './event-log.followers.js';
import { PositionFile } from './event-log.position-file.js';
import { EventLogReader } from './event-log.reader.js';
import { listSegments } from './event-log.segment.js';
import { verifyLog } from './event-log.verify.js';
import { NODE_STORAGE } from './log-storage.js';
import { FaultyDisk } from './testing/faulty-disk.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import { appendRecords, openTestWriter, readSequences, sequencesTo, writeLog } from './testing/test-log.js';

const RECORDS = 1_200;

describe('a log that is not kept whole', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
    await writeLog(directory, 20, RECORDS / 20);
  });
  afterEach(() => remove());

  async function firsts(): Promise<number[]> {
    return (await listSegments(directory)).map(({ firstSequence }) => firstSequence);
  }

  it('loses whole segments from the front, up to the sequence, and never the one that is written to', async () => {
    const writer = await openTestWriter(directory);
    const before = await firsts();
    expect(before.length).toBeGreaterThan(5);
    const third = before[2]!;
    expect(await writer.removeSegmentsBefore(third - 2)).toBe(1);
    expect(await writer.removeSegmentsBefore(third - 1)).toBe(1);
    expect(await firsts()).toEqual(before.slice(2));
    expect(await writer.removeSegmentsBefore(third - 1)).toBe(0);
    expect(await writer.removeSegmentsBefore(0)).toBe(0);
    // All at once, also asked for twice at the same time and while records are written.
    const appended = writer.whenDurable(appendRecords(writer, 300));
    await Promise.all([
      writer.removeSegmentsBefore(Infinity),
      writer.removeSegmentsBefore(Infinity),
      appended,
    ]);
    await writer.removeSegmentsBefore(Infinity);
    expect(await firsts()).toHaveLength(1);
    await writer.close();
    const reopened = await openTestWriter(directory);
    expect(reopened.lastSequence).toBe(RECORDS + 300);
    await reopened.whenDurable(appendRecords(reopened, 10));
    expect(await reopened.removeSegmentsBefore(RECORDS + 300)).toBe(1);
    await reopened.close();
    await expect(reopened.removeSegmentsBefore(1)).rejects.toBeInstanceOf(StreamClosedError);
    expect(await readSequences(directory, RECORDS + 300)).toEqual(
      sequencesTo(RECORDS + 310).slice(RECORDS + 300),
    );
    expect(await verifyLog(directory)).toMatchObject({ firstSequence: RECORDS + 301, records: 10 });
  });

  it('has no hole when removing stops anywhere, on any file of the directory', async () => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { storage: disk.storage });
    const before = await firsts();
    for (const operation of ['remove', 'directory sync'] as const) {
      disk.fail({ operation, code: 'EIO', after: 1 });
      await expect(writer.removeSegmentsBefore(RECORDS)).rejects.toThrow('EIO');
      const left = await firsts();
      expect(left).toEqual(before.slice(-left.length));
      expect(left.length).toBeLessThan(before.length);
      const { firstSequence, lastSequence } = await verifyLog(directory);
      expect([firstSequence, lastSequence]).toEqual([left[0], RECORDS]);
    }
    // It is no failure of the log: nothing that was answered depends on it.
    disk.heal();
    expect(writer.failure).toBeUndefined();
    await writer.whenDurable(appendRecords(writer, 1));
    expect(await writer.removeSegmentsBefore(RECORDS)).toBeGreaterThan(0);
    await writer.close();
  });

  it('makes each removal durable before the next one', async () => {
    const steps: string[] = [];
    const storage = {
      ...NODE_STORAGE,
      remove: (path: string) => {
        steps.push('remove');
        return NODE_STORAGE.remove(path);
      },
      syncDirectory: (path: string) => {
        steps.push('sync');
        return NODE_STORAGE.syncDirectory(path);
      },
    };
    const writer = await openTestWriter(directory, { storage });
    steps.length = 0;
    const removed = await writer.removeSegmentsBefore(600);
    expect(removed).toBeGreaterThan(1);
    expect(steps).toEqual(Array.from({ length: removed }, () => ['remove', 'sync']).flat());
    await writer.close();
  });

  it('names the gap to readers that need what is gone, also in the middle of reading', async () => {
    const before = await firsts();
    const reader = await EventLogReader.open({ directory });
    await reader.next();
    const writer = await openTestWriter(directory);
    await writer.removeSegmentsBefore(before[3]! - 1);
    const gap = { expectedSequence: 1, actualSequence: before[3] };
    await expect(readSequences(directory)).rejects.toMatchObject(gap);
    await expect(readSequences(directory)).rejects.toBeInstanceOf(GapError);
    // The first segment is still open in this reader; the second one is gone.
    const read = async (): Promise<void> => {
      while ((await reader.next()) !== undefined);
    };
    await expect(read()).rejects.toMatchObject({ expectedSequence: before[1], actualSequence: before[3] });
    await reader.close();
    expect(await readSequences(directory, before[3]! - 1)).toHaveLength(RECORDS - before[3]! + 1);
    await writer.close();
  });

  it('refuses a reader that has seen another history than the log holds', async () => {
    await writeLog(directory, 1, 10);
    const open = (afterEpoch: number, afterSequence: number): Promise<EventLogReader> =>
      EventLogReader.open({ directory, afterEpoch, afterSequence });
    const first = async (reader: EventLogReader): Promise<number | undefined> => {
      try {
        return (await reader.next())?.firstSequence;
      } finally {
        await reader.close();
      }
    };
    expect(await first(await open(1, RECORDS))).toBe(RECORDS + 1);
    expect(await first(await open(2, RECORDS + 5))).toBe(RECORDS + 6);
    // A publisher of epoch 2 has passed on what was written in epoch 1.
    expect(await first(await open(2, 5))).toBe(6);
    await expect(open(1, RECORDS + 5).then(first)).rejects.toMatchObject({
      code: 'STREAM_REWRITTEN',
      writtenEpoch: 2,
    });
  });

  it('lists how far the groups that follow it are', async () => {
    expect(await followerPositions(directory)).toEqual([]);
    await mkdir(join(directory, GROUPS_DIRECTORY));
    for (const [group, sequence] of [
      ['storage', 700],
      ['analytics', 0],
    ] as const) {
      const file = PositionFile.openForWriting(groupPositionPath(directory, group));
      const nowhere = { segmentFirstSequence: 0, offset: 0, synced: false };
      if (sequence > 0) file.write({ epoch: 1, sequence, ...nowhere });
      file.close();
    }
    expect(await followerPositions(directory)).toEqual([
      { group: 'analytics', epoch: 0, sequence: 0 },
      { group: 'storage', epoch: 1, sequence: 700 },
    ]);
  });
});

describe('the check of a whole log', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
  });
  afterEach(() => remove());

  it('counts what it has checked, also while a writer goes on', async () => {
    expect(await verifyLog(directory)).toEqual({
      segments: 0,
      records: 0,
      firstSequence: 1,
      lastSequence: 0,
      bytes: 0,
    });
    const writer = await openTestWriter(directory);
    for (let round = 1; round <= 10; round++) {
      await writer.whenDurable(appendRecords(writer, 100));
      const writing = writer.whenDurable(appendRecords(writer, 100));
      const { records, segments } = await verifyLog(directory);
      expect(records).toBeGreaterThanOrEqual(round * 200 - 100);
      expect(segments).toBeGreaterThan(0);
      await writing;
    }
    await writer.close();
    expect(await verifyLog(directory)).toMatchObject({
      records: 2_000,
      firstSequence: 1,
      lastSequence: 2_000,
    });
  });

  it('names a segment that is missing in the middle, and an end that was there once', async () => {
    await writeLog(directory, 20, 60);
    const segments = await listSegments(directory);
    await rm(segments[2]!.path);
    const gap = { expectedSequence: segments[2]!.firstSequence, actualSequence: segments[3]!.firstSequence };
    await expect(verifyLog(directory)).rejects.toMatchObject(gap);
    for (const { path } of segments.slice(3)) await rm(path);
    await expect(verifyLog(directory)).rejects.toMatchObject({ code: 'EVENT_LOG_CORRUPT' });
  });
});
