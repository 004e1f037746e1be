import type { Side } from '../side.js';

/*
 * The checksum by which a client proves its copy of a book: the sum, modulo 2^32, of a hash of each level that it has. It does
 * not depend on an order of the levels, and is kept up with two additions per change. No cryptography: it finds mistakes, not
 * enemies.
 */

/**
 * What one level adds to the checksum of its market: 0 for a level that is not there (size 0).
 *
 * @param side of the resting orders: LAY is what is available to back
 */
export function levelChecksum(runnerId: number, side: Side, price: number, size: number): number {
  if (size === 0) return 0;
  let hash = mixed(0x9e37_79b9, runnerId);
  hash = mixed(hash, side === 'BACK' ? price : -price);
  hash = mixed(hash, size);
  return mixed(hash, Math.floor(size / 2 ** 32));
}

/** The checksum after a level changed its size. */
export function checksumAfter(
  checksum: number,
  level: { readonly runnerId: number; readonly side: Side; readonly price: number },
  sizeBefore: number,
  size: number,
): number {
  const { runnerId, side, price } = level;
  const change =
    levelChecksum(runnerId, side, price, size) - levelChecksum(runnerId, side, price, sizeBefore);
  return (checksum + change) >>> 0;
}

/** The rounds of MurmurHash3 (32 bits, by Austin Appleby, public domain) on one more word. */
function mixed(hash: number, word: number): number {
  let h = Math.imul(hash ^ (word | 0), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
