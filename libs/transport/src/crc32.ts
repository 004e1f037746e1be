import { crc32 as nativeCrc32 } from 'node:zlib';
import { viewOf } from './buffer-view.js';

/**
 * CRC-32 as in zlib, PNG and Ethernet. It detects every burst of up to 32 bits, and Node brings it along; CRC-32C would
 * detect no less at these record sizes but needs a native package.
 *
 * Crossing into native code costs more than the sum itself for small records, so those are computed here, eight bytes at a
 * time ("slicing by eight").
 */
const NATIVE_BYTES_MIN = 512;
const POLYNOMIAL = 0xedb88320;
const TABLE = makeTable();
const ZERO_RUNS = makeZeroRuns();

/** Checksum of `buffer[start, end)` as an unsigned 32-bit number. */
export function crc32(buffer: Buffer, start: number, end: number): number {
  if (end - start >= NATIVE_BYTES_MIN) return nativeCrc32(buffer.subarray(start, end));
  const table = TABLE;
  const view = viewOf(buffer);
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const one = crc ^ view.getInt32(at, true);
    const two = view.getInt32(at + 4, true);
    crc =
      table[1792 + (one & 255)]! ^
      table[1536 + ((one >>> 8) & 255)]! ^
      table[1280 + ((one >>> 16) & 255)]! ^
      table[1024 + (one >>> 24)]! ^
      table[768 + (two & 255)]! ^
      table[512 + ((two >>> 8) & 255)]! ^
      table[256 + ((two >>> 16) & 255)]! ^
      table[two >>> 24]!;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ table[(crc ^ buffer[at]!) & 255]!;
  return (crc ^ -1) >>> 0;
}

/**
 * Checksum of two strings of bytes one after the other, from the checksum of each: a CRC is linear, so the first one
 * only has to be carried over the length of the second.
 *
 * @param secondBytes length of the second one, at most 2^30
 * @returns a signed 32-bit number; `>>> 0` makes it comparable to the others
 */
export function joinCrc32(first: number, second: number, secondBytes: number): number {
  const runs = ZERO_RUNS;
  let crc = first;
  for (let bytes = secondBytes, run = 0; bytes !== 0; bytes >>>= 1, run += 1024) {
    if ((bytes & 1) === 0) continue;
    crc =
      runs[run + (crc & 255)]! ^
      runs[run + 256 + ((crc >>> 8) & 255)]! ^
      runs[run + 512 + ((crc >>> 16) & 255)]! ^
      runs[run + 768 + (crc >>> 24)]!;
  }
  return crc ^ second;
}

/** The checksum after four more bytes, which are those of `word` in little-endian order. Signed, like `joinCrc32`. */
export function addWordToCrc32(crc: number, word: number): number {
  const table = TABLE;
  const mixed = ~crc ^ word;
  return ~(
    table[768 + (mixed & 255)]! ^
    table[512 + ((mixed >>> 8) & 255)]! ^
    table[256 + ((mixed >>> 16) & 255)]! ^
    table[mixed >>> 24]!
  );
}

/** Eight tables of 256: table k holds the effect of a byte that has k more bytes behind it. */
function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
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

/** For every power of two up to 2^30: what that many zero bytes do to a remainder, by each of its four bytes. */
function makeZeroRuns(): Int32Array {
  const runs = new Int32Array(31 * 1024);
  // The effect on each of the 32 bits of a remainder: of one zero byte, then of twice as many each time.
  let effects = Array.from({ length: 32 }, (_, bit) => ((1 << bit) >>> 8) ^ TABLE[(1 << bit) & 255]!);
  for (let run = 0; run < runs.length; run += 1024) {
    for (let entry = 0; entry < 1024; entry++) {
      const byte = entry & 255;
      if (byte === 0) continue;
      const highest = 31 - Math.clz32(byte);
      // The others of its bits make an entry that is there already.
      runs[run + entry] = runs[run + entry - (1 << highest)]! ^ effects[(entry >>> 8) * 8 + highest]!;
    }
    const once = effects;
    effects = once.map((remainder) => sumOfEffects(once, remainder));
  }
  return runs;
}

function sumOfEffects(effects: readonly number[], remainder: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit++) if ((remainder >>> bit) & 1) sum ^= effects[bit]!;
  return sum;
}
