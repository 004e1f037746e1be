/** Reads what a {@link ByteWriter} wrote; reading past the end throws a RangeError. */
export class ByteReader {
  constructor(
    readonly bytes: Buffer,
    public position = 0,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  u8(): number {
    return this.bytes.readUInt8(this.position++);
  }

  u16(): number {
    const value = this.bytes.readUInt16LE(this.position);
    this.position += 2;
    return value;
  }

  u32(): number {
    const value = this.bytes.readUInt32LE(this.position);
    this.position += 4;
    return value;
  }

  f64(): number {
    const value = this.bytes.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }

  shortName(): string {
    const length = this.u8();
    return this.#string('latin1', length);
  }

  text(): string {
    const length = this.u32();
    return this.#string('utf8', length);
  }

  #string(encoding: 'latin1' | 'utf8', length: number): string {
    const start = this.position;
    if (start + length > this.bytes.length) {
      throw new RangeError(`${length} bytes expected at ${start}, ${this.bytes.length - start} left`);
    }
    this.position = start + length;
    return this.bytes.toString(encoding, start, this.position);
  }
}
