import { GrowingWords } from './growing-words.js';

/** Words of a record unless said otherwise: 64 bytes, a cache line. */
const LINE_WORDS = 16;
/** Offsets stay below 2^31: they are 32-bit words themselves. */
const WORDS_MAX = 2 ** 31 - 1;

export interface RecordStoreOptions {
  /** Records to have room for from the start; more room is made when it is needed. */
  readonly capacity: number;
  /** Most records; asking for more than `isFull` allows is the caller's mistake. */
  readonly countMax?: number;
  readonly recordWords?: number;
}

/**
 * Records of a fixed number of words in one growable Int32Array, handed out and taken back without allocating.
 *
 * A record is named by the offset of its first word, so `words[record + FIELD]` reads a field. Offset 0 is never
 * handed out and means "none". `doubles` is a second view on the same bytes for values beyond 32 bits: the double
 * that lies in words 2k and 2k + 1 is `doubles[k]`. Both arrays are replaced when the store grows (see GrowingWords), so
 * whoever keeps them in a local variable reads them again after `take()`.
 *
 * Everywhere in this library the index of a typed array comes from a store's own links, which stay in range by
 * construction (`testing/integrity.ts` checks that); that is what the `!` behind such a read says.
 */
export class RecordStore {
  words: Int32Array;
  doubles: Float64Array;
  readonly #memory: GrowingWords;
  readonly #recordWords: number;
  readonly #endMax: number;
  #end: number;
  #firstFree = 0;

  constructor({ capacity, countMax = Infinity, recordWords = LINE_WORDS }: RecordStoreOptions) {
    this.#recordWords = recordWords;
    this.#endMax = Math.min(countMax, WORDS_MAX / recordWords) * recordWords;
    this.#end = recordWords;
    const length = recordWords * (capacity + 1);
    // A buffer that also serves 64-bit views has an even number of words.
    this.#memory = new GrowingWords(length + (length & 1));
    ({ words: this.words, doubles: this.doubles } = this.#memory);
    // Writes to every page, so that the system gives all of them now, and not one by one while commands wait.
    this.words.fill(0);
  }

  /** First offset that has never been handed out: records lie below it. */
  get end(): number {
    return this.#end;
  }

  /** The record that `take()` reuses next, or 0. */
  get firstFree(): number {
    return this.#firstFree;
  }

  /** True when `countMax` records are in use. */
  get isFull(): boolean {
    return this.#firstFree === 0 && this.#end > this.#endMax;
  }

  /** A record whose words hold what they held when it was released; a fresh one is all zero. */
  take(): number {
    const reused = this.#firstFree;
    if (reused !== 0) {
      this.#firstFree = this.words[reused]!;
      return reused;
    }
    const record = this.#end;
    this.#end = record + this.#recordWords;
    if (this.#end > this.words.length) this.#grow();
    return record;
  }

  /** Takes a record back; its word 0 becomes the link to the next free one, the other words stay. */
  release(record: number): void {
    this.words[record] = this.#firstFree;
    this.#firstFree = record;
  }

  /** A copy of everything up to `end`, and the number that makes it a store again. */
  save(): { readonly words: Int32Array; readonly firstFree: number } {
    return { words: this.words.slice(0, this.#end), firstFree: this.#firstFree };
  }

  /** Takes over what `save()` of a store of equal records gave; the words are copied. The store must be new. */
  load(words: Int32Array, firstFree: number): void {
    this.#end = words.length;
    this.#firstFree = firstFree;
    if (this.#end > this.words.length) this.#grow();
    this.words.set(words);
  }

  #grow(): void {
    this.#memory.growTo(this.#end);
    ({ words: this.words, doubles: this.doubles } = this.#memory);
  }
}
