import { copyFile, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { EventLogCorruptError, GapError, PositionAheadError, StreamConfigurationError } from './errors.js';
import { encodeRecord, recordBytes, SEGMENT_HEADER_BYTES } from './event-log.format.js';
import { DURABLE_POSITION_FILE } from './event-log.position-file.js';
import { EventLogReader } from './event-log.reader.js';
import { listSegments } from './event-log.segment.js';
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

const RECORDS = 6;

describe('opening an event log after a crash', () => {
  jest.setTimeout(60_000);
  let directory: string;
  let remove: () => Promise<void>;
  let segment: string;
  let logger: RecordingLogger;
  let pristine: Buffer;
  /** Offset behind each record; entry 0 is the end of the header. */
  let ends: number[];

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory('event-log'));
    logger = new RecordingLogger();
    await writeLog(directory, RECORDS);
    segment = (await listSegments(directory))[0]!.path;
    pristine = await readFile(segment);
    ends = [SEGMENT_HEADER_BYTES];
    for (const sequence of sequencesTo(RECORDS)) {
      ends.push(ends.at(-1)! + recordBytes(payloadOf(sequence).length, journalOf(sequence).length));
    }
  });
  afterEach(() => remove());

  /** Puts the log back as it was closed, but with these bytes in its segment. */
  async function restore(bytes: Buffer, { position }: { position: 'kept' | 'lost' }): Promise<void> {
    for (const { path } of (await listSegments(directory)).slice(1)) await rm(path);
    await writeFile(segment, bytes);
    if (position === 'lost') await rm(join(directory, DURABLE_POSITION_FILE), { force: true });
  }

  /** The segment as a crash leaves it: not cut to size, but filled with zeros. */
  function withZeros(bytes: Buffer): Buffer {
    return Buffer.concat([bytes, Buffer.alloc(TEST_SEGMENT_BYTES - bytes.length)]);
  }

  async function recoveredSequence(): Promise<number> {
    const writer = await openTestWriter(directory, { logger });
    const { lastSequence } = writer;
    await writer.close();
    return lastSequence;
  }

  it('finds the last record of a log that was closed, of one that was not, and of one without a position file', async () => {
    expect(await recoveredSequence()).toBe(RECORDS);
    await restore(withZeros(pristine), { position: 'kept' });
    expect(await recoveredSequence()).toBe(RECORDS);
    await restore(withZeros(pristine), { position: 'lost' });
    expect(await recoveredSequence()).toBe(RECORDS);
    expect(await readSequences(directory)).toEqual(sequencesTo(RECORDS));
    expect(logger.warnings).toEqual([]);
  });

  it('cuts a torn tail off, wherever in the last two records the bytes end, and says what it cut', async () => {
    for (let length = ends[RECORDS - 2]!; length < pristine.length; length++) {
      const whole = length < ends[RECORDS - 1]! ? RECORDS - 2 : RECORDS - 1;
      for (const bytes of [pristine.subarray(0, length), withZeros(pristine.subarray(0, length))]) {
        await restore(bytes, { position: 'lost' });
        logger.warnings.length = 0;
        expect([length, await recoveredSequence()]).toEqual([length, whole]);
        expect((await stat(segment)).size).toBe(ends[whole]);
        // Bytes that end in zeros cannot be told from zeros that were never written over.
        const leftOver = bytes.subarray(ends[whole]).some((byte) => byte !== 0);
        expect(logger.warnings).toHaveLength(leftOver ? 1 : 0);
        if (leftOver)
          expect(logger.warnings[0]).toContain(`at offset ${ends[whole]!}, sequence ${whole + 1}`);
      }
    }
    expect(await readSequences(directory)).toEqual(sequencesTo(RECORDS - 1));
  });

  it('appends behind the cut, in a segment of the next epoch', async () => {
    await restore(pristine.subarray(0, pristine.length - 1), { position: 'lost' });
    const writer = await openTestWriter(directory, { logger });
    expect(writer.lastSequence).toBe(RECORDS - 1);
    await writer.whenDurable(appendRecords(writer, 3));
    await writer.close();
    expect(await readSequences(directory)).toEqual(sequencesTo(RECORDS + 2));
    const [, next] = await listSegments(directory);
    expect(next).toMatchObject({ epoch: 2, firstSequence: RECORDS });
  });

  it('refuses a log that ends before its durable position, naming the place', async () => {
    for (const length of [ends[RECORDS - 1]!, pristine.length - 1, ends[1]!]) {
      await restore(pristine.subarray(0, length), { position: 'kept' });
      const whole = ends.findLastIndex((end) => end <= length);
      await expect(recoveredSequence()).rejects.toMatchObject({
        code: 'EVENT_LOG_CORRUPT',
        segment,
        offset: ends[whole],
        sequence: whole + 1,
      });
    }
  });

  it('refuses a flipped bit in every byte of a middle record, with and without the position file', async () => {
    const damaged = 3;
    for (let at = ends[damaged - 1]!; at < ends[damaged]!; at++) {
      const bytes = Buffer.from(pristine);
      bytes[at]! ^= 1 << (at % 8);
      for (const position of ['kept', 'lost'] as const) {
        // The first opening moves nothing, so the position file of the closed log is still there.
        await restore(bytes, { position: 'kept' });
        const file = join(directory, DURABLE_POSITION_FILE);
        await copyFile(file, `${file}.kept`);
        if (position === 'lost') await rm(file);
        const error: unknown = await recoveredSequence().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(EventLogCorruptError);
        expect(error).toMatchObject({ segment, offset: ends[damaged - 1], sequence: damaged });
        await copyFile(`${file}.kept`, file);
      }
    }
  });

  it('tells the same from a reader, which stops in front of the damage', async () => {
    const bytes = Buffer.from(pristine);
    bytes[ends[3]! - 1]! ^= 4;
    await restore(bytes, { position: 'kept' });
    const reader = await EventLogReader.open({ directory });
    const first = await reader.next();
    expect([first?.firstSequence, first?.lastSequence]).toEqual([1, 2]);
    await expect(reader.next()).rejects.toMatchObject({ segment, offset: ends[2], sequence: 3 });
    await reader.close();
  });

  it('cuts what a power failure left of the last write, also when its later pages arrived and its first did not', async () => {
    // Three records of one write, of which the first is missing. Nobody was told about any of them.
    const torn = encodeRecords([7, 8, 9], 7);
    torn.fill(0, 0, recordBytes(payloadOf(7).length, journalOf(7).length));
    await restore(withZeros(Buffer.concat([pristine, torn])), { position: 'kept' });
    expect(await recoveredSequence()).toBe(RECORDS);
    expect(logger.warnings.join()).toContain(
      `cutting ${torn.length} bytes at offset ${pristine.length}, sequence 7`,
    );
  });

  it('refuses the same bytes when a later write follows them', async () => {
    const missing = encodeRecords([7], 7);
    const later = encodeRecords([8, 9], 8);
    await restore(withZeros(Buffer.concat([pristine, missing.fill(0), later])), { position: 'kept' });
    await expect(recoveredSequence()).rejects.toMatchObject({ offset: pristine.length, sequence: 7 });
  });

  it('refuses a damaged header, another version and the log of another shard', async () => {
    for (const at of [0, 8, 12, 16, 20, 40, 60]) {
      const bytes = Buffer.from(pristine);
      bytes[at]! ^= 1;
      await restore(bytes, { position: 'kept' });
      await expect(recoveredSequence()).rejects.toBeInstanceOf(EventLogCorruptError);
    }
    await restore(pristine, { position: 'kept' });
    await expect(openTestWriter(directory, { shard: 1 })).rejects.toBeInstanceOf(StreamConfigurationError);
  });

  it('refuses to skip a segment that is missing, and to begin behind the end', async () => {
    await writeLog(directory, 2);
    await writeLog(directory, 2);
    const [, middle] = await listSegments(directory);
    await rm(middle!.path);
    await expect(readSequences(directory)).rejects.toBeInstanceOf(GapError);
    await expect(readSequences(directory, 100)).rejects.toBeInstanceOf(PositionAheadError);
    await rm(segment);
    await expect(readSequences(directory)).rejects.toMatchObject({
      expectedSequence: 1,
      actualSequence: RECORDS + 3,
    });
  });

  it('refuses to begin anew where there was a log, and gives no epoch twice', async () => {
    await writeLog(directory, 1);
    await writeLog(directory, 0);
    const [, second, third] = await listSegments(directory);
    expect(third).toMatchObject({ epoch: 3, firstSequence: RECORDS + 2 });
    await rm(third!.path);
    const writer = await openTestWriter(directory);
    expect([writer.epoch, writer.lastSequence]).toEqual([4, RECORDS + 1]);
    await writer.close();
    for (const { path } of await listSegments(directory)) await rm(path);
    await expect(recoveredSequence()).rejects.toMatchObject({
      code: 'EVENT_LOG_CORRUPT',
      segment: directory,
    });
    expect(second).toMatchObject({ epoch: 2 });
  });

  it('begins behind any sequence', async () => {
    await writeLog(directory, 40, 40);
    const last = RECORDS + 1_600;
    expect((await readdir(directory)).length).toBeGreaterThan(5);
    for (const after of [0, 1, RECORDS, RECORDS + 1, 500, last - 1, last]) {
      expect(await readSequences(directory, after)).toEqual(sequencesTo(last).slice(after));
    }
  });

  it('survives a new segment that was never renamed, and a half-written spare', async () => {
    const spare = join(directory, 'spare.zeros');
    await writeFile(spare, Buffer.alloc(100));
    expect(await recoveredSequence()).toBe(RECORDS);
    const handle = await open(spare, 'w');
    await handle.close();
    expect(await recoveredSequence()).toBe(RECORDS);
    expect(await readSequences(directory)).toEqual(sequencesTo(RECORDS));
  });
});

/** Records of epoch 1 as one write would leave them. */
function encodeRecords(sequences: readonly number[], commitStart: number): Buffer {
  const bytes = Buffer.alloc(4096);
  let end = 0;
  for (const sequence of sequences) {
    const commitDistance = sequence - commitStart;
    const record = {
      epoch: 1,
      sequence,
      commitDistance,
      payload: payloadOf(sequence),
      journal: journalOf(sequence),
    };
    end = encodeRecord(record, bytes, end);
  }
  return bytes.subarray(0, end);
}
