import { textHeadBytes, writeTextHead } from './text-frame.js';

const INITIAL_BYTES = 16 * 1024;
/** A buffer that large answers made larger than this is not kept. */
const KEPT_BYTES_MAX = 64 * 1024;
/** Buffers that are kept: of connections that have something to say at the same time. */
const KEPT_COUNT_MAX = 256;
/** Up to this length it costs less to take three bytes a letter for granted than to count them. */
const COUNTED_LENGTH_MIN = 4 * 1024;
const LETTER_BYTES_MAX = 3;
/** Shorter pieces are written sooner letter by letter than by a call. */
const CALL_LENGTH_MIN = 48;
const ASCII_END = 0x80;

/** Frames of text from server to client, one behind the other, as the bytes that go to the network in one piece. */
export class FrameBuffer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** All frames so far; they lie in the buffer itself. */
  get frames(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Adds a frame with a text, which comes in three pieces: nobody has to put it together first. */
  add(begin: string, middle: string, end: string): void {
    const bytesMax = bytesMaxOf(begin) + bytesMaxOf(middle) + bytesMaxOf(end);
    const head = this.#length;
    // Right for ASCII, which nearly all texts are; else moved.
    const guess = textHeadBytes(begin.length + middle.length + end.length);
    this.#reserve(head + textHeadBytes(bytesMax) + bytesMax);
    const start = head + guess;
    const stop = this.#write(end, this.#write(middle, this.#write(begin, start)));
    const length = stop - start;
    const headBytes = textHeadBytes(length);
    if (headBytes !== guess) this.#bytes.copyWithin(head + headBytes, start, stop);
    writeTextHead(this.#bytes, head, length);
    this.#length = head + headBytes + length;
  }

  /** @returns where the text ends */
  #write(text: string, at: number): number {
    const { length } = text;
    if (length >= CALL_LENGTH_MIN) return at + this.#bytes.write(text, at);
    const bytes = this.#bytes;
    for (let index = 0; index < length; index++) {
      const letter = text.charCodeAt(index);
      if (letter >= ASCII_END) return at + bytes.write(text, at);
      bytes[at + index] = letter;
    }
    return at + length;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function bytesMaxOf(text: string): number {
  return text.length < COUNTED_LENGTH_MIN ? LETTER_BYTES_MAX * text.length : Buffer.byteLength(text);
}

/** Buffers that nobody uses: a connection needs one only while it has something to say. */
export class FrameBuffers {
  readonly #free: FrameBuffer[] = [];

  take(): FrameBuffer {
    return this.#free.pop() ?? new FrameBuffer();
  }

  /** @param buffer nobody reads from it any more, the network included */
  give(buffer: FrameBuffer): void {
    if (this.#free.length >= KEPT_COUNT_MAX || buffer.capacity > KEPT_BYTES_MAX) return;
    buffer.clear();
    this.#free.push(buffer);
  }
}
