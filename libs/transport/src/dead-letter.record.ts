import type { DeadLetter } from './dead-letters.js';

/** Everything of a letter but its bytes, as JSON that people can read. */
export function describeLetter(letter: DeadLetter): string {
  return JSON.stringify({ ...letter, payload: undefined });
}

/** @throws SyntaxError when the text was not made by `describeLetter` */
export function letterOf(text: string, payload: Buffer): DeadLetter {
  const value: unknown = JSON.parse(text);
  if (!isDescription(value)) throw new SyntaxError(`no dead letter: ${text.slice(0, 200)}`);
  return { ...value, payload };
}

function isDescription(value: unknown): value is Omit<DeadLetter, 'payload'> {
  if (typeof value !== 'object' || value === null) return false;
  const { id, stream, group, consumer, error, ...numbers } = value as Partial<
    Record<keyof DeadLetter, unknown>
  >;
  const { epoch, firstSequence, lastSequence, attempts, firstFailedAtMs, givenUpAtMs } = numbers;
  return (
    [id, stream, group, consumer].every((text) => typeof text === 'string') &&
    [epoch, firstSequence, lastSequence, attempts].every((count) => Number.isSafeInteger(count)) &&
    typeof firstFailedAtMs === 'number' &&
    typeof givenUpAtMs === 'number' &&
    typeof error === 'object' &&
    error !== null
  );
}
