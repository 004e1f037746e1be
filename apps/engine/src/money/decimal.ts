/*
 * Prices and sizes are decimals with at most two digits after the point outside, and whole numbers of hundredths inside
 * (2.50 is 250 hundredths, 10.00 is 1000 minor units). These functions are the only crossing, and they never round.
 */

/** Most digits before the point. With two behind it every value stays far below 2^53 hundredths. */
export const DECIMAL_INTEGER_DIGITS_MAX = 10;

const DIGIT_0 = 0x30;
const POINT = 0x2e;
const SIGNED_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const MAGNITUDE_LIMIT = 10 ** DECIMAL_INTEGER_DIGITS_MAX;

/** A value that is no decimal of the form allowed here; the message says what was wrong and what is allowed. */
export class DecimalError extends Error {
  override readonly name = 'DecimalError';
}

/**
 * The hundredths of a decimal given as text (`"2.5"`, `"2.50"`) or as a number that is exactly a count of hundredths.
 * A number must come from a literal that a double carries exactly: see `assertExactNumbers` of the JSON parser.
 * @throws DecimalError
 */
export function parseHundredths(value: string | number): number {
  return typeof value === 'string' ? hundredthsOfText(value) : hundredthsOfNumber(value);
}

/** Two digits after the point, always: 250 becomes `"2.50"`. `hundredths` is a whole number of at least 0. */
export function formatHundredths(hundredths: number): string {
  const cents = hundredths % 100;
  const whole = (hundredths - cents) / 100;
  return cents < 10 ? `${whole}.0${cents}` : `${whole}.${cents}`;
}

/** As `formatHundredths`, of any whole number: -250 becomes `"-2.50"`. */
export function formatSigned(hundredths: number): string {
  return hundredths < 0 ? `-${formatHundredths(-hundredths)}` : formatHundredths(hundredths);
}

/** Four digits after the point: 12500 hundredths of a minor unit become `"1.2500"`. For what is exact and not paid as it stands. */
export function formatExact(exact: number): string {
  const fraction = Math.abs(exact) % 10_000;
  const whole = (Math.abs(exact) - fraction) / 10_000;
  return `${exact < 0 ? '-' : ''}${whole}.${String(fraction).padStart(4, '0')}`;
}

/**
 * `sum / count` rounded half up to a whole number; exact, because the quotient is never formed as a fraction.
 * Used for the average price only, the one figure of the API that is rounded. `sum` and `count` are whole, `2 * sum` < 2^53.
 */
export function divideHalfUp(sum: number, count: number): number {
  const remainder = sum % count;
  return (sum - remainder) / count + (2 * remainder >= count ? 1 : 0);
}

/** Digit by digit: a regular expression makes an array and three strings of it. */
function hundredthsOfText(text: string): number {
  const { length } = text;
  let whole = 0;
  let at = 0;
  for (; at < length && isDigit(text, at); at++) whole = whole * 10 + digitAt(text, at);
  const hasLeadingZero = at > 1 && text.charCodeAt(0) === DIGIT_0;
  if (at === 0 || at > DECIMAL_INTEGER_DIGITS_MAX || hasLeadingZero)
    throw new DecimalError(faultOfText(text));
  if (at === length) return whole * 100;
  const digits = length - at - 1;
  const isFraction = text.charCodeAt(at) === POINT && (digits === 1 || digits === 2);
  if (!isFraction || !isDigit(text, at + 1) || !isDigit(text, length - 1))
    throw new DecimalError(faultOfText(text));
  const tenths = digitAt(text, at + 1);
  return whole * 100 + tenths * 10 + (digits === 2 ? digitAt(text, at + 2) : 0);
}

function isDigit(text: string, at: number): boolean {
  const digit = digitAt(text, at);
  return digit >= 0 && digit <= 9;
}

function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - DIGIT_0;
}

function hundredthsOfNumber(value: number): number {
  if (!Number.isFinite(value)) throw new DecimalError('is not a finite number');
  if (value < 0) throw new DecimalError('is negative; only positive decimals are allowed');
  if (value >= MAGNITUDE_LIMIT) throw new DecimalError(tooLarge());
  const hundredths = Math.round(value * 100);
  if (hundredths / 100 !== value) throw new DecimalError(tooPrecise());
  return hundredths + 0; // turns -0 into 0
}

function faultOfText(text: string): string {
  if (!SIGNED_NUMBER.test(text)) return 'is not a decimal such as "2.50"';
  if (text.startsWith('-')) return 'is negative; only positive decimals are allowed';
  if (text.startsWith('+') || /^0\d/.test(text)) return 'must be written without sign and leading zeros';
  return (text.split('.')[1] ?? '').length > 2 ? tooPrecise() : tooLarge();
}

function tooPrecise(): string {
  return 'has more than two digits after the point; it is refused, not rounded';
}

function tooLarge(): string {
  return `has more than ${DECIMAL_INTEGER_DIGITS_MAX} digits before the point`;
}
