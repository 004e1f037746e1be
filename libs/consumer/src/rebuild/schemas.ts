import type { SqlSession } from './sql-session.js';

/** Where the new tables grow. */
export function rebuiltSchemaOf(schema: string): string {
  return `${schema}_rebuild`;
}

/** Where the former live tables are between the swap and their end. */
export function formerSchemaOf(schema: string): string {
  return `${schema}_old`;
}

/** An identifier as it stands in a statement. */
export function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

export async function schemaExists(session: SqlSession, schema: string): Promise<boolean> {
  const rows = await session.query<object>('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  return rows.length > 0;
}

/** Names of the tables of a schema, in order. */
export async function tablesOf(session: SqlSession, schema: string): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    'SELECT tablename::text AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [schema],
  );
  return rows.map(({ name }) => name);
}

/** A column and the name of its type. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns of a table, in the order of their names; none when there is no such table. */
export async function columnsOf(
  session: SqlSession,
  { schema, table }: { readonly schema: string; readonly table: string },
): Promise<TableColumn[]> {
  return session.query<TableColumn>(
    `SELECT column_name::text AS name, udt_name::text AS type
       FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY 1`,
    [schema, table],
  );
}

/**
 * Drops a schema with all of its tables and the functions of their triggers, and nothing that is outside of it.
 * @throws QueryFailedError when something outside depends on a table, or somebody reads one for longer than the lock timeout
 */
export async function dropSchema(session: SqlSession, schema: string): Promise<void> {
  const tables = await tablesOf(session, schema);
  if (tables.length > 0) {
    await session.query(`DROP TABLE ${tables.map((table) => quoted(schema, table)).join(', ')} RESTRICT`);
  }
  const functions = await session.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1`,
    [schema],
  );
  for (const { name } of functions) await session.query(`DROP FUNCTION ${name} RESTRICT`);
  await session.query(`DROP SCHEMA IF EXISTS ${quoted(schema)} RESTRICT`);
}
