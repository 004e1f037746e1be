import type { SqlValue } from './sql-value.js';

/** Column types of the bulk statements; a `?` at the end allows null. */
export type ColumnType = BaseType | `${Exclude<BaseType, 'json'>}?`;
type BaseType = 'int2' | 'int4' | 'int8' | 'numeric' | 'text' | 'timestamptz' | 'json';

/** Column names and their types, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;

/**
 * What a column takes: integers as number (`numeric` also as bigint), text as string, `timestamptz` as milliseconds
 * since 1970, `json` as a string that already is JSON on one line, as `JSON.stringify` writes it.
 */
type ValueOf<T extends ColumnType> = T extends `${infer B extends BaseType}?`
  ? BaseValue<B> | null
  : T extends BaseType
    ? BaseValue<T>
    : never;
type BaseValue<T extends BaseType> = T extends 'text' | 'json'
  ? string
  : T extends 'numeric'
    ? number | bigint
    : number;

/** A row of a column set. */
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: ValueOf<C[Name]> };

/**
 * Typed columns of a bulk statement. The rows travel as one array per column and become rows again in the server by
 * `unnest`: one statement, one plan and one round trip for any number of rows. It stands in the list of a SELECT, where the
 * server takes the arrays apart row by row; in a FROM it would first make a table of each.
 *
 *   const TRADES = new ColumnSet({ sequence: 'int8', price: 'int4' });
 *   const INSERT = `INSERT INTO trade (${TRADES.names}) SELECT * FROM ${TRADES.source}`;
 *   await transaction.query(INSERT, TRADES.values(rows));
 */
export class ColumnSet<const C extends Columns> {
  /** The column names, separated by commas. */
  readonly names: string;
  /** `(SELECT unnest($1::type[]) AS name, ...) AS d`: the rows as a table named `d`. */
  readonly source: string;
  readonly #columns: readonly (readonly [name: keyof C & string, type: BaseType])[];

  constructor(columns: C) {
    this.#columns = Object.entries(columns).map(([name, type]) => [name, type.replace('?', '') as BaseType]);
    this.names = this.#columns.map(([name]) => name).join(', ');
    const arrays = this.#columns.map(
      ([name, type], index) => `unnest(${arrayExpression(type, index + 1)}) AS ${name}`,
    );
    this.source = `(SELECT ${arrays.join(', ')}) AS d`;
  }

  /** The statement's parameters: each column of all rows as an array in PostgreSQL's notation. */
  values(rows: readonly RowOf<C>[]): SqlValue[] {
    return this.#columns.map(([name, type]) =>
      type === 'json' ? joinedLines(rows, name) : arrayLiteral(rows, name, WRITERS[type]),
    );
  }
}

/**
 * Inserts rows and does nothing when there are none.
 * `INSERT` statements are built once, at module load: their text must stay constant.
 */
export function insertInto(table: string, columns: Pick<ColumnSet<Columns>, 'names' | 'source'>): string {
  return `INSERT INTO ${table} (${columns.names}) SELECT ${columns.names} FROM ${columns.source}`;
}

function arrayExpression(type: BaseType, parameter: number): string {
  return type === 'json' ? `string_to_array($${parameter}, E'\\n')::json[]` : `$${parameter}::${type}[]`;
}

// JSON on one line never holds a line feed. Joined by them it needs none of the escaping that its many quotation marks
// would need in an array literal, which costs more than everything else about the row.
function joinedLines(rows: readonly Readonly<Record<string, unknown>>[], name: string): string {
  return rows.map((row) => row[name] as string).join('\n');
}

type ElementWriter = (value: unknown) => string;

const integer: ElementWriter = (value) => `${value as number | bigint}`;
const WRITERS: Readonly<Record<Exclude<BaseType, 'json'>, ElementWriter>> = {
  int2: integer,
  int4: integer,
  int8: integer,
  numeric: integer,
  text: (value) => quoted(value as string),
  timestamptz: (value) => timestampElement(value as number),
};

// An array literal built by hand costs half of what the driver's general conversion does.
function arrayLiteral(
  rows: readonly Readonly<Record<string, unknown>>[],
  name: string,
  write: ElementWriter,
): string {
  let literal = '{';
  let separator = '';
  for (const row of rows) {
    const value = row[name];
    literal += separator;
    literal += value === null ? 'NULL' : write(value);
    separator = ',';
  }
  return literal + '}';
}

const SPECIAL = /["\\]/;
const EVERY_SPECIAL = /["\\]/g;

function quoted(text: string): string {
  return `"${SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, '\\$&') : text}"`;
}

// All events of a command share its time, and many commands a millisecond: most conversions repeat the last one.
let lastTimeMs = Number.NaN;
let lastTimestamp = '';

function timestampElement(timeMs: number): string {
  if (timeMs !== lastTimeMs) {
    lastTimestamp = `"${new Date(timeMs).toISOString()}"`;
    lastTimeMs = timeMs;
  }
  return lastTimestamp;
}
