import type { SqlSession } from './sql-session.js';
import type { TableComparison } from './rebuild-options.js';
import { columnsOf, quoted, tablesOf, type TableColumn } from './schemas.js';

/** Tables that say how the rows came to be, and are no rows made of events. */
const KEPT_TABLES: readonly string[] = ['checkpoints', 'migrations', 'skipped_sequences'];

/** How many rows a table has, and a digest of all of them in which their order plays no part. */
export interface TableDigest {
  readonly rows: number;
  readonly digest: string;
}

/** The digests of all tables of a schema that are made of events, by name. */
export async function digestsOf(session: SqlSession, schema: string): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const table of await tablesOf(session, schema)) {
    if (!KEPT_TABLES.includes(table)) digests.set(table, await digestOf(session, schema, table));
  }
  return digests;
}

async function digestOf(session: SqlSession, schema: string, table: string): Promise<TableDigest> {
  const columns = await columnsOf(session, { schema, table });
  // The sum of 64-bit digests as a numeric: it neither overflows nor depends on the order of the rows.
  const [row] = await session.query<{ rows: string; digest: string }>(
    `SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW(${columns.map(comparable).join(', ')})::text, 0)::numeric), 0)::text AS digest
       FROM ${quoted(schema, table)}`,
  );
  if (row === undefined) throw new Error(`no answer about table ${table}`);
  const names = columns.map(({ name }) => name).join(',');
  return { rows: Number(row.rows), digest: `${names}:${row.digest}` };
}

/** JSON may say the same in several ways; as `jsonb` there is one. */
function comparable({ name, type }: TableColumn): string {
  return type === 'json' ? `${quoted(name)}::jsonb` : quoted(name);
}

/** Table by table, in the order of their names. */
export function compareDigests(
  live: ReadonlyMap<string, TableDigest>,
  rebuilt: ReadonlyMap<string, TableDigest>,
): TableComparison[] {
  const tables = [...new Set([...live.keys(), ...rebuilt.keys()])].sort();
  return tables.map((table) => {
    const [one, other] = [live.get(table), rebuilt.get(table)];
    const isEqual = one !== undefined && one.rows === other?.rows && one.digest === other.digest;
    return { table, liveRows: one?.rows, rebuiltRows: other?.rows, isEqual };
  });
}
