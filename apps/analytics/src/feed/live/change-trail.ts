/** How many different keys a trail remembers at most; beyond it the oldest are forgotten. */
export const TRAIL_KEYS_MAX = 16_384;
const LENGTH_INITIAL = 256;

/**
 * What changed, in the order of the sequences, without what it changed to: with it and the present values, a delta from any
 * remembered sequence can be made. A key that changed again need not be remembered twice, so that the trail is as long as
 * there are different keys, and not as there were changes.
 */
export class ChangeTrail {
  readonly #keysMax: number;
  #keys: number[] = [];
  #sequences: number[] = [];
  #lengthMax = LENGTH_INITIAL;
  #since: number;
  #latest: number;

  /** @param since the sequence behind which every change is told to the trail */
  constructor(since: number, keysMax = TRAIL_KEYS_MAX) {
    this.#since = since;
    this.#latest = since;
    this.#keysMax = keysMax;
  }

  /** Of the latest change; in the beginning where the trail begins. */
  get latestSequence(): number {
    return this.#latest;
  }

  /** @param sequence never smaller than the one before */
  add(sequence: number, key: number): void {
    this.#latest = sequence;
    if (this.#keys.at(-1) === key) {
      this.#sequences[this.#sequences.length - 1] = sequence;
      return;
    }
    if (this.#keys.length >= this.#lengthMax) this.#shorten();
    this.#keys.push(key);
    this.#sequences.push(sequence);
  }

  /**
   * The place in the trail of the first change behind a sequence; the same for two sequences between which nothing changed.
   * @returns undefined when the trail does not reach back so far
   */
  placeAfter(sequence: number): number | undefined {
    if (sequence < this.#since) return undefined;
    let low = 0;
    let high = this.#sequences.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sequences[middle] as number) > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The keys that changed from a place on, each once. Valid until the next change. */
  keysFrom(place: number): Set<number> {
    const keys = new Set<number>();
    for (let at = place; at < this.#keys.length; at++) keys.add(this.#keys[at] as number);
    return keys;
  }

  #shorten(): void {
    this.#keepLatestOfEachKey();
    const excess = this.#keys.length - this.#keysMax;
    if (excess >= 0) {
      // A quarter goes at once, so that this does not come with every change.
      const forgotten = excess + Math.ceil(this.#keysMax / 4);
      this.#since = this.#sequences[forgotten - 1] as number;
      this.#keys = this.#keys.slice(forgotten);
      this.#sequences = this.#sequences.slice(forgotten);
    }
    this.#lengthMax = Math.max(LENGTH_INITIAL, this.#keys.length * 2);
  }

  #keepLatestOfEachKey(): void {
    const seen = new Set<number>();
    const keys: number[] = [];
    const sequences: number[] = [];
    for (let at = this.#keys.length - 1; at >= 0; at--) {
      const key = this.#keys[at] as number;
      if (seen.has(key)) continue;
      seen.add(key);
      keys.push(key);
      sequences.push(this.#sequences[at] as number);
    }
    this.#keys = keys.reverse();
    this.#sequences = sequences.reverse();
  }
}
