import { setTimeout as delay } from 'node:timers/promises';
import type { LiveSchema } from './live-schema.js';
import { RebuildError, reasonOf } from './rebuild-error.js';
import type { RebuildOptions } from './rebuild-options.js';
import type { RebuiltSchema } from './rebuilt-schema.js';
import { columnsOf, dropSchema, formerSchemaOf, quoted, schemaExists } from './schemas.js';
import type { SqlSession } from './sql-session.js';

/** Longest wait for the consumer's transaction in hand, ms; then the consumer goes on, and so does the catching up. */
const LOCK_TIMEOUT_MS = 5_000;
/** The server gives the locks of a rebuild back when it hears nothing for so long, ms: its machine may be gone. */
const SILENCE_MS_MAX = 15_000;
/** Attempts to drop the former tables while somebody still reads them, and the wait between them, ms. */
const DROP_ATTEMPTS = 20;
const DROP_LOCK_TIMEOUT_MS = 500;
const DROP_INTERVAL_MS = 250;

/** Brings the new tables to exactly the sequence of the live ones; false when that takes too long. */
export type CatchUp = (live: { readonly sequence: number } | undefined) => Promise<boolean>;

/** PostgreSQL's code for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Puts the new schema in the place of the live one, in one transaction: a crash leaves either the one or the other.
 *
 * The lock on the table of checkpoints keeps the consumer from beginning a transaction, and readers from nothing. When
 * it is released the consumer looks its checkpoint up by name, and finds the new row at the sequence where it stood.
 *
 * @returns how long the consumer had to wait, ms; undefined when another attempt is needed
 */
export async function swapSchemas(
  { live, rebuilt }: { readonly live: LiveSchema; readonly rebuilt: RebuiltSchema },
  { consumer, shard }: Pick<RebuildOptions, 'consumer' | 'shard'>,
  catchUp: CatchUp,
): Promise<number | undefined> {
  const { session } = live;
  await session.query('BEGIN');
  try {
    await session.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await session.query(`SET LOCAL idle_in_transaction_session_timeout = ${SILENCE_MS_MAX}`);
    // An app that starts now must not migrate the schema that is about to move away.
    await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `backlay migrations of ${live.name}`,
    ]);
    if (await live.hasCheckpoints()) {
      await session.query(`LOCK TABLE ${quoted(live.name, 'checkpoints')} IN EXCLUSIVE MODE`);
    }
    const lockedAt = performance.now();
    const position = await live.position();
    if (!(await catchUp(position))) {
      await session.query('ROLLBACK');
      return undefined;
    }
    const epoch = position?.sequence === rebuilt.sequence ? position.epoch : rebuilt.epoch;
    await carryCheckpoints(session, live.name, rebuilt.name);
    await setCheckpoint(session, rebuilt.name, { consumer, shard, epoch, sequence: rebuilt.sequence });
    if (await schemaExists(session, live.name)) {
      await session.query(`ALTER SCHEMA ${quoted(live.name)} RENAME TO ${quoted(formerSchemaOf(live.name))}`);
    }
    await session.query(`ALTER SCHEMA ${quoted(rebuilt.name)} RENAME TO ${quoted(live.name)}`);
    await session.query('COMMIT');
    return performance.now() - lockedAt;
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    if (isLockTimeout(error)) return undefined;
    throw error;
  }
}

/**
 * Drops the former tables as soon as nobody reads them.
 * @returns why they are still there; undefined when they are gone
 */
export async function dropFormer(live: LiveSchema): Promise<string | undefined> {
  await live.session.query(`SET lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
  for (let attempt = 1; ; attempt++) {
    try {
      await dropSchema(live.session, formerSchemaOf(live.name));
      return undefined;
    } catch (error) {
      if (!isLockTimeout(error)) return reasonOf(error);
      if (attempt === DROP_ATTEMPTS) return 'somebody is still reading from it';
      await delay(DROP_INTERVAL_MS);
    }
  }
}

/** All that stands in the rows besides the position, such as who holds the lease, goes on without a break. */
async function carryCheckpoints(session: SqlSession, live: string, rebuilt: string): Promise<void> {
  const table = 'checkpoints';
  const known = await columnsOf(session, { schema: rebuilt, table });
  const present = new Set((await columnsOf(session, { schema: live, table })).map(({ name }) => name));
  const columns = known.filter(({ name }) => present.has(name)).map(({ name }) => quoted(name));
  if (columns.length === 0) return;
  const names = columns.join(', ');
  await session.query(
    `INSERT INTO ${quoted(rebuilt, table)} (${names}) SELECT ${names} FROM ${quoted(live, table)}`,
  );
}

interface CheckpointValues {
  readonly consumer: string;
  readonly shard: number;
  readonly epoch: number;
  readonly sequence: number;
}

async function setCheckpoint(
  session: SqlSession,
  schema: string,
  { consumer, shard, epoch, sequence }: CheckpointValues,
): Promise<void> {
  if (sequence === 0) throw new RebuildError('The event log is empty: there is nothing to rebuild.');
  await session.query(
    `INSERT INTO ${quoted(schema, 'checkpoints')} AS c (consumer, shard, epoch, sequence, updated_at)
     VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (consumer, shard) DO UPDATE
       SET epoch = excluded.epoch, sequence = excluded.sequence, updated_at = excluded.updated_at`,
    [consumer, shard, epoch, sequence],
  );
}

function isLockTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
}
