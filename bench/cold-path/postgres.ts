import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { findFreePort } from '../../tools/drill/system/free-port.js';
import { PostgresServer } from '../../tools/drill/system/postgres-server.js';

/** The embedded PostgreSQL with the settings of real use: commits are on the disk. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const server = new PostgresServer(folder, await findFreePort());
  await server.start();
  return server;
}

/** Does something with a database of its own, which is dropped afterwards. */
export async function inFreshDatabase<Result>(
  serverUrl: string,
  use: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  try {
    return await use(url.href);
  } finally {
    await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
}

export async function withClient<Result>(
  url: string,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
