import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** A database of its own for one spec, empty at first. */
export interface SpecDatabase {
  /** Connection string of the empty database; its user may do everything in it. */
  readonly url: string;
  /** Drops the database (connections still open are cut) and, with the last one, stops a server started for it. */
  drop(): Promise<void>;
}

interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const HELPER = resolve(process.cwd(), 'tools', 'lib', 'postgres-for-specs.mjs');

let server: Promise<Server> | undefined;
let openDatabases = 0;

/**
 * Makes a fresh database: in the server that `npm test` started (`TEST_DATABASE_URL`), else in a throw-away embedded
 * PostgreSQL that this spec file starts for itself (about a second, once per file).
 */
export async function createSpecDatabase(): Promise<SpecDatabase> {
  server ??= connect();
  const { url } = await server;
  const name = `spec_${randomBytes(8).toString('hex')}`;
  await execute(url, `CREATE DATABASE ${name}`);
  openDatabases += 1;
  const database = new URL(url);
  database.pathname = `/${name}`;
  return { url: database.href, drop: () => drop(url, name) };
}

async function drop(url: string, name: string): Promise<void> {
  await execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  openDatabases -= 1;
  if (openDatabases > 0) return;
  const running = server;
  server = undefined;
  await (await running)?.stop();
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connect(): Promise<Server> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, stop: async () => {} };
  // A session of its own: a signal to the whole test run must not end the helper before it has stopped its server.
  const helper = spawn(process.execPath, [HELPER], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  return { url: await firstLine(helper), stop: () => stop(helper) };
}

async function firstLine(helper: ChildProcess): Promise<string> {
  if (!helper.stdout) throw new Error('the helper has no output');
  for await (const line of createInterface({ input: helper.stdout })) return line;
  throw new Error('the embedded PostgreSQL for this spec did not start; its reason is above');
}

async function stop(helper: ChildProcess): Promise<void> {
  const gone = once(helper, 'exit');
  helper.stdin?.end();
  await gone;
}
