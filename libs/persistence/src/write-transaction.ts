import type { ClientBase, QueryResult } from 'pg';
import type { Columns, RowOf } from './column-set.js';
import { CopyIn } from './copy-in.js';
import type { CopyColumns, CopyTable } from './copy-table.js';
import type { SqlValue } from './sql-value.js';

/*
 * Statements of the write path run thousands of times a minute, so each is prepared once per connection. Names belong to
 * the text: the texts are constants of the code, which bounds the table.
 */
const statementNames = new Map<string, string>();

/** The one transaction in which rows and checkpoint are written. Valid only inside the callback that received it. */
export class WriteTransaction {
  readonly #client: ClientBase;
  /** What was sent and not waited for; once it has failed it stays so, as the transaction does. */
  #sent: Promise<unknown> = Promise.resolve();

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /**
   * Runs a prepared statement and gives its rows. `text` must be a constant of the code: values go into `values`, never
   * into the text.
   */
  async query<Row extends object>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.#run<Row>(text, values)).rows;
  }

  /** Like {@link query}, for a statement that writes: gives the number of rows it touched. */
  async execute(text: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#run(text, values)).rowCount ?? 0;
  }

  /**
   * Adds rows to a table. Returns when they are on their way, so that the next rows are made while the server takes these in:
   * what goes wrong with them is thrown by whatever comes next, at the latest by {@link settled}.
   * @param rows made when they are asked for, if it is a generator: the server takes the first ones in meanwhile
   */
  async copy<C extends CopyColumns>(table: CopyTable<C>, rows: Iterable<RowOf<C & Columns>>): Promise<void> {
    const chunks = table.encode(rows);
    const first = chunks.next();
    if (first.done === true) return;
    await this.settled();
    const copy = new CopyIn(table.statement);
    this.#client.query(copy);
    this.#await(copy.done);
    copy.write(first.value);
    try {
      for (const chunk of chunks) {
        copy.write(chunk);
        await bytesSent();
      }
    } catch (error) {
      copy.fail(String(error));
      throw error;
    }
    copy.end();
    await bytesSent();
  }

  /**
   * As {@link execute}, but like {@link copy} it does not wait for the server.
   * @param check is told the number of rows touched, and may throw
   */
  async send(
    text: string,
    values: readonly SqlValue[],
    check: (count: number) => void = () => undefined,
  ): Promise<void> {
    await this.settled();
    this.#await(this.#query(text, values).then(({ rowCount }) => check(rowCount ?? 0)));
    await bytesSent();
  }

  /** Resolves when everything that was sent is done. @throws what the server has refused first */
  async settled(): Promise<void> {
    await this.#sent;
  }

  #await(sent: Promise<unknown>): void {
    this.#sent = sent;
    // Whoever comes next is told.
    sent.catch(() => undefined);
  }

  async #run<Row extends object>(text: string, values: readonly SqlValue[]): Promise<QueryResult<Row>> {
    await this.settled();
    return this.#query<Row>(text, values);
  }

  #query<Row extends object>(text: string, values: readonly SqlValue[]): Promise<QueryResult<Row>> {
    let name = statementNames.get(text);
    if (name === undefined) {
      name = `write_${statementNames.size}`;
      statementNames.set(text, name);
    }
    return this.#client.query<Row>({ name, text, values: [...values] });
  }
}

/** Lets the event loop hand over to the network what was written, before more is made. */
function bytesSent(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
