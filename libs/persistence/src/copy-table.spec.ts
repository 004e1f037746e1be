import { jest } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { CopyTable } from './copy-table.js';
import { WriteTransaction } from './write-transaction.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const EVERY_TYPE = new CopyTable('every_type', {
  a: 'int2',
  b: 'int4',
  c: 'int8',
  e: 'text',
  f: 'timestamptz',
  g: 'json',
  h: 'int8?',
  i: 'text?',
});
const NUMBERS = new CopyTable('numbers', { number: 'int4' });
const MISSING = new CopyTable('missing', { number: 'int4' });

describe('CopyTable', () => {
  let database: SpecDatabase;
  let client: pg.Client;
  let transaction: WriteTransaction;

  const numbers = async () => (await client.query('SELECT number FROM numbers ORDER BY number')).rows;

  beforeAll(async () => {
    database = await createSpecDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `CREATE TABLE every_type (place serial, a int2, b int4, c int8, e text, f timestamptz, g json, h int8, i text)`,
    );
    await client.query('CREATE TABLE numbers (number int4 PRIMARY KEY CHECK (number > 0))');
  });

  beforeEach(async () => {
    await client.query('TRUNCATE every_type, numbers');
    await client.query('BEGIN');
    transaction = new WriteTransaction(client);
  });

  afterEach(async () => {
    await client.query('ROLLBACK');
  });

  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  it('carries every value of every type to the server and keeps the rows in order', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => !value.includes('\0'));
    const row = fc.record({
      a: fc.integer({ min: -32768, max: 32767 }),
      b: fc.integer(),
      c: fc.maxSafeInteger(),
      e: fc.oneof(text, fc.constantFrom('NULL', '', '\\.', '\n', 'a'.repeat(32), 'a'.repeat(33))),
      f: fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      g: fc.record({ text: fc.string(), list: fc.array(fc.integer()) }),
      h: fc.option(fc.maxSafeInteger()),
      i: fc.option(text),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        await transaction.execute('DELETE FROM every_type');
        await transaction.copy(
          EVERY_TYPE,
          rows.map((r) => ({ ...r, f: r.f.getTime(), g: JSON.stringify(r.g) })),
        );
        const back = await transaction.query(`SELECT a, b, c, e, f, g, h, i FROM every_type ORDER BY place`);
        expect(back).toEqual(
          rows.map((r) => ({ ...r, c: String(r.c), h: r.h === null ? null : String(r.h) })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('carries rows that need many pieces, and a value that is longer than a piece', async () => {
    const long = 'é'.repeat(100_000);
    const rows = Array.from({ length: 5_000 }, (_, b) => ({
      a: 0,
      b,
      c: b,
      e: b === 7 ? long : 'short',
      f: 0,
    }));
    await transaction.copy(
      EVERY_TYPE,
      rows.map((row) => ({ ...row, g: '{}', h: null, i: null })),
    );
    const [found] = await transaction.query(
      'SELECT count(*)::int4, sum(c)::int4, max(length(e)) AS longest FROM every_type',
    );
    expect(found).toEqual({ count: 5_000, sum: 12_497_500, longest: 100_000 });
  });

  it('keeps the order of everything that is sent without waiting', async () => {
    await transaction.copy(NUMBERS, [{ number: 1 }]);
    await transaction.send('UPDATE numbers SET number = number + 1', []);
    await transaction.copy(NUMBERS, [{ number: 1 }]);
    await transaction.settled();
    expect(await numbers()).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it.each([
    ['a row that the table refuses', NUMBERS, [{ number: 1 }, { number: -1 }], 'violates check constraint'],
    ['a row that is there already', NUMBERS, [{ number: 1 }, { number: 1 }], 'duplicate key'],
    ['a table that is not there', MISSING, [{ number: 1 }], 'does not exist'],
  ])('tells %s to whatever comes next, and at the end again', async (_what, table, rows, message) => {
    await transaction.copy(table, rows);
    await expect(transaction.copy(NUMBERS, [{ number: 5 }])).rejects.toThrow(message);
    await expect(transaction.query('SELECT 1')).rejects.toThrow(message);
    await expect(transaction.settled()).rejects.toThrow(message);
  });

  it('tells what the check of an update has to say', async () => {
    await transaction.copy(NUMBERS, [{ number: 1 }]);
    await transaction.send('UPDATE numbers SET number = 3', [], (count) => {
      throw new Error(`${count} is wrong`);
    });
    await expect(transaction.settled()).rejects.toThrow('1 is wrong');
  });

  it.each([1.5, Number.NaN, 2 ** 31])(
    'refuses %d for an int4, and leaves no half of the rows',
    async (number) => {
      await expect(transaction.copy(NUMBERS, [{ number: 1 }, { number }])).rejects.toThrow(
        /is not an integer|out of range/,
      );
      await expect(transaction.settled()).rejects.toThrow('COPY from stdin failed');
      await client.query('ROLLBACK');
      expect(await numbers()).toEqual([]);
    },
  );
});
