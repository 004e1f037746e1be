import { PAGE_LIMIT_MAX } from '@backlay/service';
import type { StatementLineView } from './ledger.query.js';
import { presentLine } from './statement-line.js';
import type { LedgerReader, StatementRange } from './ledger.reader.js';

const COLUMNS = [
  'line',
  'time',
  'kind',
  'marketId',
  'amount',
  'balance',
  'currency',
  'sequence',
  'index',
] as const satisfies readonly (keyof StatementLineView)[];

const LINE_END = '\r\n';

/** The whole statement as CSV (RFC 4180), read page by page: never more than one page is in memory. */
export async function* statementCsv(
  reader: LedgerReader,
  accountId: string,
  range: Pick<StatementRange, 'from' | 'to' | 'sort'>,
): AsyncGenerator<string> {
  yield COLUMNS.join(',') + LINE_END;
  let cursor: StatementRange['cursor'];
  for (;;) {
    const lines = await reader.statement(accountId, { ...range, limit: PAGE_LIMIT_MAX, cursor });
    const shown = lines.slice(0, PAGE_LIMIT_MAX);
    if (shown.length > 0) yield shown.map((line) => csvRow(presentLine(line))).join('');
    const last = shown.at(-1);
    if (lines.length <= PAGE_LIMIT_MAX || last === undefined) return;
    cursor = [last.bookedAt.getTime(), last.line];
  }
}

function csvRow(line: StatementLineView): string {
  return COLUMNS.map((name) => csvCell(line[name])).join(',') + LINE_END;
}

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What a spreadsheet may take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

/** One cell. A text that a spreadsheet would calculate gets an apostrophe in front; a number, also below zero, is one. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A name for the download that every file system takes. */
export function statementFilename(accountId: string): string {
  return `statement-${accountId.replaceAll(':', '_')}.csv`;
}
