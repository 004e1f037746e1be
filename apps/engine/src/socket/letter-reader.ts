import { DECIMAL_INTEGER_DIGITS_MAX } from '../money/decimal.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;
const DIGIT_0 = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LAST_OF_ASCII = 0x7e;
/** More digits than this may be no whole number of 32 bits. */
const WHOLE_DIGITS_MAX = 10;

/** Letters of ASCII that `takes` looks for. */
export function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/**
 * Reads pieces of a JSON text one behind the other, each in its usual form only: whoever is told that a piece is not there has to
 * read the text another way. One space behind a colon or comma may be, as some clients write it.
 *
 * It reads bytes, as letters of a string take three times as long to look at. It looks behind the end of the text as if it went
 * on there: what was read counts only if `isAtEnd` at last.
 */
export class LetterReader {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  #at = 0;

  /** @param bytes begin with the text, which has this length; they stay as they are while they are read */
  begin(bytes: Buffer, length: number): void {
    this.#bytes = bytes;
    this.#length = length;
    this.#at = 0;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#length;
  }

  /** The letter so many places ahead; undefined behind the end of all bytes. */
  ahead(places: number): number | undefined {
    return this.#bytes[this.#at + places];
  }

  /** Goes behind these letters, if they come next; a space may stand behind each comma and colon of them. */
  takes(letters: Uint8Array): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index]!;
      if (bytes[at] !== letter) return false;
      at += 1;
      if ((letter === COMMA || letter === COLON) && bytes[at] === SPACE) at += 1;
    }
    this.#at = at;
    return true;
  }

  /** A string of ASCII letters without escapes; empty when none comes next. */
  word(lengthMax: number): string {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    if (bytes[start - 1] !== QUOTE) return '';
    const endMax = Math.min(start + lengthMax, this.#length);
    let end = start;
    for (; bytes[end] !== QUOTE; end++) {
      const letter = bytes[end]!;
      if (end >= endMax || letter < SPACE || letter > LAST_OF_ASCII || letter === BACKSLASH) return '';
    }
    this.#at = end + 1;
    return bytes.toString('latin1', start, end);
  }

  /** A whole number up to the limit; 0 when none comes next. */
  whole(max: number): number {
    const value = this.#digits(WHOLE_DIGITS_MAX);
    return value > 0 && value <= max ? value : 0;
  }

  /** The hundredths of a decimal, in quotes or not; 0 when none of more than 0 comes next. */
  hundredths(): number {
    const isQuoted = this.#skips(QUOTE);
    // Nothing but a point may follow a leading zero.
    const whole = this.#skips(DIGIT_0) ? 0 : this.#digits(DECIMAL_INTEGER_DIGITS_MAX);
    const fraction = this.#skips(POINT) ? this.#fraction() : 0;
    if (whole < 0 || fraction < 0 || (isQuoted && !this.#skips(QUOTE))) return 0;
    return whole * 100 + fraction;
  }

  /** One digit or two behind a point, as hundredths; -1 when there is none. More are left to whatever comes next. */
  #fraction(): number {
    const tenths = this.#digit();
    if (tenths < 0) return -1;
    this.#at += 1;
    const hundredths = this.#digit();
    if (hundredths < 0) return tenths * 10;
    this.#at += 1;
    return tenths * 10 + hundredths;
  }

  /** Digits, the first of them not 0; -1 when none come next, or more than so many. */
  #digits(countMax: number): number {
    const start = this.#at;
    let value = 0;
    for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
      value = value * 10 + digit;
      this.#at += 1;
      if (value === 0 || this.#at - start > countMax) return -1;
    }
    return this.#at === start ? -1 : value;
  }

  /** The digit that comes next; -1 when something else does. */
  #digit(): number {
    const digit = this.#bytes[this.#at]! - DIGIT_0;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }

  #skips(letter: number): boolean {
    if (this.#bytes[this.#at] !== letter) return false;
    this.#at += 1;
    return true;
  }
}
