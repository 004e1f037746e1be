import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLogBatch, EventLogLookup, EventLogReader, EventLogWriter } from '@backlay/transport';

/*
 * What one record costs to read from an event log that the system has in its memory: wall time, and CPU time of all
 * threads, in nanoseconds, the least of several rounds. Then how long it takes to begin at the end of a segment, and to
 * look one record up, with and without an index of its segment.
 *
 *   node tools/run.mjs bench/log-reading [records] [bytes per record]
 */
const RECORDS_DEFAULT = 1_500_000;
const RECORD_BYTES_DEFAULT = 200;
const RECORD_HEADER_BYTES = 28;
const SEGMENT_BYTES = 64 * 1024 * 1024;
const ROUNDS = 7;
const LOOKUPS = 2_000;

type Look = (batch: EventLogBatch, index: number) => number;

const LOOKS: Record<string, Look> = {
  'read and check': () => 0,
  'and take a view of the journal': (batch, index) => batch.journal(index).length,
  'and take views of both bodies': (batch, index) =>
    batch.journal(index).length + batch.payload(index).length,
  'and find both bodies in place': (batch, index) =>
    batch.journalEnd(index) - batch.journalStart(index) + batch.payloadStart(index),
};

async function writeLog(directory: string, records: number, recordBytes: number): Promise<void> {
  const writer = await EventLogWriter.open({ directory, policy: 'os', segmentBytes: SEGMENT_BYTES });
  const bodyBytes = recordBytes - RECORD_HEADER_BYTES;
  for (let sequence = 1; sequence <= records; sequence++) {
    // A third for the events, the rest for the journal; lengths vary as those of commands do.
    const length = bodyBytes + ((sequence * 7) % 41) - 20;
    const payload = Buffer.alloc(Math.floor(length / 3), sequence);
    writer.append({ sequence, payload, journal: Buffer.alloc(length - payload.length, sequence + 1) });
    if (sequence % 10_000 === 0) await writer.flush();
  }
  await writer.close();
}

/** Reads everything and looks at each record. @returns the number of records */
async function readAll(directory: string, look: Look): Promise<number> {
  const reader = await EventLogReader.open({ directory });
  let records = 0;
  let seen = 0;
  for await (const batch of reader.batches()) {
    for (let index = 0; index < batch.count; index++) seen += look(batch, index);
    records += batch.count;
  }
  await reader.close();
  if (Number.isNaN(seen)) throw new Error('a record without a length');
  return records;
}

/** Opens a reader behind the sequence and gets one batch. */
async function beginBehind(directory: string, afterSequence: number): Promise<number> {
  const reader = await EventLogReader.open({ directory, afterSequence });
  await reader.next();
  await reader.close();
  return 1;
}

async function lookUp(lookup: EventLogLookup, sequences: readonly number[]): Promise<number> {
  for (const sequence of sequences) await lookup.record(sequence);
  return sequences.length;
}

/** The least of several rounds, for one of what the run counts. */
async function leastNs(run: () => Promise<number>): Promise<{ wall: number; cpu: number }> {
  let wall = Infinity;
  let cpu = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    const started = performance.now();
    const count = await run();
    wall = Math.min(wall, ((performance.now() - started) * 1e6) / count);
    const { user, system } = process.cpuUsage(before);
    cpu = Math.min(cpu, ((user + system) * 1e3) / count);
  }
  return { wall, cpu };
}

const records = Number(process.argv[2] ?? RECORDS_DEFAULT);
const recordBytes = Number(process.argv[3] ?? RECORD_BYTES_DEFAULT);
const directory = await mkdtemp(join(tmpdir(), 'log-reading-'));
try {
  await writeLog(directory, records, recordBytes);
  console.log(`${records} records of about ${recordBytes} bytes; ns for one`);
  for (const [name, look] of Object.entries(LOOKS)) {
    const { wall, cpu } = await leastNs(() => readAll(directory, look));
    console.log(
      `  ${name.padEnd(32)} wall ${wall.toFixed(0).padStart(5)}  CPU ${cpu.toFixed(0).padStart(5)}`,
    );
  }
  const last = Math.min(records, Math.floor(SEGMENT_BYTES / recordBytes) - 10_000);
  const begin = await leastNs(() => beginBehind(directory, last - 1));
  console.log(`beginning behind ${last} records of a segment: ${(begin.wall / 1e6).toFixed(1)} ms`);
  const fresh = await leastNs(async () => lookUp(await EventLogLookup.open({ directory }), [last]));
  console.log(`the first lookup in a segment, behind as many: ${(fresh.wall / 1e6).toFixed(1)} ms`);
  const lookup = await EventLogLookup.open({ directory });
  const sequences = Array.from({ length: LOOKUPS }, (_, at) => 1 + ((at * 7_919) % records));
  const known = await leastNs(() => lookUp(lookup, sequences));
  console.log(`a lookup in a segment that is known: ${(known.wall / 1e6).toFixed(3)} ms`);
  await lookup.close();
} finally {
  await rm(directory, { recursive: true, force: true });
}
