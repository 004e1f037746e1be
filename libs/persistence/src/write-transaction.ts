import type { ClientBase, QueryResult } from 'pg';

/** A value as the driver sends it; arrays and JSON travel as text in their own notation. */
export type SqlValue = string | number | boolean | null;

/*
 * Statements of the write path run thousands of times a minute, so each is prepared once per connection. Names belong to
 * the text: the texts are constants of the code, which bounds the table.
 */
const statementNames = new Map<string, string>();

/** The one transaction in which rows and checkpoint are written. Valid only inside the callback that received it. */
export class WriteTransaction {
  readonly #client: ClientBase;

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

  #run<Row extends object>(text: string, values: readonly SqlValue[]): Promise<QueryResult<Row>> {
    let name = statementNames.get(text);
    if (name === undefined) {
      name = `write_${statementNames.size}`;
      statementNames.set(text, name);
    }
    return this.#client.query<Row>({ name, text, values: [...values] });
  }
}
