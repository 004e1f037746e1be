import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { Checkpoint } from './checkpoint.entity.js';
import { ColumnSet, insertInto } from './column-set.js';
import { AddConsumerLease1790000003000 } from './add-consumer-lease.migration.js';
import { ConsumerLedger, type RangeWriter } from './consumer-ledger.js';
import { CreateCheckpoints1790000000000 } from './create-checkpoints.migration.js';
import { databaseOptions } from './database-options.js';
import { openDatabase } from './open-database.js';
import { SequenceGapError } from './ledger-errors.js';
import type { ConsumerIdentity } from './ledger-store.js';
import { PostgresLedgerStore } from './postgres-ledger-store.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const NOTES = new ColumnSet({ sequence: 'int8' });
const INSERT_NOTES = insertInto('notes', NOTES);

/** Writes one row per sequence that was not applied before. */
function noteSequences(first: number, last: number): RangeWriter {
  return async (transaction, afterSequence) => {
    const rows = [];
    for (let sequence = Math.max(first, afterSequence + 1); sequence <= last; sequence++)
      rows.push({ sequence });
    await transaction.execute(INSERT_NOTES, NOTES.values(rows));
  };
}

describe('ConsumerLedger', () => {
  let database: SpecDatabase;
  let dataSource: DataSource;
  let ledger: ConsumerLedger;

  /** A ledger that may write. */
  async function openLedger(identity: ConsumerIdentity): Promise<ConsumerLedger> {
    const opened = new ConsumerLedger(new PostgresLedgerStore(dataSource), identity, { owner: 'spec-1' });
    await opened.acquire();
    return opened;
  }

  const apply = (firstSequence: number, lastSequence: number, consumer = ledger) =>
    consumer.apply({ epoch: 1, firstSequence, lastSequence }, noteSequences(firstSequence, lastSequence));

  async function notes(): Promise<number[]> {
    const rows = await dataSource.query<{ sequence: string }[]>(
      'SELECT sequence FROM notes ORDER BY sequence',
    );
    return rows.map(({ sequence }) => Number(sequence));
  }

  beforeAll(async () => {
    database = await createSpecDatabase();
    dataSource = await openDatabase(
      databaseOptions({
        url: database.url,
        schema: 'spec',
        applicationName: 'spec',
        entities: [Checkpoint],
        migrations: [CreateCheckpoints1790000000000, AddConsumerLease1790000003000],
      }),
    );
    await dataSource.query('CREATE TABLE notes (sequence int8 NOT NULL)');
  });

  beforeEach(async () => {
    await dataSource.query('TRUNCATE notes, checkpoints');
    ledger = await openLedger({ consumer: 'spec', shard: 0 });
  });

  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('has no position before the first range and the last sequence afterwards', async () => {
    expect(await ledger.position()).toBeUndefined();

    expect(await apply(1, 3)).toBe('applied');

    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 3 });
    expect(await notes()).toEqual([1, 2, 3]);
  });

  it('applies a range that is delivered twice once', async () => {
    await apply(1, 3);

    expect(await apply(1, 3)).toBe('already-applied');
    expect(await apply(2, 2)).toBe('already-applied');

    expect(await notes()).toEqual([1, 2, 3]);
  });

  it('applies only the new end of a range that overlaps', async () => {
    await apply(1, 3);

    expect(await apply(2, 5)).toBe('applied');

    expect(await notes()).toEqual([1, 2, 3, 4, 5]);
    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 5 });
  });

  it.each([
    { state: 'nothing applied', applied: 0, first: 2, expected: 1 },
    { state: '3 applied', applied: 3, first: 5, expected: 4 },
  ])('refuses a gap: $state, range from $first', async ({ applied, first, expected }) => {
    if (applied > 0) await apply(1, applied);

    const refused = apply(first, first + 1);

    await expect(refused).rejects.toThrow(SequenceGapError);
    await expect(refused).rejects.toMatchObject({ expectedSequence: expected, receivedSequence: first });
    expect(await notes()).toHaveLength(applied);
    expect((await ledger.position())?.sequence ?? 0).toBe(applied);
  });

  it('writes nothing when the writer fails after its rows', async () => {
    await apply(1, 1);

    const failing = ledger.apply(
      { epoch: 1, firstSequence: 2, lastSequence: 3 },
      async (transaction, after) => {
        await noteSequences(2, 3)(transaction, after);
        throw new Error('the last projector failed');
      },
    );

    await expect(failing).rejects.toThrow('the last projector failed');
    expect(await notes()).toEqual([1]);
    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 1 });
    expect(await apply(2, 3)).toBe('applied');
  });

  it('writes nothing when the connection is cut between rows and checkpoint, and works again afterwards', async () => {
    await apply(1, 1);

    const cut = ledger.apply({ epoch: 1, firstSequence: 2, lastSequence: 3 }, async (transaction, after) => {
      await noteSequences(2, 3)(transaction, after);
      const [row] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    });

    await expect(cut).rejects.toThrow(/terminat|not queryable/i);
    expect(await notes()).toEqual([1]);
    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 1 });
    expect(await apply(2, 3)).toBe('applied');
    expect(await notes()).toEqual([1, 2, 3]);
  });

  it('keeps consumers and shards apart', async () => {
    const otherShard = await openLedger({ consumer: 'spec', shard: 1 });
    const otherConsumer = await openLedger({ consumer: 'other', shard: 0 });
    await apply(1, 3);

    expect(await otherShard.position()).toBeUndefined();
    expect(await apply(1, 1, otherConsumer)).toBe('applied');

    expect(await ledger.position()).toEqual({ epoch: 1, sequence: 3 });
  });
});
