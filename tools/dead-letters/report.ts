import type { ConsumerAppName, Letter, OpenedLetter } from './dead-letter-client.js';

/** A letter of an app. */
export interface Found<T extends Letter = Letter> {
  readonly app: ConsumerAppName;
  readonly letter: T;
}

const ERROR_CHARACTERS_MAX = 70;
const HEAD = ['app', 'id', 'sequence', 'given up', 'attempts', 'error'] as const;

/** One line per letter, in columns. */
export function tableLines(found: readonly Found[]): string[] {
  const rows = found.map(({ app, letter }) => [
    app,
    letter.id,
    sequencesOf(letter),
    letter.givenUpAt,
    String(letter.attempts),
    shortened(`${letter.error.name}: ${letter.error.message}`),
  ]);
  const widths = HEAD.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [[...HEAD], ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Everything about one letter. */
export function letterLines({ app, letter }: Found<OpenedLetter>): string[] {
  const facts = [
    ['app', app],
    ['id', letter.id],
    ['stream', letter.stream],
    ['group', letter.group],
    ['given up by', letter.consumer],
    ['sequence', sequencesOf(letter)],
    ['first failed', letter.firstFailedAt],
    ['given up', letter.givenUpAt],
    ['attempts', String(letter.attempts)],
    ['error', `${letter.error.name}: ${letter.error.message}`],
  ] as const;
  return [...facts.map(([name, value]) => `${name.padEnd(13)} ${value}`), ...contentLines(letter)];
}

function contentLines({ events, decodeError, payload }: OpenedLetter): string[] {
  if (events === null)
    return [`${'events'.padEnd(13)} cannot be decoded: ${decodeError}`, `bytes  ${payload}`];
  if (events.length === 0) return [`${'events'.padEnd(13)} none`];
  return events.map(
    ({ sequence, index, type, time, payload: fact }) =>
      `${`${sequence}-${index}`.padEnd(13)} ${time} ${type} ${JSON.stringify(fact)}`,
  );
}

function sequencesOf({ firstSequence, lastSequence }: Letter): string {
  return firstSequence === lastSequence ? String(lastSequence) : `${firstSequence}-${lastSequence}`;
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > ERROR_CHARACTERS_MAX ? `${line.slice(0, ERROR_CHARACTERS_MAX - 3)}...` : line;
}
