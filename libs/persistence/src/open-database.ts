import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CONNECT_TIMEOUT_MS } from './database-options.js';
import { DatabaseUnavailableError } from './ledger-errors.js';

/** How long and how often to knock. */
export interface OpenOptions {
  /** Give up after this time. Default 60 s. */
  readonly waitMs?: number;
  /** Called once, when the first attempt fails, so that the wait does not look like a hang. */
  readonly onWait?: (reason: string) => void;
}

/** Default of {@link OpenOptions.waitMs}. */
export const DEFAULT_WAIT_MS = 60_000;
const FIRST_DELAY_MS = 100;
const DELAY_MS_MAX = 2_000;

/** PostgreSQL or the way to it is not there yet, but may be soon. Everything else is a fault of the configuration. */
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P03', // the server is starting up or shutting down
  '57P01', // the server is being stopped
  '57P02', // another of its processes has crashed, so it begins anew
  '53300', // too many connections
]);

/**
 * Opens the application's part of the database: waits until PostgreSQL answers, creates the schema when missing, runs the
 * migrations, and returns a data source that is ready. Instances that start together take turns: an advisory lock is
 * held from before the schema is looked for until the last migration is done.
 * @throws DatabaseUnavailableError when PostgreSQL cannot be reached in time or refuses the connection
 */
export async function openDatabase(
  options: DataSourceOptions & { readonly schema?: string; readonly url?: string },
  { waitMs = DEFAULT_WAIT_MS, onWait }: OpenOptions = {},
): Promise<DataSource> {
  const { url, schema } = options;
  if (url === undefined || schema === undefined) throw new TypeError('options must name url and schema');
  const guard = await connectPatiently(url, Date.now() + waitMs, onWait);
  const dataSource = new DataSource(options);
  try {
    await guard.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [
      `backlay migrations of ${schema}`,
    ]);
    await guard.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'each' });
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  } finally {
    // The lock belongs to the session and goes with it.
    await guard.end();
  }
}

async function connectPatiently(
  url: string,
  deadlineMs: number,
  onWait: ((reason: string) => void) | undefined,
): Promise<pg.Client> {
  for (
    let delayMs = FIRST_DELAY_MS, attempt = 1;
    ;
    delayMs = Math.min(delayMs * 2, DELAY_MS_MAX), attempt++
  ) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // A connection that breaks while idle reports it here as well as in the next query; unheard, it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const reason = reasonOf(error, url);
      const isLast = Date.now() + delayMs > deadlineMs;
      if (!isDatabaseUnavailable(error) || isLast)
        throw new DatabaseUnavailableError(reason, { cause: error });
      if (attempt === 1) onWait?.(reason);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}

/** Whether an error says that PostgreSQL, or the way to it, is gone for the moment: asking again later may help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return PASSING_CODES.has(code);
  // The driver's own messages carry no code.
  return typeof message === 'string' && /timeout|terminated|connection error|not queryable/i.test(message);
}

/** Names the server but never the password. */
function reasonOf(error: unknown, url: string): string {
  const { message, code } = error as { message?: string; code?: string };
  const detail = message !== undefined && message !== '' ? message : code;
  return `PostgreSQL at ${serverOf(url)} cannot be used: ${detail}`;
}

function serverOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
  } catch {
    return 'the given DATABASE_URL';
  }
}
