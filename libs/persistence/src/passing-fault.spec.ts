import { jest } from '@jest/globals';
import { connect } from 'node:net';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import pg from 'pg';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { isPassingFault } from './passing-fault.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

describe('a passing fault', () => {
  let database: SpecDatabase;
  let client: pg.Client;
  let other: pg.Client;

  const errorOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );
  const failing = (statement: string) => errorOf(client.query(statement));

  beforeAll(async () => {
    database = await createSpecDatabase();
    client = new pg.Client({ connectionString: database.url });
    other = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await Promise.all([client.connect(), other.connect()]);
    await client.query('CREATE TABLE things (id int PRIMARY KEY, size int CHECK (size > 0))');
    await client.query('INSERT INTO things VALUES (1, 1), (2, 2)');
  });

  afterAll(async () => {
    await client?.end().catch(() => undefined);
    await other?.end();
    await database?.drop();
  });

  it.each([
    ['a duplicate key', 'INSERT INTO things VALUES (1, 1)'],
    ['a violated rule', 'INSERT INTO things VALUES (3, -1)'],
    ['a number that is too large', 'INSERT INTO things VALUES (99999999999, 1)'],
    ['a table that is not there', 'SELECT * FROM nothing'],
  ])('is none: %s', async (_what, statement) => {
    expect(isPassingFault(await failing(statement))).toBe(false);
  });

  it('is none: an error of our own', () => {
    expect(isPassingFault(new Error('1 of 1 changed orders were never placed'))).toBe(false);
    expect(isPassingFault('nonsense')).toBe(false);
  });

  it('is a row that stays locked, and a statement that takes too long', async () => {
    await other.query('BEGIN; SELECT FROM things WHERE id = 1 FOR UPDATE');
    await client.query(`SET lock_timeout = '50ms'`);
    const locked = await failing('UPDATE things SET size = 2 WHERE id = 1');
    await client.query(`SET lock_timeout = 0; SET statement_timeout = '50ms'`);
    const slow = await failing('UPDATE things SET size = 2 WHERE id = 1');
    await client.query('SET statement_timeout = 0');
    await other.query('ROLLBACK');
    expect([locked, slow].map(isPassingFault)).toEqual([true, true]);
  });

  it('is a deadlock', async () => {
    await client.query(`SET deadlock_timeout = '20ms'`);
    await client.query('BEGIN; UPDATE things SET size = 2 WHERE id = 1');
    await other.query('BEGIN; UPDATE things SET size = 2 WHERE id = 2');
    const waiting = errorOf(other.query('UPDATE things SET size = 3 WHERE id = 1'));
    const refused = await failing('UPDATE things SET size = 3 WHERE id = 2');
    await client.query('ROLLBACK');
    const errors = [refused, await waiting].filter((error) => error !== undefined);
    await other.query('ROLLBACK');
    expect(errors.map(isPassingFault)).toEqual([true]);
  });

  it('is a transaction that another one has overtaken', async () => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM things');
    await other.query('UPDATE things SET size = size + 1 WHERE id = 1');
    expect(isPassingFault(await failing('UPDATE things SET size = 9 WHERE id = 1'))).toBe(true);
    await client.query('ROLLBACK');
  });

  it('is trouble with a file or a socket', async () => {
    const refused = connect({ port: 1, host: '127.0.0.1' });
    const [error] = (await once(refused, 'error').catch((reason: unknown) => [reason])) as [unknown];
    expect(isPassingFault(error)).toBe(true);
    expect(isPassingFault(await errorOf(open('/proc/1/nothing/here')))).toBe(true);
  });

  it('is a connection that the server has ended', async () => {
    const [{ pid }] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows as [
      { pid: number },
    ];
    const broken = failing('SELECT pg_sleep(30)');
    await other.query('SELECT pg_terminate_backend($1)', [pid]);
    expect(isPassingFault(await broken)).toBe(true);
  });
});
