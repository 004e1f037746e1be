/*
 * A commandId carries the time of its first sending. Only so can a retry that comes after its answer was forgotten be told
 * from a new command, without keeping every name for ever.
 */

/** A UUID of version 7 (RFC 9562), in lower case: its first 48 bits are milliseconds since 1970. */
const UUID_FORM = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
/** Milliseconds since 1970 and a name. */
const DATED_FORM = '[0-9]{13}-[A-Za-z0-9][A-Za-z0-9_.:-]{0,49}';

/** The two forms; a name has 64 characters at most. */
export const COMMAND_ID_PATTERN = new RegExp(`^(?:${UUID_FORM}|${DATED_FORM})$`);

/** Continues the sentence "must be ...". */
export const COMMAND_ID_RULE =
  'a UUID of version 7 in lower case, such as "0199a8c5-7d4b-7c3e-9f21-3b8d5e6f7a01", ' +
  'or "<time>-<name>", such as "1763871000123-alice-1": the time of its first sending in milliseconds since 1970 (13 digits), ' +
  'then a name of 1 to 50 letters, digits, "_", ".", ":" or "-", beginning with a letter or digit';

/** How far ahead of the engine's time a commandId may be, in ms: what the clocks of clients may be wrong by. */
export const COMMAND_ID_AHEAD_MAX_MS = 5 * 60_000;

const UUID_LENGTH = 36;
const UUID_FIRST_DASH = 8;
const UUID_VERSION = 14;
/** Of the second form; also where the first form has its second dash. */
const TIME_DIGITS = 13;
const DASH = 0x2d;
const DIGIT_0 = 0x30;
const LETTER_A = 0x61;
const NO_DIGIT = -1;

/** A commandId of the second form. */
export function datedCommandId(timeMs: number, name: string): string {
  return `${String(timeMs).padStart(TIME_DIGITS, '0')}-${name}`;
}

/** The time of a commandId in ms since 1970; NaN when it has neither form. */
export function commandTimeOf(commandId: string): number {
  if (!COMMAND_ID_PATTERN.test(commandId)) return Number.NaN;
  return commandTimeIn(Buffer.from(commandId, 'latin1'), 0, commandId.length);
}

/**
 * The time of the commandId whose characters are `bytes[start, end)`, in ms since 1970, without allocating. The form is
 * checked at the door; here it is looked at just enough to know names of another kind, which old logs have: NaN.
 */
export function commandTimeIn(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= TIME_DIGITS + 1 || bytes[start + TIME_DIGITS] !== DASH) return Number.NaN;
  return bytes[start + UUID_FIRST_DASH] === DASH ? uuidTime(bytes, start, end) : datedTime(bytes, start);
}

function datedTime(bytes: Uint8Array, start: number): number {
  let timeMs = 0;
  for (let at = start; at < start + TIME_DIGITS; at++) {
    const digit = bytes[at]! - DIGIT_0;
    if (digit < 0 || digit > 9) return Number.NaN;
    timeMs = timeMs * 10 + digit;
  }
  return timeMs;
}

function uuidTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== UUID_LENGTH || bytes[start + UUID_VERSION] !== DIGIT_0 + 7) return Number.NaN;
  let timeMs = 0;
  for (let at = start; at < start + TIME_DIGITS; at++) {
    if (at === start + UUID_FIRST_DASH) continue;
    const digit = hexDigit(bytes[at]!);
    if (digit === NO_DIGIT) return Number.NaN;
    timeMs = timeMs * 16 + digit;
  }
  return timeMs;
}

function hexDigit(byte: number): number {
  const digit = byte - DIGIT_0;
  if (digit >= 0 && digit <= 9) return digit;
  const letter = byte - LETTER_A;
  return letter >= 0 && letter <= 5 ? 10 + letter : NO_DIGIT;
}
