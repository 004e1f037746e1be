/** `PGCOPY\n\377\r\n\0`, no flags, no extension of the header. */
export const COPY_SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);
const NULL_LENGTH = -1;

/** Rows are collected in pieces of this size; a longer value gets one of its own, in bytes. */
const CHUNK_BYTES = 64 * 1024;
const UTF8_BYTES_MAX = 3;
/** Shorter texts are copied by hand: a call of the native encoder costs more than they do. */
const SHORT_CHARACTERS = 32;

const EPOCH_2000_MS = Date.UTC(2000, 0, 1);
const TWO_32 = 2 ** 32;

/** Writes rows in the binary form of COPY (PostgreSQL's manual, "COPY", "Binary Format"), piece by piece. */
export class CopyWriter {
  readonly #full: Buffer[] = [];
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #at = 0;

  /** Begins a row of so many fields, which must follow. */
  row(fields: number): void {
    this.#reserve(2);
    this.#at = this.#chunk.writeInt16BE(fields, this.#at);
  }

  null(): void {
    this.#reserve(4);
    this.#at = this.#chunk.writeInt32BE(NULL_LENGTH, this.#at);
  }

  int2(value: number): void {
    this.#length(2);
    this.#at = this.#chunk.writeInt16BE(whole(value), this.#at);
  }

  int4(value: number): void {
    this.#length(4);
    this.#at = this.#chunk.writeInt32BE(whole(value), this.#at);
  }

  int8(value: number): void {
    this.#length(8);
    const high = Math.floor(whole(value) / TWO_32);
    this.#at = this.#chunk.writeInt32BE(high, this.#at);
    this.#at = this.#chunk.writeUInt32BE(value - high * TWO_32, this.#at);
  }

  /** @param timeMs milliseconds since 1970 */
  timestamptz(timeMs: number): void {
    this.int8((timeMs - EPOCH_2000_MS) * 1000);
  }

  text(value: string): void {
    this.#reserve(4 + value.length * UTF8_BYTES_MAX);
    const start = this.#at + 4;
    const end = this.#ascii(value, start) ?? start + this.#chunk.write(value, start, 'utf8');
    this.#chunk.writeInt32BE(end - start, this.#at);
    this.#at = end;
  }

  /** A piece that is full, once each; undefined when there is none. */
  takeFull(): Buffer | undefined {
    return this.#full.shift();
  }

  /** The last piece; everything else was taken. */
  takeRest(): Buffer {
    return this.#chunk.subarray(0, this.#at);
  }

  /** @returns where the text ends; undefined when it is long, or not all of it is ASCII */
  #ascii(value: string, start: number): number | undefined {
    if (value.length > SHORT_CHARACTERS) return undefined;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return undefined;
      this.#chunk[start + index] = code;
    }
    return start + value.length;
  }

  #length(bytes: number): void {
    this.#reserve(4 + bytes);
    this.#at = this.#chunk.writeInt32BE(bytes, this.#at);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return;
    this.#full.push(this.#chunk.subarray(0, this.#at));
    this.#chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes));
    this.#at = 0;
  }
}

/** What the server would refuse as text, binary fields would cut off in silence. */
function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an integer that a column holds`);
  return value;
}
