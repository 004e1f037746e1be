/** Bytes of one chunk; an entry never spans two. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Bytes kept first in, first out, in large chunks outside the JavaScript heap. An address never changes; a chunk is
 * given back as a whole when everything in it is forgotten.
 */
export class ByteArena {
  /** Chunks by number; those before `#firstChunk` are gone. */
  readonly #chunks = new Map<number, Buffer>();
  #firstChunk = 0;
  #lastChunk = -1;
  /** The chunk of that number; a full one before the first. */
  #current: Buffer = Buffer.alloc(0);
  #used = 0;

  /** Bytes held at the moment, counted in whole chunks. */
  get heldBytes(): number {
    let bytes = 0;
    for (const chunk of this.#chunks.values()) bytes += chunk.length;
    return bytes;
  }

  /** Copies the bytes and gives their address. */
  append(bytes: Buffer): number {
    const { length } = bytes;
    if (this.#used + length > this.#current.length) this.#addChunk(length);
    const address = this.#lastChunk * CHUNK_BYTES + this.#used;
    this.#current.set(bytes, this.#used);
    this.#used += length;
    return address;
  }

  /** A view of what was appended, to be read at once. */
  read(address: number, length: number): Buffer {
    const offset = address % CHUNK_BYTES;
    const chunk = this.#chunks.get((address - offset) / CHUNK_BYTES);
    if (chunk === undefined || offset + length > chunk.length) {
      throw new RangeError(`${length} bytes at ${address} are not held`);
    }
    return chunk.subarray(offset, offset + length);
  }

  /** Gives back the chunks in which nothing from `address` on lies. */
  forgetBefore(address: number): void {
    const keep = Math.floor(address / CHUNK_BYTES);
    for (; this.#firstChunk < keep; this.#firstChunk++) this.#chunks.delete(this.#firstChunk);
  }

  /** An entry larger than a chunk gets one of its own size: its offset is 0, so addresses stay as they are. */
  #addChunk(length: number): void {
    this.#current = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, length));
    this.#lastChunk += 1;
    this.#chunks.set(this.#lastChunk, this.#current);
    this.#used = 0;
  }
}
