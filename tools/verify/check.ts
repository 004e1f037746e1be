/** One line of the table: what was looked at, what it should be, what it is. */
export interface Check {
  /** Part of the system: `log`, `engine`, `redis`, `storage`, `analytics`. */
  readonly part: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  /** Undefined: it could not be decided, and says why in `found`. */
  readonly ok: boolean | undefined;
}

type Value = string | number | bigint;

/** A line that holds when both are the same. */
export function same(part: string, what: string, values: { expected: Value; found: Value }): Check {
  const [expected, found] = [String(values.expected), String(values.found)];
  return { part, what, expected, found, ok: expected === found };
}

/** A line about something that could not be looked at, or that cannot be right whatever it is compared with. */
export function failed(part: string, what: string, found: string): Check {
  return { part, what, expected: '', found, ok: false };
}

/** A line about something that nothing is known to compare with. */
export function undecided(part: string, what: string, found: string): Check {
  return { part, what, expected: '', found, ok: undefined };
}

/** Lines of one part, from what is expected and what was found under the same names. */
export function sameAll(
  part: string,
  expected: Readonly<Record<string, Value>>,
  found: Readonly<Record<string, Value | undefined>>,
): Check[] {
  return Object.entries(expected).map(([what, value]) =>
    same(part, what, { expected: value, found: found[what] ?? 'nothing' }),
  );
}

/** All lines, with their columns under one another. */
export function tableText(checks: readonly Check[]): string {
  const rows = checks.map(({ part, what, expected, found, ok }) => {
    const word = ok === undefined ? 'unknown' : ok ? 'ok' : 'DIFFERENT';
    return [part, what, expected, found, word];
  });
  const all = [['part', 'what', 'expected', 'found', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}
