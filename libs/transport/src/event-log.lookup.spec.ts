import { readFile, writeFile } from 'node:fs/promises';
import { EventLogCorruptError, GapError } from './errors.js';
import { recordBytes, SEGMENT_HEADER_BYTES } from './event-log.format.js';
import { EventLogLookup } from './event-log.lookup.js';
import { listSegments } from './event-log.segment.js';
import { FaultyDisk } from './testing/faulty-disk.js';
import { temporaryDirectory } from './testing/temporary-directory.js';
import {
  appendRecords,
  journalOf,
  openTestWriter,
  payloadOf,
  readSequences,
  writeLog,
} from './testing/test-log.js';

const SEGMENT_BYTES = 64 * 1024;
const RECORDS = 3_000;

describe('a lookup in an event log', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let lookup: EventLogLookup;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
    lookup = await EventLogLookup.open({ directory, indexesMax: 2 });
  });
  afterEach(async () => {
    await lookup.close();
    await remove();
  });

  async function writeRolledLog(): Promise<void> {
    const writer = await openTestWriter(directory, { segmentBytes: SEGMENT_BYTES });
    for (let written = 0; written < RECORDS; written += 100) {
      await writer.whenDurable(appendRecords(writer, 100));
    }
    await writer.close();
    expect((await listSegments(directory)).length).toBeGreaterThan(3);
  }

  function record(sequence: number, epoch = 1): unknown {
    return { epoch, sequence, payload: payloadOf(sequence), journal: journalOf(sequence) };
  }

  it('finds any record, in any order and all at once, with fewer indexes than segments', async () => {
    await writeRolledLog();
    const firsts = (await listSegments(directory)).map(({ firstSequence }) => firstSequence);
    const sequences = [
      RECORDS,
      1,
      2,
      255,
      256,
      257,
      258,
      513,
      1_500,
      ...firsts,
      ...firsts.map((at) => at - 1),
      7,
    ];
    const asked = sequences.filter((sequence) => sequence > 0);
    const found = await Promise.all(asked.map((sequence) => lookup.record(sequence)));
    expect(found).toEqual(asked.map((sequence) => record(sequence)));
  });

  it('follows the writer: what is not durable is not there, and is as soon as it is', async () => {
    await expect(lookup.record(1)).resolves.toBeUndefined();
    const writer = await openTestWriter(directory, { segmentBytes: SEGMENT_BYTES });
    for (let last = 300; last <= 1_500; last += 300) {
      appendRecords(writer, 300);
      await expect(lookup.record(last)).resolves.toBeUndefined();
      await writer.flush();
      await expect(lookup.record(last)).resolves.toEqual(record(last));
      await expect(lookup.record(last - 299)).resolves.toEqual(record(last - 299));
    }
    await writer.close();
    await writeLog(directory, 1, 5);
    await expect(lookup.record(1_503)).resolves.toEqual(record(1_503, 2));
    await expect(lookup.record(1_500)).resolves.toEqual(record(1_500));
  });

  it('knows nothing of what was removed, and finds the rest', async () => {
    await writeRolledLog();
    const writer = await openTestWriter(directory, { segmentBytes: SEGMENT_BYTES });
    await expect(lookup.record(1)).resolves.toEqual(record(1));
    expect(await writer.removeSegmentsBefore(1_500)).toBeGreaterThan(0);
    const { firstSequence } = (await listSegments(directory))[0]!;
    expect(firstSequence).toBeGreaterThan(1);
    await expect(lookup.record(1)).resolves.toBeUndefined();
    await expect(lookup.record(firstSequence - 1)).resolves.toBeUndefined();
    await expect(lookup.record(firstSequence)).resolves.toEqual(record(firstSequence));
    await expect(readSequences(directory)).rejects.toBeInstanceOf(GapError);
    await writer.close();
  });

  it('refuses a damaged record and a damaged way, naming the place, and still finds what is whole', async () => {
    await writeLog(directory, 1, 200);
    const { path } = (await listSegments(directory))[0]!;
    const pristine = await readFile(path);
    const offset = offsetOf(150);
    for (let at = offset; at < offsetOf(151); at++) {
      const bytes = Buffer.from(pristine);
      bytes[at]! ^= 1 << (at % 8);
      await writeFile(path, bytes);
      await expect(lookup.record(150)).rejects.toBeInstanceOf(EventLogCorruptError);
      await expect(lookup.record(149)).resolves.toEqual(record(149));
    }
    const bytes = Buffer.from(pristine);
    bytes[offset + 12]! ^= 1;
    await writeFile(path, bytes);
    await expect(lookup.record(170)).rejects.toMatchObject({ segment: path, offset, sequence: 150 });
    await writeFile(path, pristine);
    await expect(lookup.record(170)).resolves.toEqual(record(170));
  });

  it('refuses a segment that ends too early', async () => {
    await writeRolledLog();
    const { path } = (await listSegments(directory))[0]!;
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, offsetOf(100) + 3));
    await expect(lookup.record(99)).resolves.toEqual(record(99));
    await expect(lookup.record(100)).rejects.toBeInstanceOf(EventLogCorruptError);
  });

  it('finds records that are larger than what it reads at a time, from a disk that gives little', async () => {
    const writer = await openTestWriter(directory);
    const huge = Buffer.alloc(700_000, 'huge ');
    const disk = new FaultyDisk();
    disk.readBytesMax = 10_000;
    const slow = await EventLogLookup.open({ directory, storage: disk.storage });
    for (let sequence = 1; sequence <= 4; sequence++) {
      writer.append({ sequence, payload: huge, journal: journalOf(sequence) });
    }
    await writer.flush();
    for (const sequence of [3, 1, 4]) {
      const found = await slow.record(sequence);
      expect(found?.payload.equals(huge)).toBe(true);
      expect(found?.journal).toEqual(journalOf(sequence));
    }
    await slow.close();
    await writer.close();
  });

  function offsetOf(sequence: number): number {
    let offset = SEGMENT_HEADER_BYTES;
    for (let at = 1; at < sequence; at++) offset += recordBytes(payloadOf(at).length, journalOf(at).length);
    return offset;
  }
});
