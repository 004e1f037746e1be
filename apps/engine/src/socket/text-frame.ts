/** The first byte of a text frame that is a whole message, as RFC 6455 (5.2) has it. */
const WHOLE_TEXT = '\x81';
/** Lengths below this stand in the second byte; this in their place says that two bytes follow, the next one that eight do. */
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;

/**
 * A frame from server to client with the text in it, as a string of one byte a character: many of them joined go to the network
 * in one piece, without a buffer for each.
 */
export function textFrame(text: string): string {
  const length = Buffer.byteLength(text);
  // As long in bytes as in characters: it is ASCII, and has its bytes already.
  const bytes = length === text.length ? text : Buffer.from(text).toString('latin1');
  return WHOLE_TEXT + lengthBytes(length) + bytes;
}

function lengthBytes(length: number): string {
  if (length < LENGTH_IN_2_BYTES) return String.fromCharCode(length);
  if (length < 0x1_0000) return String.fromCharCode(LENGTH_IN_2_BYTES, length >>> 8, length & 0xff);
  const bytes = Buffer.alloc(9, LENGTH_IN_8_BYTES);
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes.toString('latin1');
}
