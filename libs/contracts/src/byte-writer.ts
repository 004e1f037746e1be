const INITIAL_BYTES = 64 * 1024;
/** Views of no more bytes than this are kept: making one takes longer than writing what it shows. */
const KEPT_VIEW_BYTES_MAX = 1024;

/** Little-endian bytes appended to one buffer that grows by doubling and is used again after `reset()`. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** Numbers are stored by it: V8 makes one instruction of that, where a `Buffer` takes them apart. */
  #numbers = new DataView(this.#bytes.buffer);
  /** By length. */
  #views: (Buffer | undefined)[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** What was written since `reset()`: a view that the next write may overwrite. */
  view(): Buffer {
    const length = this.#length;
    if (length > KEPT_VIEW_BYTES_MAX) return this.#bytes.subarray(0, length);
    return (this.#views[length] ??= this.#bytes.subarray(0, length));
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  u16(value: number): void {
    if (value !== (value & 0xffff)) throw new RangeError(`${value} is no number of 16 bits`);
    const at = this.#reserve(2);
    this.#numbers.setUint16(at, value, true);
  }

  u32(value: number): void {
    if (value !== value >>> 0) throw new RangeError(`${value} is no number of 32 bits`);
    const at = this.#reserve(4);
    this.#numbers.setUint32(at, value, true);
  }

  /** A whole number up to 2^53, or any other double. */
  f64(value: number): void {
    const at = this.#reserve(8);
    this.#numbers.setFloat64(at, value, true);
  }

  /** A short name of ASCII letters: one length byte and the letters. */
  shortName(value: string): void {
    const { length } = value;
    const at = this.#reserve(1 + length);
    const bytes = this.#bytes;
    bytes[at] = length;
    // Letter by letter: for so few of them a call into native code takes longer.
    for (let index = 0; index < length; index++) bytes[at + 1 + index] = value.charCodeAt(index);
  }

  /** Any text: a 32-bit byte length and UTF-8. */
  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.u32(bytes);
    const at = this.#reserve(bytes);
    this.#bytes.write(value, at, 'utf8');
  }

  /** Bytes as they stand, without their length. */
  bytes(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** Overwrites four bytes written earlier, for a length known only at the end. */
  patchU32(position: number, value: number): void {
    this.#numbers.setUint32(position, value, true);
  }

  /** Overwrites eight bytes written earlier. */
  patchF64(position: number, value: number): void {
    this.#numbers.setFloat64(position, value, true);
  }

  /** Makes room for so many bytes more. To be called before the bytes are, as they may be others then. @returns where they begin */
  #reserve(bytes: number): number {
    const at = this.#length;
    this.#length = at + bytes;
    if (this.#length > this.#bytes.length) this.#grow(at);
    return at;
  }

  #grow(written: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#length, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, written);
    this.#bytes = grown;
    this.#numbers = new DataView(grown.buffer);
    this.#views = [];
  }
}
