import type { DataSourceOptions, EntitySchema, MigrationInterface } from 'typeorm';

/** What an application says about its part of the database. */
export interface DatabaseSettings {
  /** `postgres://account:password@host:port/database`. */
  readonly url: string;
  /** The PostgreSQL schema that the application owns; created when missing. */
  readonly schema: string;
  /** Shown by PostgreSQL in its list of connections. */
  readonly applicationName: string;
  readonly entities: readonly (EntityClass | EntitySchema)[];
  /** Listed by class, oldest first. */
  readonly migrations: readonly MigrationClass[];
  /** Connections at most; the consumer uses one, reads share the rest. Default 8. */
  readonly poolSizeMax?: number;
}

type EntityClass = new () => object;
type MigrationClass = new () => MigrationInterface;

/** Connections at most when nothing else is said. */
export const DEFAULT_POOL_SIZE_MAX = 8;
/** A new connection is given up after this time. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** One statement at most; a migration that needs longer sets its own `statement_timeout`. */
export const STATEMENT_TIMEOUT_MS = 60_000;
/** Waiting for another transaction at most: longer than a healthy consumer ever holds its checkpoint. */
export const LOCK_TIMEOUT_MS = 20_000;
/** A consumer that stopped in the middle of a transaction loses its locks after this time. */
export const IDLE_TRANSACTION_TIMEOUT_MS = 15_000;

const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Options of a TypeORM data source that lives in one schema: unqualified names resolve there and nowhere else.
 * @throws RangeError when the schema name is no plain lower-case identifier
 */
export function databaseOptions(settings: DatabaseSettings): DataSourceOptions & { readonly schema: string } {
  if (!SCHEMA_NAME.test(settings.schema)) {
    throw new RangeError(`schema name ${JSON.stringify(settings.schema)} must match ${SCHEMA_NAME.source}`);
  }
  const session = [
    `-c search_path=${settings.schema}`,
    `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    `-c lock_timeout=${LOCK_TIMEOUT_MS}`,
    `-c idle_in_transaction_session_timeout=${IDLE_TRANSACTION_TIMEOUT_MS}`,
  ];
  return {
    type: 'postgres',
    url: settings.url,
    schema: settings.schema,
    applicationName: settings.applicationName,
    entities: [...settings.entities],
    migrations: [...settings.migrations],
    migrationsTableName: 'migrations',
    migrationsRun: false,
    synchronize: false,
    logging: false,
    poolSize: settings.poolSizeMax ?? DEFAULT_POOL_SIZE_MAX,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { options: session.join(' '), keepAlive: true },
  };
}
