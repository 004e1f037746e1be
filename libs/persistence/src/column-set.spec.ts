import { jest } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { ColumnSet, insertInto } from './column-set.js';
import { WriteTransaction } from './write-transaction.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

const EVERY_TYPE = new ColumnSet({
  a: 'int2',
  b: 'int4',
  c: 'int8',
  d: 'numeric',
  e: 'text',
  f: 'timestamptz',
  g: 'json',
  h: 'int8?',
  i: 'text?',
});

describe('ColumnSet', () => {
  let database: SpecDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createSpecDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  it('carries every value of every type to the server and keeps the rows in order', async () => {
    const transaction = new WriteTransaction(client);
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
    const row = fc.record({
      a: fc.integer({ min: -32768, max: 32767 }),
      b: fc.integer(),
      c: fc.maxSafeInteger(),
      d: fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }),
      e: fc.oneof(text, fc.constantFrom('NULL', '', '{}', '"', '\\', "',", 'a b')),
      f: fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      g: fc.record({ text: fc.string(), list: fc.array(fc.integer()) }),
      h: fc.option(fc.maxSafeInteger()),
      i: fc.option(text),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const values = EVERY_TYPE.values(
          rows.map((r) => ({ ...r, f: r.f.getTime(), g: JSON.stringify(r.g) })),
        );
        const back = await transaction.query(`SELECT * FROM ${EVERY_TYPE.source}`, values);
        expect(back).toEqual(
          rows.map((r) => ({ ...r, c: String(r.c), d: String(r.d), h: r.h === null ? null : String(r.h) })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('names its columns in the insert', () => {
    const columns = new ColumnSet({ id: 'int8', name: 'text' });

    expect(insertInto('things', columns)).toBe(
      'INSERT INTO things (id, name) SELECT id, name FROM (SELECT unnest($1::int8[]) AS id, unnest($2::text[]) AS name) AS d',
    );
  });
});
