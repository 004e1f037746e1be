import { databaseOptions, toSafeInteger, type Position } from '@backlay/persistence';
import { DataSource } from 'typeorm';
import { RebuildError, reasonOf } from './rebuild-error.js';
import type { RebuildOptions } from './rebuild-options.js';
import { dropSchema, formerSchemaOf, quoted, rebuiltSchemaOf, tablesOf } from './schemas.js';
import { SqlSession } from './sql-session.js';

interface CheckpointRow {
  readonly consumer: string;
  readonly shard: number;
  readonly epoch: string;
  readonly sequence: string;
}

/** The tables that serve, seen over one connection that a rebuild holds from its beginning to its end. */
export class LiveSchema {
  readonly name: string;
  readonly #options: RebuildOptions;
  readonly #dataSource: DataSource;
  readonly session: SqlSession;

  private constructor(options: RebuildOptions, dataSource: DataSource, session: SqlSession) {
    this.name = options.database.schema;
    this.#options = options;
    this.#dataSource = dataSource;
    this.session = session;
  }

  /**
   * Connects and sees that this is the only rebuild.
   * @throws RebuildError when there is another one
   */
  static async claim(options: RebuildOptions): Promise<LiveSchema> {
    const { database, databaseUrl } = options;
    const applicationName = `${database.applicationName} rebuild`;
    const settings = { ...database, applicationName, url: databaseUrl, poolSizeMax: 1 };
    const dataSource = new DataSource({ ...databaseOptions(settings), entities: [], migrations: [] });
    await dataSource.initialize();
    const live = new LiveSchema(options, dataSource, await SqlSession.open(dataSource));
    try {
      await live.#lockOutOthers();
      return live;
    } catch (error) {
      await live.close();
      throw error;
    }
  }

  /** Drops what earlier rebuilds left behind. @throws RebuildError when something outside depends on it */
  async dropLeftovers(): Promise<void> {
    for (const schema of [rebuiltSchemaOf(this.name), formerSchemaOf(this.name)]) {
      try {
        await dropSchema(this.session, schema);
      } catch (error) {
        throw new RebuildError(
          `The schema ${schema} of an earlier rebuild cannot be dropped: ${reasonOf(error)}`,
          { cause: error },
        );
      }
    }
  }

  /** Whether a consumer can be at work here. */
  async hasCheckpoints(): Promise<boolean> {
    return (await tablesOf(this.session, this.name)).includes('checkpoints');
  }

  /**
   * How far the live rows go, as the connection's transaction sees it; undefined when nothing was ever applied.
   * @throws RebuildError when the rows of other consumers or shards are in the same tables
   */
  async position(): Promise<Position | undefined> {
    if (!(await this.hasCheckpoints())) return undefined;
    const rows = await this.session.query<CheckpointRow>(
      `SELECT consumer, shard, epoch, sequence FROM ${quoted(this.name, 'checkpoints')} WHERE sequence > 0`,
    );
    const { consumer, shard } = this.#options;
    const isOurs = (row: CheckpointRow): boolean => row.consumer === consumer && row.shard === shard;
    const other = rows.find((row) => !isOurs(row));
    if (other !== undefined) {
      throw new RebuildError(
        `The schema ${this.name} also has rows of consumer ${other.consumer}, shard ${other.shard}: ` +
          `tables made from the log of shard ${shard} alone cannot take its place.`,
      );
    }
    const own = rows.find(isOurs);
    return own && { epoch: toSafeInteger(own.epoch), sequence: toSafeInteger(own.sequence) };
  }

  /** How many ranges of sequences the consumer has put aside and not applied since: rows that are missing by intent. */
  async skippedCount(): Promise<number> {
    const table = 'skipped_sequences';
    if (!(await tablesOf(this.session, this.name)).includes(table)) return 0;
    const [row] = await this.session.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${quoted(this.name, table)} WHERE redriven_at IS NULL`,
    );
    return Number(row?.count ?? 0);
  }

  /** Reads everything as of one moment, for as long as it takes and without keeping anybody from writing. */
  async snapshot<T>(read: (position: Position) => Promise<T>): Promise<T> {
    await this.session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const position = await this.position();
      if (position === undefined) throw new RebuildError(`The rows in ${this.name} disappeared meanwhile.`);
      return await read(position);
    } finally {
      await this.session.query('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.#dataSource.destroy();
  }

  /** The lock belongs to the session: it goes with this process, however that ends. */
  async #lockOutOthers(): Promise<void> {
    const [row] = await this.session.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [`backlay rebuild of ${this.name}`],
    );
    if (row?.taken !== true) throw new RebuildError(`Another rebuild of ${this.name} is at work.`);
  }
}
