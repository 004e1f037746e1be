import type { Region } from './arena.js';
import { Resident } from './resident.js';

/** Words of a record unless said otherwise: 64 bytes, a cache line. */
const LINE_WORDS = 16;

export interface RecordStoreOptions {
  /** Records to have memory for from the start; more is taken when it is needed. */
  readonly capacity: number;
  /** Most records, if the region has room for them; asking for more than `isFull` allows is the caller's mistake. */
  readonly countMax?: number;
  readonly recordWords?: number;
}

/**
 * Records of a fixed number of words in one Int32Array, handed out and taken back without allocating.
 *
 * A record is named by the offset of its first word, so `words[record + FIELD]` reads a field. Offset 0 is never
 * handed out and means "none". `doubles` is a second view on the same bytes for values beyond 32 bits: the double
 * that lies in words 2k and 2k + 1 is `doubles[k]`. While its matcher works the array is that of the arena, which the
 * matcher's code reaches as a constant (see arena.ts).
 *
 * Everywhere in this library the index of a typed array comes from a store's own links, which stay in range by
 * construction (`testing/integrity.ts` checks that); that is what the `!` behind such a read says.
 */
export class RecordStore extends Resident {
  readonly #recordWords: number;
  readonly #endMax: number;
  #end: number;
  #firstFree = 0;

  constructor(
    region: Region,
    { capacity, countMax = Infinity, recordWords = LINE_WORDS }: RecordStoreOptions,
  ) {
    super(region, recordWords * (capacity + 1));
    this.#recordWords = recordWords;
    this.#endMax = Math.min(countMax * recordWords, region.words.length - recordWords);
    this.#end = recordWords;
  }

  /** First offset that has never been handed out: records lie below it. */
  get end(): number {
    return this.#end;
  }

  /** The record that `take()` reuses next, or 0. */
  get firstFree(): number {
    return this.#firstFree;
  }

  /** True when `countMax` records are in use, or the region has room for no more. */
  get isFull(): boolean {
    return this.#firstFree === 0 && this.#end > this.#endMax;
  }

  /**
   * A record whose words hold what they held when it was released; a fresh one is all zero. RangeError when the arena has no
   * room for one more.
   */
  take(): number {
    const reused = this.#firstFree;
    if (reused !== 0) {
      this.#firstFree = this.words[reused]!;
      return reused;
    }
    const record = this.#end;
    this.#end = record + this.#recordWords;
    this.expectRoom(this.#end);
    return record;
  }

  /** As `take`, with all words 0: for records that are not taken so often that setting what is set anyway would count. */
  takeBlank(): number {
    const record = this.take();
    for (let word = 0; word < this.#recordWords; word++) this.words[record + word] = 0;
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

  /** Takes over what `save()` of a store of equal records gave; the words are copied. The store must be new, and in the arena. */
  load(words: Int32Array, firstFree: number): void {
    this.#end = words.length;
    this.#firstFree = firstFree;
    this.expectRoom(this.#end);
    this.words.set(words);
  }
}
