import { databaseOptions, openDatabase, WriteTransaction } from '@backlay/persistence';
import type { DataSource } from 'typeorm';
import type { LogRange } from './log-events.js';
import { RebuildError, reasonOf } from './rebuild-error.js';
import type { RebuildOptions } from './rebuild-options.js';
import { dropSchema, quoted, rebuiltSchemaOf, tablesOf } from './schemas.js';
import { dropSecondaryIndexes } from './secondary-indexes.js';
import { SqlSession } from './sql-session.js';

/** One fills, one compares. */
const POOL_SIZE_MAX = 2;

/*
 * A crash in the middle throws the new tables away, so nothing is gained by waiting for the disk at every commit. The
 * commit that puts them in place does wait, and with it everything written before.
 */
const NO_WAIT = 'SET synchronous_commit = off';

/** As the consumer does it: rows are looked up by key, however empty the tables are when the plan is made. */
const BEGIN = 'BEGIN; SET LOCAL enable_seqscan = off';

/** The fresh tables beside the live ones. */
export class RebuiltSchema {
  readonly name: string;
  readonly #options: RebuildOptions;
  readonly #dataSource: DataSource;
  /** The connection that fills; between two ranges it may be used for something else. */
  readonly session: SqlSession;
  readonly #indexStatements: readonly string[];
  #epoch = 0;
  #sequence = 0;
  #events = 0;

  private constructor(
    options: RebuildOptions,
    connections: { readonly dataSource: DataSource; readonly session: SqlSession },
    indexStatements: readonly string[],
  ) {
    this.name = rebuiltSchemaOf(options.database.schema);
    this.#options = options;
    this.#dataSource = connections.dataSource;
    this.session = connections.session;
    this.#indexStatements = indexStatements;
  }

  /** Makes the tables, by the app's own migrations. There must be none of an earlier rebuild. */
  static async create(options: RebuildOptions): Promise<RebuiltSchema> {
    const { database, databaseUrl } = options;
    const schema = rebuiltSchemaOf(database.schema);
    const applicationName = `${database.applicationName} rebuild`;
    const settings = { ...database, schema, applicationName, url: databaseUrl, poolSizeMax: POOL_SIZE_MAX };
    const dataSource = await openDatabase(databaseOptions(settings));
    const session = await SqlSession.open(dataSource);
    await session.query(NO_WAIT);
    const indexStatements = await dropSecondaryIndexes(session, schema);
    return new RebuiltSchema(options, { dataSource, session }, indexStatements);
  }

  /** Epoch of the last range applied. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Last sequence applied. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Events applied. */
  get events(): number {
    return this.#events;
  }

  /** Applies the next range by the app's own projectors, in one transaction. */
  async apply({ epoch, firstSequence, lastSequence, events }: LogRange): Promise<void> {
    if (firstSequence !== this.#sequence + 1) {
      throw new Error(`sequence ${firstSequence} does not follow ${this.#sequence}`);
    }
    const client = await this.session.client();
    const transaction = new WriteTransaction(client);
    const { projectors, shard } = this.#options;
    await client.query(BEGIN);
    try {
      for (const projector of projectors) await projector.project({ shard, events, transaction });
      await transaction.settled();
      await client.query('COMMIT');
    } catch (error) {
      await transaction.settled().catch(() => undefined);
      await client.query('ROLLBACK').catch(() => undefined);
      const span = `Sequences ${firstSequence} to ${lastSequence}`;
      throw new RebuildError(`${span} cannot be applied: ${reasonOf(error)}`, { cause: error });
    }
    this.#epoch = epoch;
    this.#sequence = lastSequence;
    this.#events += events.length;
  }

  /** Makes the indexes that readers need, and the statistics without which their plans would be poor. */
  async complete(): Promise<void> {
    for (const statement of this.#indexStatements) await this.session.query(statement);
    for (const table of await tablesOf(this.session, this.name)) {
      await this.session.query(`ANALYZE ${quoted(this.name, table)}`);
    }
  }

  drop(): Promise<void> {
    return dropSchema(this.session, this.name);
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.#dataSource.destroy();
  }
}
