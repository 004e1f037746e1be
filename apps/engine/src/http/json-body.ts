import { isUtf8 } from 'node:buffer';
import secureJson from 'secure-json-parse';

/** A double carries every decimal of this many significant digits without loss. */
export const SIGNIFICANT_DIGITS_MAX = 15;

/** Only a run of so many digits and points can be a number that a double cannot carry. */
const LONG_RUN = SIGNIFICANT_DIGITS_MAX + 1;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const POINT = 0x2e;
/** Strings are matched first, so that digits inside them are never taken for a number. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** A body that is no JSON, or JSON this API does not take; `detail` is for the client. */
export class JsonBodyError extends Error {
  override readonly name = 'JsonBodyError';
  readonly statusCode = 400;

  constructor(
    readonly code: 'JSON_INVALID' | 'NUMBER_INEXACT',
    readonly detail: string,
  ) {
    super(detail);
  }
}

/**
 * The text of a body. Bytes that are no UTF-8 would be replaced in silence, and two different bodies become one.
 * @throws JsonBodyError
 */
export function decodeBody(bytes: Buffer | string): string {
  if (typeof bytes === 'string') return bytes;
  if (!isUtf8(bytes)) throw new JsonBodyError('JSON_INVALID', 'The body is not valid UTF-8.');
  return bytes.toString('utf8');
}

/**
 * Parses a request body. Keys that would reach an object's prototype are refused, and so is a number literal that
 * JavaScript would round on reading (`10.0000000000000000001`, `9007199254740993`). Of two equal keys the last one counts.
 * An empty body is `undefined`.
 * @throws JsonBodyError
 */
export function parseJsonBody(text: string): unknown {
  if (text.length === 0) return undefined;
  let value: unknown;
  try {
    value = secureJson.parse(text);
  } catch (error) {
    throw new JsonBodyError('JSON_INVALID', `The body is not valid JSON: ${reasonOf(error)}.`);
  }
  if (hasLongRun(text)) assertExactNumbers(text);
  return value;
}

/**
 * Cheap first look, for a run of digits or points. One that is long enough has a letter at one of the places that are looked
 * at, so that most of the text is not read at all.
 */
function hasLongRun(text: string): boolean {
  for (let probe = LONG_RUN - 1; probe < text.length; probe += LONG_RUN) {
    if (!isDigitOrPoint(text, probe)) continue;
    let start = probe;
    while (start > 0 && isDigitOrPoint(text, start - 1)) start -= 1;
    let end = probe + 1;
    while (end < text.length && isDigitOrPoint(text, end)) end += 1;
    if (end - start >= LONG_RUN) return true;
  }
  return false;
}

function isDigitOrPoint(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= DIGIT_0 && code <= DIGIT_9) || code === POINT;
}

/**
 * Looks at every number literal of a valid JSON text.
 * @throws JsonBodyError when one of them is not carried exactly by a double
 */
function assertExactNumbers(text: string): void {
  for (const [token] of text.matchAll(STRING_OR_NUMBER)) {
    if (token.startsWith('"') || isExact(token)) continue;
    throw new JsonBodyError(
      'NUMBER_INEXACT',
      `The number ${token.slice(0, 40)} has more digits than a JSON number carries exactly ` +
        `(${SIGNIFICANT_DIGITS_MAX} significant digits); it is refused, not rounded.`,
    );
  }
}

function isExact(literal: string): boolean {
  if (/^-?\d+$/.test(literal)) return Number.isSafeInteger(Number(literal));
  const digits = literal
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
  return digits.length <= SIGNIFICANT_DIGITS_MAX;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, 120);
}
