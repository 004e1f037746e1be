const INITIAL_BYTES = 64 * 1024;
/** Pieces are copied by words, the last of which may reach behind their end. */
const WORD_BYTES = 4;
const DIGIT_0 = 0x30;
const POINT = 0x2e;
const DIGITS_MAX = 16;
/** Whole numbers are taken apart in pieces below 2^31, which cost a fraction of what larger ones do. */
const PIECE = 1_000_000_000;
const PIECE_DIGITS = 9;

/** A text of ASCII letters that is written again and again. */
export interface AsciiPiece {
  readonly length: number;
  /** Four letters each, the first in the low byte; zeros behind the end. */
  readonly words: Int32Array;
}

export function ascii(text: string): AsciiPiece {
  const bytes = Buffer.alloc(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
  bytes.write(text, 'latin1');
  const words = Int32Array.from({ length: bytes.length / WORD_BYTES }, (_, word) =>
    bytes.readInt32LE(word * WORD_BYTES),
  );
  return { length: text.length, words };
}

/**
 * Text of ASCII letters, put together as bytes that are used again and again. A string that grows piece by piece is a tree of
 * its pieces, which is copied together when it is sent and is garbage until then: for the answers of a batch of 100 orders that
 * took half of all the time.
 */
export class AsciiWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #words = new DataView(this.#bytes.buffer);
  #length = 0;
  /** What stands before the bytes: only a text with letters that are no bytes makes some. */
  #before = '';

  /** Whatever was written before, to the end or not, is dropped. */
  begin(): void {
    this.#length = 0;
    this.#before = '';
  }

  /** The text since `begin`, as a string in one piece. */
  end(): string {
    const text = this.#bytes.toString('latin1', 0, this.#length);
    return this.#before === '' ? text : this.#before + text;
  }

  /** @param piece made by `ascii` */
  piece({ length, words }: AsciiPiece): void {
    const at = this.#reserve(length);
    const target = this.#words;
    for (let word = 0; word < words.length; word++) {
      target.setInt32(at + word * WORD_BYTES, words[word]!, true);
    }
  }

  /** Letters that need no escaping. */
  text(letters: string): void {
    const { length } = letters;
    const at = this.#reserve(length);
    const bytes = this.#bytes;
    for (let index = 0; index < length; index++) bytes[at + index] = letters.charCodeAt(index);
  }

  /** A text with any letters. It is not for what is frequent. */
  anyText(letters: string): void {
    const before = this.end() + letters;
    this.begin();
    this.#before = before;
  }

  /** A whole number from 0 to 2^53. */
  whole(value: number): void {
    if (value < PIECE) {
      this.#digits(value, digitCount(value));
      return;
    }
    const high = Math.floor(value / PIECE);
    this.#digits(high, digitCount(high));
    this.#digits(value - high * PIECE, PIECE_DIGITS);
  }

  /** Two digits after the point, always: 250 becomes `2.50`. A whole number from 0 to 2^53. */
  hundredths(value: number): void {
    const cents = value % 100;
    this.whole((value - cents) / 100);
    const at = this.#reserve(3);
    const bytes = this.#bytes;
    const tens = (cents / 10) | 0;
    bytes[at] = POINT;
    bytes[at + 1] = DIGIT_0 + tens;
    bytes[at + 2] = DIGIT_0 + cents - tens * 10;
  }

  #digits(value: number, count: number): void {
    const at = this.#reserve(count);
    const bytes = this.#bytes;
    let rest = value;
    for (let index = at + count - 1; index >= at; index--) {
      const next = (rest / 10) | 0;
      bytes[index] = DIGIT_0 + rest - next * 10;
      rest = next;
    }
  }

  /** Makes room for so many bytes more. @returns where they begin */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length = at + count;
    if (this.#length + WORD_BYTES > this.#bytes.length) this.#grow();
    return at;
  }

  #grow(): void {
    const grown = Buffer.allocUnsafeSlow(2 * (this.#length + WORD_BYTES));
    this.#bytes.copy(grown);
    this.#bytes = grown;
    this.#words = new DataView(grown.buffer);
  }
}

/** Of a whole number below 10^16 / 10^9. */
function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; count < DIGITS_MAX && value >= limit; limit *= 10) count += 1;
  return count;
}
