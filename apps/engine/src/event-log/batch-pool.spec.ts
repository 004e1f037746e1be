import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EventLogBatch, EventLogReader, EventLogWriter } from '@backlay/transport';
import { BatchPool } from './batch-pool.js';
import type { ReadBatch } from './replay-messages.js';

const RECORDS = 100;
/** Copies that may be out at the same time. */
const AHEAD = 8;

describe('the memory of batches', () => {
  let directory: string;
  let batch: EventLogBatch;
  let reader: EventLogReader;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'backlay-batch-pool-'));
    const writer = await EventLogWriter.open({ directory, shard: 0, policy: 'os' });
    for (let sequence = 1; sequence <= RECORDS; sequence++) {
      writer.append({
        sequence,
        payload: Buffer.alloc(sequence, 1),
        journal: Buffer.alloc(200 - sequence, 2),
      });
    }
    await writer.close();
    reader = await EventLogReader.open({ directory });
    const next = await reader.next();
    if (next === undefined) throw new Error('the log is empty');
    batch = next;
  });
  afterEach(async () => {
    await reader.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const records = ({ memory, epoch, count }: ReadBatch): unknown[] => [
    ...new EventLogBatch(epoch, count, { bytes: Buffer.from(memory.bytes.buffer), starts: memory.starts }),
  ];

  it('holds what the batch had', async () => {
    expect(records(await new BatchPool().copy(batch))).toEqual([...batch]);
  });

  it('is waited for when all of it is in use, and used again', async () => {
    const pool = new BatchPool();
    const copies = await Promise.all(Array.from({ length: AHEAD }, () => pool.copy(batch)));
    expect(new Set(copies.map(({ memory }) => memory.bytes.buffer)).size).toBe(AHEAD);
    let isCopied = false;
    const late = pool.copy(batch).finally(() => (isCopied = true));
    await setImmediate();
    expect(isCopied).toBe(false);
    const { memory } = copies[3]!;
    pool.giveBack(memory.number);
    expect((await late).memory).toBe(memory);
    expect(records(await late)).toEqual([...batch]);
  });
});
