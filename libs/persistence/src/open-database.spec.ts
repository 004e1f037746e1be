import { jest } from '@jest/globals';
import { connect, createServer } from 'node:net';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { findFreePort } from '../../../test/support/free-port.js';
import { createSpecDatabase, type SpecDatabase } from '../../../test/support/postgres.js';
import { databaseOptions } from './database-options.js';
import { DatabaseUnavailableError } from './ledger-errors.js';
import { openDatabase } from './open-database.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** Fails when it runs twice, and takes long enough for another instance to get in between. */
class CreateThings1700000000000 implements MigrationInterface {
  readonly name = 'CreateThings1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query('CREATE TABLE things (id int4)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE things');
  }
}

const optionsFor = (url: string, schema = 'spec') =>
  databaseOptions({
    url,
    schema,
    applicationName: 'spec',
    entities: [],
    migrations: [CreateThings1700000000000],
  });

describe('openDatabase', () => {
  let database: SpecDatabase;

  beforeAll(async () => {
    database = await createSpecDatabase();
  });

  afterAll(async () => {
    await database?.drop();
  });

  it('creates the schema and migrates it once when instances start together', async () => {
    const instances = await Promise.all([1, 2, 3].map(() => openDatabase(optionsFor(database.url))));
    try {
      for (const instance of instances) {
        expect(await instance.query('SELECT count(*)::int4 AS count FROM spec.migrations')).toEqual([
          { count: 1 },
        ]);
        expect(await instance.query('SELECT * FROM things')).toEqual([]);
      }
    } finally {
      await Promise.all(instances.map((instance) => instance.destroy()));
    }
  });

  it('keeps the schemas of two apps apart', async () => {
    const one = await openDatabase(optionsFor(database.url, 'one'));
    const two = await openDatabase(optionsFor(database.url, 'two'));
    try {
      await one.query('INSERT INTO things VALUES (1)');
      expect(await two.query('SELECT * FROM things')).toEqual([]);
    } finally {
      await one.destroy();
      await two.destroy();
    }
  });

  it('waits for a server that is not there yet', async () => {
    const port = await findFreePort();
    const target = new URL(database.url);
    const waited: string[] = [];
    const url = new URL(database.url);
    url.port = String(port);
    let proxy: ReturnType<typeof createServer> | undefined;

    const opened = openDatabase(optionsFor(url.href, 'late'), {
      onWait: (reason) => {
        waited.push(reason);
        proxy = forward(port, target);
      },
    });

    const dataSource = await opened;
    expect(waited).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
    await dataSource.destroy();
    proxy?.close();
  });

  it('gives up after the time given, naming the server and not the password', async () => {
    const url = `postgres://someone:secret@127.0.0.1:${await findFreePort()}/nothing`;

    const refused = openDatabase(optionsFor(url), { waitMs: 300 });

    await expect(refused).rejects.toThrow(DatabaseUnavailableError);
    await expect(refused).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:\d+\/nothing cannot be used: .*ECONNREFUSED/,
    );
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it('does not wait for what will not get better', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    let hasWaited = false;

    const refused = openDatabase(optionsFor(url.href), { onWait: () => (hasWaited = true) });

    await expect(refused).rejects.toThrow('database "no_such_database" does not exist');
    expect(hasWaited).toBe(false);
  });

  it('refuses a schema name that would have to be quoted', () => {
    expect(() => optionsFor(database.url, 'a"; DROP SCHEMA public')).toThrow(RangeError);
  });
});

/** Listens where nobody did and passes everything on to the server. */
function forward(port: number, target: URL): ReturnType<typeof createServer> {
  const proxy = createServer((client) => {
    const server = connect(Number(target.port || 5432), target.hostname);
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
  });
  return proxy.listen(port, '127.0.0.1');
}
