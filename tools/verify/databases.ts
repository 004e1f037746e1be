import pg from 'pg';

export type Schema = 'storage' | 'analytics';

/** A consumer's tables as of one moment. */
export interface SchemaSnapshot {
  /** Undefined: nothing was ever applied. */
  readonly checkpoint: { readonly consumer: string; readonly sequence: number } | undefined;
  /** Ranges that the consumer put aside and has not applied since. */
  readonly skipped: number;
  /** One row of figures; bigints and numerics as text. */
  figures(text: string): Promise<Readonly<Record<string, string>>>;
  rows<Row extends object>(text: string): Promise<Row[]>;
}

const CONNECT_TIMEOUT_MS = 10_000;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'backlay verify',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Reads from a schema as of one moment, without keeping anybody from writing. */
export async function inSnapshot<T>(
  url: string,
  schema: Schema,
  read: (snapshot: SchemaSnapshot) => Promise<T>,
): Promise<T> {
  const client = await connect(url);
  try {
    await client.query(`SET search_path = ${schema}; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`);
    const rows = async <Row extends object>(text: string): Promise<Row[]> =>
      (await client.query<Row>(text)).rows;
    const figures = async (text: string): Promise<Readonly<Record<string, string>>> => {
      const [row] = await rows<Record<string, unknown>>(text);
      return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, String(value)]));
    };
    const checkpoint = await checkpointIn(client, schema);
    return await read({ checkpoint, skipped: await skippedIn(client, schema), figures, rows });
  } finally {
    await client.end();
  }
}

/** How far a consumer's committed rows go; 0 when there are none. */
export async function checkpointOf(url: string, schema: Schema): Promise<number> {
  const client = await connect(url);
  try {
    return (await checkpointIn(client, schema))?.sequence ?? 0;
  } finally {
    await client.end();
  }
}

async function checkpointIn(client: pg.Client, schema: Schema): Promise<SchemaSnapshot['checkpoint']> {
  if (!(await hasTable(client, schema, 'checkpoints'))) return undefined;
  const { rows } = await client.query<{ consumer: string; sequence: string }>(
    `SELECT consumer, sequence FROM ${schema}.checkpoints WHERE sequence > 0 ORDER BY sequence DESC LIMIT 1`,
  );
  const [row] = rows;
  return row && { consumer: row.consumer, sequence: Number(row.sequence) };
}

async function skippedIn(client: pg.Client, schema: Schema): Promise<number> {
  if (!(await hasTable(client, schema, 'skipped_sequences'))) return 0;
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM ${schema}.skipped_sequences WHERE redriven_at IS NULL`,
  );
  return Number(rows[0]?.count);
}

async function hasTable(client: pg.Client, schema: Schema, table: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
    schema,
    table,
  ]);
  return rows.length > 0;
}
