import { readFully } from './event-log.file.js';
import type { LogFile } from './log-storage.js';

/** Bytes asked of the file system at a time. */
const CHUNK_BYTES = 1024 * 1024;
/** Room in front of a chunk for the part of a record that the one before it ended with. */
const HEADROOM_BYTES = 64 * 1024;

/** A part of the file, on its way or there. */
interface Ahead {
  readonly from: number;
  readonly buffer: Buffer;
  readonly result: Promise<{ bytesRead: number } | { error: unknown }>;
}

/**
 * Reads a file from front to back in chunks, each while the one before it is being worked on. What a chunk ends with and
 * nobody could use yet is moved in front of the next one, so that a record is always in one piece.
 */
export class ChunkReader {
  /** What was read and not consumed is `bytes[start, end)`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(HEADROOM_BYTES + CHUNK_BYTES);
  view = viewOf(this.bytes);
  start = HEADROOM_BYTES;
  end = HEADROOM_BYTES;
  private spare: Buffer | undefined;
  private ahead: Ahead | undefined;

  /** @param startOffset place in the file of the byte at `start` */
  constructor(
    private readonly file: LogFile,
    private startOffset: number,
  ) {}

  /** Place in the file of the byte at `start`. */
  get offset(): number {
    return this.startOffset;
  }

  /** Goes forward to this place of `bytes`. What is in front of it stays as it is until the next `readMore`. */
  consume(start: number): void {
    this.startOffset += start - this.start;
    this.start = start;
  }

  /** Begins to read what follows, so that it is there when `readMore` asks for it. */
  readAhead(endOffset: number): void {
    if (this.ahead !== undefined) return;
    const from = this.startOffset + (this.end - this.start);
    const wanted = Math.min(CHUNK_BYTES, endOffset - from);
    if (wanted <= 0) return;
    const buffer = this.spare ?? Buffer.allocUnsafeSlow(HEADROOM_BYTES + CHUNK_BYTES);
    this.spare = undefined;
    const part = buffer.subarray(HEADROOM_BYTES, HEADROOM_BYTES + wanted);
    const result = readFully(this.file, part, from).then(
      (bytesRead) => ({ bytesRead }),
      (error: unknown) => ({ error }),
    );
    this.ahead = { from, buffer, result };
  }

  /**
   * Gets more bytes behind `end`, and may move the others.
   *
   * @param endOffset place in the file from which on nothing is read
   * @returns false when there are no more
   */
  async readMore(endOffset: number): Promise<boolean> {
    this.readAhead(endOffset);
    const { ahead } = this;
    if (ahead === undefined) return false;
    const result = await ahead.result;
    this.ahead = undefined;
    if ('error' in result) throw result.error;
    this.takeOver(ahead.buffer, result.bytesRead);
    return result.bytesRead > 0;
  }

  /** Waits for a read that is on its way: the file may be closed then. */
  async settle(): Promise<void> {
    await this.ahead?.result;
    this.ahead = undefined;
  }

  private takeOver(buffer: Buffer, bytesRead: number): void {
    const left = this.end - this.start;
    if (left > HEADROOM_BYTES) {
      this.append(buffer.subarray(HEADROOM_BYTES, HEADROOM_BYTES + bytesRead));
      this.spare = buffer;
      return;
    }
    this.bytes.copy(buffer, HEADROOM_BYTES - left, this.start, this.end);
    if (this.bytes.length === buffer.length) this.spare = this.bytes;
    this.bytes = buffer;
    this.view = viewOf(buffer);
    this.start = HEADROOM_BYTES - left;
    this.end = HEADROOM_BYTES + bytesRead;
  }

  /** A large record: it grows in one buffer until it is whole. */
  private append(more: Buffer): void {
    const left = this.end - this.start;
    const isRoomy = this.start + left + more.length <= this.bytes.length;
    const start = isRoomy ? this.start : 0;
    const target =
      left + more.length <= this.bytes.length
        ? this.bytes
        : Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, left + more.length));
    if (target !== this.bytes || start !== this.start) this.bytes.copy(target, start, this.start, this.end);
    more.copy(target, start + left);
    this.bytes = target;
    this.view = viewOf(target);
    this.start = start;
    this.end = start + left + more.length;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}
