import type pg from 'pg';
import { withClient } from '../cold-path/postgres.js';
import { cpuSecondsOf } from '../http/process-cpu.js';

/** The tables that make the volume, and which of their rows belong to a range of sequences. */
const TABLES = { events: 'sequence', orders: 'placed_sequence', trades: 'sequence' } as const;
const SCHEMA = 'copy_floor';

/** A transaction: the files with its rows, by table. */
type Batch = readonly (readonly [table: string, file: string])[];

export interface CopyResult {
  /** How many were copied. */
  readonly events: number;
  readonly orders: number;
  readonly seconds: number;
  /** CPU of the server. */
  readonly cpuSeconds: number;
}

/**
 * COPY of the rows that storage has written, by the server alone: from its own binary files into tables with the same
 * columns, constraints and indexes, a transaction for each batch of events. Orders go in as they ended, so nothing is
 * updated, nothing is looked up and nothing travels: less than this no writer of these rows can need.
 *
 * @param url of a database in which storage is done
 * @param batchesMax only so many of the first batches are copied
 */
export function copySameRows(
  url: string,
  eventsPerBatch: number,
  batchesMax = Infinity,
): Promise<CopyResult> {
  return withClient(url, async (client) => {
    const batches = await writeFiles(client, eventsPerBatch, batchesMax);
    await client.query(`CREATE SCHEMA ${SCHEMA}`);
    for (const table of Object.keys(TABLES))
      await client.query(`CREATE TABLE ${SCHEMA}.${table} (LIKE storage.${table} INCLUDING ALL)`);
    // What storage has left to be written to the disk is not the business of what follows.
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]!.pid;
    const cpuBefore = cpuSecondsOf(pid);
    const startedAtMs = performance.now();
    for (const batch of batches) await copy(client, batch);
    const seconds = (performance.now() - startedAtMs) / 1000;
    const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
    const counts = await client.query<{ events: number; orders: number }>(
      `SELECT (SELECT count(*)::int4 FROM ${SCHEMA}.events) AS events,
              (SELECT count(*)::int4 FROM ${SCHEMA}.orders) AS orders`,
    );
    await client.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
    return { ...counts.rows[0]!, seconds, cpuSeconds };
  });
}

async function copy(client: pg.Client, batch: Batch): Promise<void> {
  await client.query('BEGIN');
  for (const [table, file] of batch)
    await client.query(`COPY ${SCHEMA}.${table} FROM '${file}' (FORMAT binary)`);
  await client.query('COMMIT');
}

/** Lets the server write the rows of each batch into files in its own folder. */
async function writeFiles(client: pg.Client, eventsPerBatch: number, batchesMax: number): Promise<Batch[]> {
  const { rows } = await client.query<{ last: string }>(
    `SELECT last FROM (SELECT sequence AS last, row_number() OVER (ORDER BY sequence, event_index) AS place,
                              count(*) OVER () AS count FROM storage.events) numbered
      WHERE place % ${eventsPerBatch} = 0 OR place = count ORDER BY last`,
  );
  const batches: Batch[] = [];
  let after = '0';
  for (const { last } of rows.slice(0, batchesMax)) {
    const batch: [string, string][] = [];
    for (const [table, sequence] of Object.entries(TABLES)) {
      // The server was started in the folder of its data, whatever that is called here.
      const file = `/proc/self/cwd/copy-floor-${table}-${batches.length}`;
      const chosen = `SELECT * FROM storage.${table} WHERE ${sequence} > ${after} AND ${sequence} <= ${last}`;
      await client.query(`COPY (${chosen} ORDER BY ${sequence}) TO '${file}' (FORMAT binary)`);
      batch.push([table, file]);
    }
    batches.push(batch);
    after = last;
  }
  return batches;
}
