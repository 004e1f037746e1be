/** The first byte of a text frame that is a whole message, as RFC 6455 (5.2) has it. */
const WHOLE_TEXT = 0x81;
/** Lengths below this stand in the second byte; this in their place says that two bytes follow, the next one that eight do. */
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;

/** How many bytes stand before a text of so many bytes in a frame from server to client. */
export function textHeadBytes(length: number): number {
  if (length < LENGTH_IN_2_BYTES) return 2;
  return length < 0x1_0000 ? 4 : 10;
}

/** Writes what stands before the text. */
export function writeTextHead(bytes: Buffer, at: number, length: number): void {
  bytes[at] = WHOLE_TEXT;
  if (length < LENGTH_IN_2_BYTES) {
    bytes[at + 1] = length;
  } else if (length < 0x1_0000) {
    bytes[at + 1] = LENGTH_IN_2_BYTES;
    bytes[at + 2] = length >>> 8;
    bytes[at + 3] = length & 0xff;
  } else {
    bytes[at + 1] = LENGTH_IN_8_BYTES;
    bytes.writeBigUInt64BE(BigInt(length), at + 2);
  }
}
