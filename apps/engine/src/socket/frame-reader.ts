import { isUtf8 } from 'node:buffer';

/** First bytes of frames that are whole messages, as RFC 6455 (5.2) has them. */
const WHOLE_TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;
/** In the second byte: the client's bytes are masked, as they must be; the length, or how many bytes behind it have that. */
const MASKED = 0x80;
const LENGTH = 0x7f;
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;
/** Of a ping or pong, by the RFC. */
const CONTROL_LENGTH_MAX = 125;
const MASK_BYTES = 4;
const NOT_ASCII = 0x80;

/** Frames are unmasked here, one after the other: of all connections, as each is read at once. */
const unmasked = Buffer.allocUnsafeSlow(0x1_0000);

/** What becomes of a client's bytes. */
export interface FrameSinks {
  /**
   * A whole message.
   * @param bytes begin with its text, in UTF-8; they are used again when this returns
   * @param length of the text in bytes
   */
  text(bytes: Buffer, length: number): void;
  /** A ping or pong, as it came. */
  control(frame: Buffer): void;
  /** The next bytes are not understood here, nor is anything behind them; the reader is not to be used any more. */
  unknown(bytes: Buffer): void;
}

/**
 * Takes texts out of the bytes of a client, right where they came in. It knows the frames that nearly all are: whole masked texts
 * of less than 64 KiB, pings and pongs. From the first frame of another kind on, or a text that is no UTF-8, all is unknown.
 */
export class FrameReader {
  readonly #sinks: FrameSinks;
  /** A frame that is not all there: less than 64 KiB. */
  #beginning: Buffer | undefined;

  constructor(sinks: FrameSinks) {
    this.#sinks = sinks;
  }

  /** Reads what came in. */
  read(chunk: Buffer): void {
    const bytes = this.#beginning === undefined ? chunk : Buffer.concat([this.#beginning, chunk]);
    this.#beginning = undefined;
    for (let at = 0; at < bytes.length;) {
      const end = frameEnd(bytes, at);
      if (end === NOT_SAID || end > bytes.length) {
        // A copy: the chunk may be much larger.
        this.#beginning = Buffer.from(bytes.subarray(at));
        return;
      }
      if (end === UNKNOWN || !this.#take(bytes, at, end)) {
        this.#sinks.unknown(bytes.subarray(at));
        return;
      }
      at = end;
    }
  }

  /** @returns false when it is a text that is no UTF-8: then nothing was done with it */
  #take(bytes: Buffer, at: number, end: number): boolean {
    if (bytes[at] !== WHOLE_TEXT) {
      this.#sinks.control(bytes.subarray(at, end));
      return true;
    }
    const start = payloadStart(bytes, at);
    const length = end - start;
    if (unmask(bytes, start, length) >= NOT_ASCII && !isUtf8(unmasked.subarray(0, length))) return false;
    this.#sinks.text(unmasked, length);
    return true;
  }
}

/** Of a frame that is not known here, and of one whose head is not all there: no place where it ends. */
const UNKNOWN = -1;
const NOT_SAID = -2;

/** Where the frame ends that begins at this place. */
function frameEnd(bytes: Buffer, at: number): number {
  const kind = bytes[at];
  const isControl = kind === PING || kind === PONG;
  if (kind !== WHOLE_TEXT && !isControl) return UNKNOWN;
  if (at + 2 > bytes.length) return NOT_SAID;
  const second = bytes[at + 1]!;
  const length = second & LENGTH;
  if ((second & MASKED) === 0 || length === LENGTH_IN_8_BYTES) return UNKNOWN;
  if (isControl && length > CONTROL_LENGTH_MAX) return UNKNOWN;
  if (length < LENGTH_IN_2_BYTES) return at + 2 + MASK_BYTES + length;
  if (at + 4 > bytes.length) return NOT_SAID;
  return at + 4 + MASK_BYTES + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
}

/** Where the payload of a text begins; the mask stands before it. */
function payloadStart(bytes: Buffer, at: number): number {
  return at + MASK_BYTES + ((bytes[at + 1]! & LENGTH) === LENGTH_IN_2_BYTES ? 4 : 2);
}

/** Unmasks a payload. @returns all of its bytes, one or-ed to the other */
function unmask(bytes: Buffer, start: number, length: number): number {
  const mask0 = bytes[start - 4]!;
  const mask1 = bytes[start - 3]!;
  const mask2 = bytes[start - 2]!;
  const mask3 = bytes[start - 1]!;
  let seen = 0;
  let index = 0;
  // Four at a time: the bytes of the mask then need no look at where they are.
  for (; index + 3 < length; index += 4) {
    const byte0 = bytes[start + index]! ^ mask0;
    const byte1 = bytes[start + index + 1]! ^ mask1;
    const byte2 = bytes[start + index + 2]! ^ mask2;
    const byte3 = bytes[start + index + 3]! ^ mask3;
    unmasked[index] = byte0;
    unmasked[index + 1] = byte1;
    unmasked[index + 2] = byte2;
    unmasked[index + 3] = byte3;
    seen |= byte0 | byte1 | byte2 | byte3;
  }
  for (; index < length; index++) {
    const byte = bytes[start + index]! ^ bytes[start - MASK_BYTES + (index & 3)]!;
    unmasked[index] = byte;
    seen |= byte;
  }
  return seen;
}
