import type { SqlSession } from './sql-session.js';

/*
 * Indexes that serve readers cost more than the rows while these are filled in, and much less when they are made at the
 * end from what is there. Keys stay: the projectors look rows up by them, and they prove that nothing is there twice.
 */
const SECONDARY_INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND NOT i.indisunique
   ORDER BY 1`;

/** Drops the indexes of a schema that are no keys. @returns the statements that make them again */
export async function dropSecondaryIndexes(session: SqlSession, schema: string): Promise<string[]> {
  const indexes = await session.query<{ name: string; definition: string }>(SECONDARY_INDEXES, [schema]);
  for (const { name } of indexes) await session.query(`DROP INDEX ${name}`);
  return indexes.map(({ definition }) => definition);
}
