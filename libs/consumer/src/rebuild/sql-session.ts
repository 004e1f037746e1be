import type { WriteTransaction } from '@backlay/persistence';
import type { DataSource, QueryRunner } from 'typeorm';

/** Values of a statement's parameters. */
export type SqlValues = readonly (string | number)[];

/** Without the limits that a consumer has on the time of a statement; times are written alike on both sides. */
const SETTINGS = `
  SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = 0;
  SET TimeZone = 'UTC'`;

/** What a `WriteTransaction` is made from. */
type Client = ConstructorParameters<typeof WriteTransaction>[0];

/** One connection for one purpose, from its beginning to its end. */
export class SqlSession {
  readonly #runner: QueryRunner;

  private constructor(runner: QueryRunner) {
    this.#runner = runner;
  }

  static async open(dataSource: DataSource): Promise<SqlSession> {
    const session = new SqlSession(dataSource.createQueryRunner());
    await session.query(SETTINGS);
    return session;
  }

  query<Row extends object>(text: string, values: SqlValues = []): Promise<Row[]> {
    return this.#runner.manager.query<Row[]>(text, [...values]);
  }

  async client(): Promise<Client> {
    // TypeORM types the driver's connection as `any`; for PostgreSQL it is a client of `pg`.
    return (await this.#runner.connect()) as Client;
  }

  async close(): Promise<void> {
    await this.#runner.release();
  }
}
