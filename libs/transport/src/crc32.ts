import { crc32 as nativeCrc32 } from 'node:zlib';

/**
 * CRC-32 as in zlib, PNG and Ethernet. It detects every burst of up to 32 bits, and Node brings it along; CRC-32C would
 * detect no less at these record sizes but needs a native package.
 *
 * Crossing into native code costs more than the sum itself for small records (235 ns against 70 ns for 64 bytes), so
 * those are computed here, four bytes at a time ("slicing by four").
 */
const NATIVE_BYTES_MIN = 256;
const POLYNOMIAL = 0xedb88320;
const TABLE = makeTable();

/** Checksum of `buffer[start, end)` as an unsigned 32-bit number. */
export function crc32(buffer: Buffer, start: number, end: number): number {
  if (end - start >= NATIVE_BYTES_MIN) return nativeCrc32(buffer.subarray(start, end));
  const table = TABLE;
  let crc = -1;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    crc ^= buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16) | (buffer[at + 3]! << 24);
    crc =
      table[768 + (crc & 255)]! ^
      table[512 + ((crc >>> 8) & 255)]! ^
      table[256 + ((crc >>> 16) & 255)]! ^
      table[crc >>> 24]!;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ table[(crc ^ buffer[at]!) & 255]!;
  return (crc ^ -1) >>> 0;
}

/** Four tables of 256: table k holds the effect of a byte that has k more bytes behind it. */
function makeTable(): Int32Array {
  const table = new Int32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at++) {
    const previous = table[at - 256]!;
    table[at] = (previous >>> 8) ^ table[previous & 255]!;
  }
  return table;
}
