import { join } from 'node:path';
import { reachable } from './apps.mjs';
import { UserError } from './errors.mjs';
import { say, step } from './output.mjs';
import { startPostgres } from './postgres.mjs';
import { findRedisProgram, startRedis } from './redis.mjs';

/**
 * @typedef {{ url: string, servers: import('./postgres.mjs').PostgresServer[] }} Database
 * @typedef {{ process: import('node:child_process').ChildProcess, logFile: string, stop: () => Promise<void> }} Server
 * @typedef {{ kind: 'redis', url: string, servers: Server[] } | { kind: 'log', servers: Server[] }} Backbone
 */

const DATABASE_NAME = 'backlay';

/**
 * The database of DATABASE_URL, else the embedded PostgreSQL in the data folder.
 *
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @returns {Promise<Database>}
 */
export async function provideDatabase(folder) {
  const given = process.env.DATABASE_URL;
  if (given) {
    say(`✔ PostgreSQL: the server of DATABASE_URL (${withoutPassword(given)})`);
    return { url: given, servers: [] };
  }
  const server = await step('Starting PostgreSQL', () => startEmbedded(folder), {
    done: ({ port }) => `PostgreSQL (embedded) on 127.0.0.1:${port}`,
  });
  for (const note of server.notes) say(`  ${note}`);
  return { url: server.databaseUrl(DATABASE_NAME), servers: [server] };
}

/** @param {import('./data-folder.mjs').DataFolder} folder */
async function startEmbedded(folder) {
  const server = await startPostgres({
    folder: join(folder.path, 'postgres'),
    logFile: folder.logFile('postgres'),
  });
  try {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
    await client.end();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * How events travel: the Redis of REDIS_URL, else a private one, else the engine's log itself.
 *
 * @param {'redis' | 'log' | undefined} wanted
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @returns {Promise<Backbone>}
 */
export async function chooseBackbone(wanted, folder) {
  const given = process.env.REDIS_URL;
  if (wanted !== 'log' && given) {
    say(`✔ Backbone: Redis Streams on the server of REDIS_URL (${withoutPassword(given)})`);
    return { kind: 'redis', url: given, servers: [] };
  }
  const program = wanted === 'log' ? undefined : findRedisProgram();
  if (!program) {
    if (wanted === 'redis') {
      throw new UserError(
        'The backbone redis was asked for, but there is no REDIS_URL and no redis-server or valkey-server (6.2 or newer) on the PATH.',
      );
    }
    const why = wanted === 'log' ? 'as asked for' : 'no Redis was found, none is needed';
    say(`✔ Backbone: the engine's event log, read directly (${why})`);
    return { kind: 'log', servers: [] };
  }
  const server = await step(
    'Starting Redis',
    () => startRedis({ program, folder: join(folder.path, 'redis'), logFile: folder.logFile('redis') }),
    {
      done: () => `Backbone: Redis Streams on a private ${program}`,
    },
  );
  folder.rememberChild(server.process.pid ?? 0);
  return { kind: 'redis', url: server.url, servers: [server] };
}

/**
 * @param {string} url
 * @returns {string}
 */
function withoutPassword(url) {
  try {
    const parsed = new URL(url);
    if (parsed.password !== '') parsed.password = '***';
    return parsed.href;
  } catch {
    throw new UserError(
      'DATABASE_URL and REDIS_URL are URLs, such as postgresql://user:password@host:5432/backlay and redis://host:6379.',
    );
  }
}

/**
 * The environment of one app: what the user has set, and what this launcher has chosen.
 *
 * @param {import('./apps.mjs').AppName} name
 * @param {{ options: import('./options.mjs').Options, folder: import('./data-folder.mjs').DataFolder, database: Database, backbone: Backbone }} run
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment(name, { options, folder, database, backbone }) {
  const prefix = name.toUpperCase();
  return {
    ...process.env,
    // What the launcher runs is a demo unless the user says otherwise: with keys that its pages know.
    NODE_ENV: process.env.NODE_ENV ?? 'development',
    // What the apps print goes into files.
    NO_COLOR: '1',
    DATA_DIR: folder.path,
    [`${prefix}_HOST`]: options.hosts[name],
    [`${prefix}_PORT`]: String(options.ports[name]),
    BACKBONE: backbone.kind,
    ...(backbone.kind === 'redis' ? { REDIS_URL: backbone.url } : {}),
    ...(name === 'engine' ? {} : consumerEnvironment(name, database)),
    ...(name === 'analytics' ? neighbours(options) : {}),
  };
}

/**
 * Where the app that serves the feed and the pages reaches the others.
 *
 * @param {import('./options.mjs').Options} options
 */
function neighbours({ hosts, ports }) {
  return {
    ENGINE_URL: process.env.ENGINE_URL || `http://${reachable(hosts.engine)}:${ports.engine}`,
    STORAGE_URL: process.env.STORAGE_URL || `http://${reachable(hosts.storage)}:${ports.storage}`,
  };
}

/**
 * Under a name that stays the same a consumer that died takes its lease back at once when it is started again; under a new one
 * it would wait until the old one's has run out.
 *
 * @param {'storage' | 'analytics'} name
 * @param {Database} database
 */
function consumerEnvironment(name, database) {
  const variable = `${name.toUpperCase()}_CONSUMER_NAME`;
  return { DATABASE_URL: database.url, [variable]: process.env[variable] || `${name}-1` };
}
