import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { waitFor } from '../../../test/support/wait.js';
import { AddConsumerLease1790000003000 } from './add-consumer-lease.migration.js';
import { Checkpoint } from './checkpoint.entity.js';
import { ColumnSet, insertInto } from './column-set.js';
import { ConsumerLedger } from './consumer-ledger.js';
import { CreateCheckpoints1790000000000 } from './create-checkpoints.migration.js';
import { databaseOptions } from './database-options.js';
import { LeaseLostError } from './ledger-errors.js';
import type { SequenceSpan } from './ledger-store.js';
import { openDatabase } from './open-database.js';
import { PostgresLedgerStore } from './postgres-ledger-store.js';
import type { WriteTransaction } from './write-transaction.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const NOTES = new ColumnSet({ sequence: 'int8', author: 'text' });
const INSERT_NOTES = insertInto('notes', NOTES);
const IDENTITY = { consumer: 'spec', shard: 0 };
const LONG_MS = 60_000;

describe('the lease of a consumer', () => {
  let database: SpecDatabase;
  let dataSource: DataSource;
  let first: ConsumerLedger;
  let second: ConsumerLedger;

  const ledgerOf = (owner: string, leaseMs = LONG_MS) =>
    new ConsumerLedger(new PostgresLedgerStore(dataSource), IDENTITY, { owner, leaseMs });

  /** Writes one row, signed. */
  const note = (author: string, sequence: number) => (transaction: WriteTransaction) =>
    transaction.execute(INSERT_NOTES, NOTES.values([{ sequence, author }])).then(() => undefined);

  const apply = (ledger: ConsumerLedger, sequence: number) =>
    ledger.apply({ epoch: 1, firstSequence: sequence, lastSequence: sequence }, note(ledger.owner, sequence));

  const skip = (ledger: ConsumerLedger, firstSequence: number, lastSequence = firstSequence) =>
    ledger.skip({ epoch: 1, firstSequence, lastSequence });

  async function notes(): Promise<string[]> {
    const rows = await dataSource.query<{ sequence: string; author: string }[]>(
      'SELECT * FROM notes ORDER BY sequence',
    );
    return rows.map(({ sequence, author }) => `${sequence} by ${author}`);
  }

  /** As if its time had run out, without waiting for it. */
  const expire = () => dataSource.query(`UPDATE checkpoints SET leased_until = now() - interval '1 second'`);

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
    await dataSource.query('CREATE TABLE notes (sequence int8 NOT NULL, author text NOT NULL)');
  });

  beforeEach(async () => {
    await dataSource.query('TRUNCATE notes, checkpoints, skipped_sequences');
    first = ledgerOf('first');
    second = ledgerOf('second');
  });

  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('is had by one only, and says who that is and until when', async () => {
    const beforeMs = Date.now();
    expect(await first.acquire()).toEqual({
      taken: true,
      lease: { owner: 'first', fence: 1 },
      position: { epoch: 0, sequence: 0 },
    });

    const refused = await second.acquire();
    expect(refused).toMatchObject({ taken: false, holder: { owner: 'first', fence: 1 } });
    const holder = await second.holder();
    expect(holder?.leasedUntil.getTime()).toBeGreaterThan(beforeMs + LONG_MS - 10_000);
    expect(second.lease).toBeUndefined();
  });

  it('goes to one of many who ask at the same moment', async () => {
    const ledgers = Array.from({ length: 12 }, (_, index) => ledgerOf(`member-${index}`));
    const attempts = await Promise.all(ledgers.map((ledger) => ledger.acquire()));
    expect(attempts.filter(({ taken }) => taken)).toHaveLength(1);
    expect((await first.holder())?.fence).toBe(1);
  });

  it('is free at once when it is given up, with a higher fence for the next', async () => {
    await first.acquire();
    await apply(first, 1);
    await first.release();
    expect(await first.holder()).toBeUndefined();

    expect(await second.acquire()).toEqual({
      taken: true,
      lease: { owner: 'second', fence: 2 },
      position: { epoch: 1, sequence: 1 },
    });
  });

  it('is not taken away by one who gives up a lease that is no longer his', async () => {
    await first.acquire();
    await expire();
    await second.acquire();
    await first.release();
    expect((await second.holder())?.owner).toBe('second');
  });

  it('lets nothing be written by one whose time ran out and who comes back', async () => {
    await first.acquire();
    await apply(first, 1);
    await expire();
    await second.acquire();

    const late = apply(first, 2);
    await expect(late).rejects.toThrow(LeaseLostError);
    await expect(late).rejects.toMatchObject({ holder: 'second' });
    await expect(skip(first, 2)).rejects.toThrow(LeaseLostError);
    expect(await apply(second, 2)).toBe('applied');
    expect(await notes()).toEqual(['1 by first', '2 by second']);
    expect(await first.renew()).toBe(false);
  });

  it('goes on with one whose time ran out while nobody wanted to follow', async () => {
    await first.acquire();
    await expire();
    expect(await apply(first, 1)).toBe('applied');
    expect(await second.acquire()).toMatchObject({ taken: false });
  });

  it('is renewed by each transaction, and by asking', async () => {
    await first.acquire();
    for (const renew of [() => apply(first, 1), () => first.renew()]) {
      await expire();
      await renew();
      expect((await first.holder())?.leasedUntil.getTime()).toBeGreaterThan(Date.now() + LONG_MS / 2);
    }
  });

  it('is given up when the database was put back behind what was committed, and the next one says how far', async () => {
    await first.acquire();
    await apply(first, 1);
    const backup = await first.position();
    await apply(first, 2);
    expect(await first.renew()).toBe(true);
    await dataSource.query('UPDATE checkpoints SET sequence = $1', [backup?.sequence]);
    expect(await first.renew()).toBe(false);
    expect(await first.acquire()).toMatchObject({ taken: true, position: { sequence: 1 } });
    expect(await first.renew()).toBe(true);
  });

  it('writes nothing without one', async () => {
    await expect(apply(first, 1)).rejects.toThrow(LeaseLostError);
    expect(await notes()).toEqual([]);
  });

  it('goes to a namesake at once, and says how long that one still has it', async () => {
    const namesake = ledgerOf('first');
    await first.acquire();
    await namesake.acquire();
    await expect(apply(first, 1)).rejects.toMatchObject({ holder: 'first' });
    expect(await apply(namesake, 1)).toBe('applied');
    const remaining = async () => (await first.holder())?.remainingMs;
    expect(await remaining()).toBeGreaterThan(LONG_MS - 10_000);
    await expire();
    expect(await remaining()).toBeLessThanOrEqual(0);
  });

  it('waits for a transaction in hand whose time has run out, and does not take what that one keeps', async () => {
    await first.acquire();
    await expire();
    let contender: Promise<unknown> | undefined;
    await first.apply({ epoch: 1, firstSequence: 1, lastSequence: 1 }, async (transaction) => {
      await note('first', 1)(transaction);
      contender = second.acquire();
      await waitFor('the contender to wait', isSomebodyBlocked);
    });
    expect(await contender).toMatchObject({ taken: false });
    expect(await apply(first, 2)).toBe('applied');

    async function isSomebodyBlocked(): Promise<boolean> {
      const rows = await dataSource.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return rows.length === 1;
    }
  });

  it('frees the row when its holder stands still in the middle of a transaction', async () => {
    const frozen = ledgerOf('frozen', 500);
    await frozen.acquire();
    let thaw = () => {};
    const stuck = frozen.apply({ epoch: 1, firstSequence: 1, lastSequence: 1 }, async (transaction) => {
      await note('frozen', 1)(transaction);
      await new Promise<void>((resolve) => (thaw = resolve));
      await note('frozen', 1)(transaction);
    });
    await waitFor('the second to take over', async () => (await second.acquire()).taken);
    thaw();
    await expect(stuck).rejects.toThrow(/terminat|not queryable|connection/i);
    expect(await apply(second, 1)).toBe('applied');
    expect(await notes()).toEqual(['1 by second']);
  });

  describe('what was skipped', () => {
    const redrive = (ledger: ConsumerLedger, span: SequenceSpan, author = ledger.owner) =>
      ledger.redrive(span, async (transaction, spans) => {
        for (const { firstSequence, lastSequence } of spans) {
          for (let sequence = firstSequence; sequence <= lastSequence; sequence++)
            await note(`redrive of ${author}`, sequence)(transaction);
        }
      });
    const span = (firstSequence: number, lastSequence = firstSequence) => ({ firstSequence, lastSequence });

    beforeEach(() => first.acquire());

    it('is gone past, and made good once', async () => {
      await apply(first, 1);
      expect(await skip(first, 2)).toBe('applied');
      expect(await skip(first, 2)).toBe('already-applied');
      await apply(first, 3);
      expect(await notes()).toEqual(['1 by first', '3 by first']);

      expect(await redrive(second, span(2))).toBe('applied');
      expect(await redrive(second, span(2))).toBe('already-applied');
      expect(await notes()).toEqual(['1 by first', '2 by redrive of second', '3 by first']);
    });

    it('is made good once by several at the same time', async () => {
      await skip(first, 1);
      const outcomes = await Promise.all([first, second, ledgerOf('third')].map((l) => redrive(l, span(1))));
      expect(outcomes.sort()).toEqual(['already-applied', 'already-applied', 'applied']);
      expect(await notes()).toHaveLength(1);
    });

    it('stays to be made good when that fails', async () => {
      await skip(first, 1);
      const failing = first.redrive(span(1), async (transaction) => {
        await note('nobody', 1)(transaction);
        throw new Error('still poison');
      });
      await expect(failing).rejects.toThrow('still poison');
      expect(await notes()).toEqual([]);
      expect(await redrive(first, span(1))).toBe('applied');
    });

    it('is only what was not applied before', async () => {
      await apply(first, 1);
      await skip(first, 1, 3);
      expect(await redrive(first, span(1, 3))).toBe('applied');
      expect(await notes()).toEqual(['1 by first', '2 by redrive of first', '3 by redrive of first']);
    });

    it('cannot be made good before it is gone past', async () => {
      await apply(first, 1);
      expect(await redrive(first, span(2))).toBe('not-reached');
      expect(await redrive(first, span(1))).toBe('already-applied');
      expect(await notes()).toEqual(['1 by first']);
    });
  });
});
