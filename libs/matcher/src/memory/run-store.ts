import type { Region } from './arena.js';
import { Resident } from './resident.js';

export interface RunStoreOptions {
  /** Records to have memory for from the start; more is taken when it is needed. */
  readonly capacity: number;
  /** Most records at the same time, those given back and not used again included, if the region has room for them. */
  readonly countMax: number;
  readonly recordWords: number;
  /** Most records of one run. */
  readonly lengthMax: number;
}

/**
 * Runs of records that lie side by side, in one Int32Array: what belongs together is fetched from memory together,
 * and found by an addition. A run is named by the offset of its first word; 0 is never handed out. One that is given
 * back is used again for the next run of the same length.
 *
 * `words` and `doubles` are as those of a RecordStore.
 */
export class RunStore extends Resident {
  readonly #recordWords: number;
  readonly #endMax: number;
  /** By length the run that is used again next, or 0; its word 0 is the link to the one after it. */
  readonly #firstFree: Int32Array;
  #end: number;

  constructor(region: Region, { capacity, countMax, recordWords, lengthMax }: RunStoreOptions) {
    super(region, recordWords * (capacity + 1));
    this.#recordWords = recordWords;
    this.#endMax = Math.min(recordWords * (countMax + 1), region.words.length);
    this.#firstFree = new Int32Array(lengthMax + 1);
    this.#end = recordWords;
  }

  /** First offset that has never been handed out. */
  get end(): number {
    return this.#end;
  }

  /** Whether `take` may be asked for so many records. */
  hasRoomFor(length: number): boolean {
    return this.#firstFree[length] !== 0 || this.#end + length * this.#recordWords <= this.#endMax;
  }

  /**
   * So many records side by side, all words 0. Asking for more than `hasRoomFor` allows is the caller's mistake; RangeError
   * when the arena has no room for them.
   */
  take(length: number): number {
    const reused = this.#firstFree[length]!;
    if (reused !== 0) {
      this.#firstFree[length] = this.words[reused]!;
      this.words.fill(0, reused, reused + length * this.#recordWords);
      return reused;
    }
    const run = this.#end;
    this.#end = run + length * this.#recordWords;
    this.expectRoom(this.#end);
    return run;
  }

  /** Takes a run of so many records back. */
  release(run: number, length: number): void {
    this.words[run] = this.#firstFree[length]!;
    this.#firstFree[length] = run;
  }

  /** A copy of everything up to `end`, and of the heads of the free runs. */
  save(): { readonly words: Int32Array; readonly firstFree: number[] } {
    return { words: this.words.slice(0, this.#end), firstFree: [...this.#firstFree] };
  }

  /** Takes over what `save()` of a store of equal records gave; the words are copied. The store must be new, and in the arena. */
  load(words: Int32Array, firstFree: readonly number[]): void {
    this.#end = words.length;
    this.#firstFree.set(firstFree);
    this.expectRoom(this.#end);
    this.words.set(words);
  }
}
