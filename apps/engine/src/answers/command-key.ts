import { commandTimeIn } from './command-id.js';

/**
 * What the index knows a command by: 64 bits of hash over the journal's own bytes of account and commandId, and the time
 * in the commandId. One key is filled again and again; nothing is allocated for a command.
 */
export class CommandKey {
  /** 32 bits of the hash. */
  high = 0;
  /** The other 32 bits, mixed on their own. */
  low = 0;
  /** Of the commandId, in ms since 1970; NaN when it has no form that carries one. */
  timeMs = Number.NaN;

  /**
   * Reads the key of a name.
   * @param bytes `bytes[start, end)` is u8 length and account id, u8 length and commandId
   */
  read(bytes: Uint8Array, start: number, end: number): this {
    this.#hash(bytes, start, end);
    this.timeMs = commandTimeIn(bytes, start + 2 + bytes[start]!, end);
    return this;
  }

  /** Two lanes that take the same words in with other factors. The lengths in the bytes keep names apart. */
  #hash(bytes: Uint8Array, start: number, end: number): void {
    let high = end - start;
    let low = ~high;
    const wordsEnd = start + ((end - start) & ~3);
    for (let at = start; at < wordsEnd; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      high = Math.imul(((high << 5) | (high >>> 27)) ^ word, 0x9e3779b1);
      low = Math.imul(((low << 11) | (low >>> 21)) ^ word, 0x85ebca6b);
    }
    for (let at = wordsEnd; at < end; at++) {
      high = Math.imul(((high << 5) | (high >>> 27)) ^ bytes[at]!, 0x9e3779b1);
      low = Math.imul(((low << 11) | (low >>> 21)) ^ bytes[at]!, 0x85ebca6b);
    }
    this.high = finished(high + Math.imul(low, 5));
    this.low = finished(low);
  }
}

/** Every bit of the argument moves every bit of the result. */
function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
