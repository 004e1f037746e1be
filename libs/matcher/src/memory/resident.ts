import type { Occupant, Region } from './arena.js';

/**
 * Words that are in a region of the arena while their matcher works, and in arrays of their own while another one does.
 * `words` and `doubles` are where they are now, so that they can always be read there; only who is in the arena may become
 * longer.
 */
export abstract class Resident implements Occupant {
  words: Int32Array = new Int32Array(0);
  doubles: Float64Array = new Float64Array(0);
  readonly #region: Region;
  readonly #wordsAtFirst: number;

  /** @param wordsAtFirst so many words are made ready when it enters */
  protected constructor(region: Region, wordsAtFirst: number) {
    this.#region = region;
    this.#wordsAtFirst = wordsAtFirst;
  }

  /** First word that was never used. */
  abstract get end(): number;

  moveIn(): void {
    const { words, doubles } = this.#region;
    this.#region.makeReady(Math.min(this.#wordsAtFirst, words.length));
    words.set(this.words);
    this.words = words;
    this.doubles = doubles;
  }

  moveOut(): void {
    const length = this.end + (this.end & 1);
    this.words = this.words.slice(0, length);
    this.doubles = new Float64Array(this.words.buffer);
    this.#region.wipe(length);
  }

  /** Bytes that the system has given for such words, in use or not. */
  get touchedBytes(): number {
    return this.#region.touchedBytes(this.end);
  }

  /** RangeError when there is no room for words up to `end`. */
  protected expectRoom(end: number): void {
    if (end > this.words.length)
      throw new RangeError(`no room for ${end} words, only for ${this.words.length}`);
  }
}
