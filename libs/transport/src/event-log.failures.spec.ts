import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLogCorruptError, EventLogFailedError } from './errors.js';
import { encodeSegmentHeader, recordBytes, SEGMENT_HEADER_BYTES } from './event-log.format.js';
import { DURABLE_POSITION_FILE } from './event-log.position-file.js';
import { EventLogReader } from './event-log.reader.js';
import { listSegments } from './event-log.segment.js';
import { verifyLog } from './event-log.verify.js';
import type { EventLogWriter } from './event-log.writer.js';
import { type DiskFault, FaultyDisk } from './testing/faulty-disk.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import {
  appendRecords,
  journalOf,
  openTestWriter,
  payloadOf,
  readSequences,
  sequencesTo,
  TEST_SEGMENT_BYTES,
  writeLog,
} from './testing/test-log.js';

/** One commit of each round; enough of them roll the log over several times. */
const COMMIT_RECORDS = 40;
const ROUNDS_MAX = 200;
const SPARE = 'spare.zeros';

/** Offsets of the records of a segment that begins with `first`; the last entry is the end. */
function offsetsOf(first: number, last: number): number[] {
  const offsets = [SEGMENT_HEADER_BYTES];
  for (let sequence = first; sequence <= last; sequence++) {
    offsets.push(offsets.at(-1)! + recordBytes(payloadOf(sequence).length, journalOf(sequence).length));
  }
  return offsets;
}

let directory: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ path: directory, remove } = await temporaryDirectory('event-log'));
});
afterEach(() => remove());

describe('a disk that fails under an event log', () => {
  const faults: [what: string, fault: DiskFault][] = [
    ['no space for a write', { operation: 'write', code: 'ENOSPC' }],
    ['no space after some writes', { operation: 'write', code: 'ENOSPC', after: 3 }],
    ['a write error', { operation: 'write', code: 'EIO' }],
    ['a write error after some writes', { operation: 'write', code: 'EIO', after: 5 }],
    ['an fdatasync error', { operation: 'datasync', code: 'EIO' }],
    ['an fdatasync error for want of space', { operation: 'datasync', code: 'ENOSPC', after: 2 }],
    ['no space to create the next segment', { operation: 'create', code: 'ENOSPC' }],
    ['no space to fill the next segment', { operation: 'write', code: 'ENOSPC', file: SPARE }],
    ['an error of syncing the next segment', { operation: 'sync', code: 'EIO', file: SPARE }],
    ['an error of cutting the finished segment', { operation: 'truncate', code: 'EIO' }],
    ['an error of naming the next segment', { operation: 'rename', code: 'EIO' }],
    ['an error of syncing the directory', { operation: 'directory sync', code: 'EIO' }],
    ['no space for the durable position', { operation: 'position', code: 'ENOSPC', after: 1 }],
  ];

  it.each(faults)('stops it for good and loses nothing confirmed: %s', async (_what, fault) => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { storage: disk.storage });
    await writer.whenDurable(appendRecords(writer, COMMIT_RECORDS));
    disk.fail(fault);
    const confirmed = await appendUntilFailure(writer);

    expect(disk.failures).toBeGreaterThan(0);
    expect(writer.failure).toBeInstanceOf(EventLogFailedError);
    expect(writer.failure?.message).toContain(`${fault.code}: ${fault.operation}`);
    expect(() => appendRecords(writer, 1)).toThrow(writer.failure);
    await expect(writer.whenDurable(confirmed + 1)).rejects.toBe(writer.failure);
    // What readers may see is confirmed, or at least on disk.
    expect((await readSequences(directory)).length).toBeGreaterThanOrEqual(confirmed);
    await expect(writer.close()).rejects.toBe(writer.failure);

    const reopened = await openTestWriter(directory);
    expect(reopened.lastSequence).toBeGreaterThanOrEqual(confirmed);
    await reopened.whenDurable(appendRecords(reopened, COMMIT_RECORDS));
    await reopened.close();
    expect(await readSequences(directory)).toEqual(sequencesTo(reopened.lastSequence));
    expect(await verifyLog(directory)).toMatchObject({ records: reopened.lastSequence, firstSequence: 1 });
  });

  it('refuses to open, and opens once it works again: no start leaves the log worse', async () => {
    await writeLog(directory, 10, COMMIT_RECORDS);
    const disk = new FaultyDisk();
    for (const [, fault] of faults.filter(([, { operation }]) => operation !== 'datasync')) {
      disk.fail({ ...fault, after: 0 });
      const failed = await openTestWriter(directory, { storage: disk.storage }).catch(
        (error: unknown) => error,
      );
      disk.heal();
      // A fault that the start does not meet is none.
      if (disk.failures > 0) expect(failed).toMatchObject({ code: fault.code });
      else await (failed as EventLogWriter).close();
      expect(await readSequences(directory)).toEqual(sequencesTo(10 * COMMIT_RECORDS));
    }
  });

  it('writes again what a failed sync may have left in memory only', async () => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { storage: disk.storage });
    await writer.whenDurable(appendRecords(writer, 10));
    const { path } = (await listSegments(directory))[0]!;
    const confirmedEnd = offsetsOf(1, 10).at(-1)!;
    disk.fail({ operation: 'datasync', code: 'EIO' });
    appendRecords(writer, 5);
    await expect(writer.flush()).rejects.toThrow('EIO');
    await expect(writer.close()).rejects.toBe(writer.failure);

    disk.heal();
    disk.writes.length = 0;
    const reopened = await openTestWriter(directory, { storage: disk.storage });
    expect(reopened.lastSequence).toBe(15);
    const length = offsetsOf(1, 15).at(-1)! - confirmedEnd;
    expect(disk.writes.filter((write) => write.path === path)).toEqual([
      { path, position: confirmedEnd, length },
    ]);
    await reopened.close();
  });

  it('does not fill a full disk again and again: the next segment is tried once in advance, then when it is needed', async () => {
    const disk = new FaultyDisk();
    const writer = await openTestWriter(directory, { storage: disk.storage });
    disk.fail({ operation: 'create', code: 'ENOSPC' });
    await appendUntilFailure(writer);
    expect(disk.failures).toBe(2);
    await expect(writer.close()).rejects.toBe(writer.failure);
  });

  it('reads the same from a disk that gives a few bytes at a time', async () => {
    await writeLog(directory, 4, COMMIT_RECORDS);
    const disk = new FaultyDisk();
    disk.readBytesMax = 61;
    const writer = await openTestWriter(directory, { storage: disk.storage });
    expect(writer.lastSequence).toBe(4 * COMMIT_RECORDS);
    await writer.close();
    const reader = await EventLogReader.open({ directory, storage: disk.storage, afterSequence: 10 });
    let read = 10;
    for await (const batch of reader.batches()) {
      for (const { sequence, payload, journal } of batch) {
        expect([sequence, payload, journal]).toEqual([read + 1, payloadOf(sequence), journalOf(sequence)]);
        read = sequence;
      }
    }
    await reader.close();
    expect(read).toBe(4 * COMMIT_RECORDS);
    expect(await verifyLog(directory, disk.storage)).toMatchObject({ records: read });
  });
});

/**
 * Appends commits until one is refused, and sees to it that exactly the waiters of confirmed records were told so.
 *
 * @returns the last sequence that was confirmed
 */
async function appendUntilFailure(writer: EventLogWriter): Promise<number> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const first = writer.lastSequence + 1;
    appendRecords(writer, COMMIT_RECORDS);
    const sequences = Array.from({ length: COMMIT_RECORDS }, (_, at) => first + at);
    const waiters = await Promise.allSettled(sequences.map((sequence) => writer.whenDurable(sequence)));
    if (waiters.every(({ status }) => status === 'fulfilled')) continue;
    const told = sequences.filter((_, at) => waiters[at]?.status === 'fulfilled');
    expect(told).toEqual(sequences.filter((sequence) => sequence <= writer.durableSequence));
    return writer.durableSequence;
  }
  throw new Error('the disk never failed');
}

describe('damage to what was on disk', () => {
  it.each(['an older', 'the current'])(
    'is refused with its place, bit by bit, in %s segment',
    async (which) => {
      await writeLog(directory, 8, 60);
      const segments = await listSegments(directory);
      expect(segments.length).toBeGreaterThan(2);
      const at = which === 'an older' ? 1 : segments.length - 1;
      const { path, firstSequence } = segments[at]!;
      const lastSequence = (segments[at + 1]?.firstSequence ?? 8 * 60 + 1) - 1;
      const offsets = offsetsOf(firstSequence, lastSequence);
      const pristine = await readFile(path);
      expect(offsets.at(-1)).toBe(pristine.length);
      for (const offset of damagedOffsets(offsets)) {
        const bytes = Buffer.from(pristine);
        bytes[offset]! ^= 1 << (offset % 8);
        await writeFile(path, bytes);
        const record = offsets.findLastIndex((start) => start <= offset);
        const place = { segment: path, offset: offsets[record], sequence: firstSequence + record };
        for (const failed of [await refusal(readSequences(directory)), await refusal(verifyLog(directory))]) {
          expect(failed).toBeInstanceOf(EventLogCorruptError);
          expect(failed).toMatchObject(place);
        }
        if (which === 'the current') expect(await refusal(openTestWriter(directory))).toMatchObject(place);
      }
      await writeFile(path, pristine);
      expect(await verifyLog(directory)).toMatchObject({ records: 8 * 60, lastSequence: 8 * 60 });
    },
  );

  /** Every byte of one record in the middle; of the others the first and last byte of each part. */
  function damagedOffsets(offsets: readonly number[]): number[] {
    const middle = offsets.length >> 1;
    const damaged: number[] = [];
    for (let record = 0; record + 1 < offsets.length; record++) {
      const [start, end] = [offsets[record]!, offsets[record + 1]!];
      if (record === middle) for (let at = start; at < end; at++) damaged.push(at);
      else if (record % 20 === 0) damaged.push(start, start + 6, start + 12, start + 27, end - 1);
    }
    return damaged;
  }

  it('of two records at once is found at the first', async () => {
    await writeLog(directory, 1, 60);
    const { path } = (await listSegments(directory))[0]!;
    const offsets = offsetsOf(1, 60);
    const bytes = await readFile(path);
    bytes[offsets[31]! - 1]! ^= 1;
    bytes[offsets[41]! - 1]! ^= 1;
    await writeFile(path, bytes);
    expect(await refusal(readSequences(directory))).toMatchObject({ offset: offsets[30], sequence: 31 });
  });
});

async function refusal(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => 'was not refused',
    (error: unknown) => error,
  );
}

describe('a torn last write', () => {
  it('is cut to its longest whole part, wherever it ends, with a warning that names bytes and sequence', async () => {
    await writeLog(directory, 1, 5);
    const { path } = (await listSegments(directory))[0]!;
    const before = (await readFile(path)).length;
    await rm(directory, { recursive: true });
    // The same five records again, then one write of four.
    const writer = await openTestWriter(directory);
    await writer.whenDurable(appendRecords(writer, 5));
    const position = await readFile(join(directory, DURABLE_POSITION_FILE));
    await writer.whenDurable(appendRecords(writer, 4));
    await writer.close();
    const whole = await readFile(path);
    const ends = [before];
    for (const sequence of [6, 7, 8, 9]) {
      ends.push(ends.at(-1)! + recordBytes(payloadOf(sequence).length, journalOf(sequence).length));
    }
    for (let length = before; length < whole.length; length++) {
      for (const segment of (await listSegments(directory)).slice(1)) await rm(segment.path);
      // As a crash leaves it: the rest of the segment is zeros, the position is that of the write before.
      const torn = Buffer.alloc(TEST_SEGMENT_BYTES);
      whole.copy(torn, 0, 0, length);
      await writeFile(path, torn);
      await writeFile(join(directory, DURABLE_POSITION_FILE), position);
      const logger = new RecordingLogger();
      const reopened = await openTestWriter(directory, { logger });
      const kept = ends.findLastIndex((end) => end <= length);
      expect([length, reopened.lastSequence]).toEqual([length, 5 + kept]);
      const isCut = torn.subarray(ends[kept]).some((byte) => byte !== 0);
      if (isCut) expect(logger.warnings.join()).toMatch(cutAt(ends[kept]!, 6 + kept));
      expect(logger.warnings).toHaveLength(isCut ? 1 : 0);
      await reopened.close();
    }
  });
});

function cutAt(offset: number, sequence: number): RegExp {
  return new RegExp(`cutting \\d+ bytes at offset ${offset}, sequence ${sequence}\\.`);
}

describe('a log whose policy does not sync', () => {
  it.each(['os', 'none'] as const)(
    'loses its end to a power failure under "%s", in any order of pages, with a warning',
    async (policy) => {
      const logger = new RecordingLogger();
      const { path, bytes } = await crashed(policy);
      // A page in the middle never arrived although later ones did.
      bytes.fill(0, 4_096, 8_192);
      await writeFile(path, bytes);
      const writer = await openTestWriter(directory, { policy, logger });
      expect(writer.lastSequence).toBeLessThan(5 * COMMIT_RECORDS);
      expect(logger.warnings.join()).toContain('durability policy allows that loss');
      await writer.whenDurable(appendRecords(writer, 3));
      await writer.close();
      expect(await readSequences(directory)).toEqual(sequencesTo(writer.lastSequence));
    },
  );

  it('is as strict as any about what was synced when it was closed', async () => {
    const writer = await openTestWriter(directory, { policy: 'os' });
    await writer.whenDurable(appendRecords(writer, 100));
    await writer.close();
    const { path } = (await listSegments(directory))[0]!;
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(openTestWriter(directory, { policy: 'os' })).rejects.toBeInstanceOf(EventLogCorruptError);
  });

  it('reads segments from before they said how they were written as synced ones', () => {
    const header = encodeSegmentHeader({ shard: 0, epoch: 1, firstSequence: 1, synced: true });
    expect(header.subarray(28, 60).every((byte) => byte === 0)).toBe(true);
  });

  /** The segment and position of a writer that is stopped without closing. */
  async function crashed(policy: 'os' | 'none'): Promise<{ path: string; bytes: Buffer }> {
    const writer = await openTestWriter(directory, { policy });
    for (let commit = 0; commit < 5; commit++) {
      await writer.whenDurable(appendRecords(writer, COMMIT_RECORDS));
    }
    await writer.flush();
    const { path } = (await listSegments(directory))[0]!;
    const position = await readFile(join(directory, DURABLE_POSITION_FILE));
    const bytes = await readFile(path);
    await writer.close();
    await writeFile(join(directory, DURABLE_POSITION_FILE), position);
    return { path, bytes };
  }
});
