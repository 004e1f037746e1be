const INITIAL_BYTES = 64 * 1024;

/** Little-endian bytes appended to one buffer that grows by doubling and is used again after `reset()`. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** What was written since `reset()`: a view that the next write may overwrite. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#length = this.#bytes.writeUInt16LE(value, this.#length);
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** A whole number up to 2^53, or any other double. */
  f64(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** A short name of ASCII letters: one length byte and the letters. */
  shortName(value: string): void {
    const { length } = value;
    this.#reserve(1 + length);
    const bytes = this.#bytes;
    const at = this.#length;
    bytes[at] = length;
    // Letter by letter: for so few of them a call into native code takes longer.
    for (let index = 0; index < length; index++) bytes[at + 1 + index] = value.charCodeAt(index);
    this.#length = at + 1 + length;
  }

  /** Any text: a 32-bit byte length and UTF-8. */
  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.u32(bytes);
    this.#reserve(bytes);
    this.#bytes.write(value, this.#length, 'utf8');
    this.#length += bytes;
  }

  /** Bytes as they stand, without their length. */
  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Overwrites four bytes written earlier, for a length known only at the end. */
  patchU32(position: number, value: number): void {
    this.#bytes.writeUInt32LE(value, position);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
