/** All of the standard WebAssembly that is used here. */
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WebAssemblyMemory;
};

interface WebAssemblyMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 65_536;
/** A memory of WebAssembly has no more: 4 GiB. It is address space alone until it is used. */
const PAGES_MAX = 65_536;
/** Smaller ones fit into the caches wherever they lie, and each memory takes 10 GB of address space. */
const MEMORY_FROM_BYTES = 128 * 1024;
/** A memory is made longer by this part of itself: so much of it is empty at most. */
const GROWTH_SHARE = 1 / 8;

/**
 * 32-bit words that can become more, and a second view on the same bytes: the double that lies in words 2k and 2k + 1 is
 * `doubles[k]`. Both views are replaced by longer ones when they grow; new words are 0.
 *
 * Many words are in a memory of WebAssembly, for two reasons. It grows where it is: nothing is copied, which took 14 ms at
 * half a million orders, so that an eighth is enough. And it begins at the boundary of a page, so that a record of 64 bytes
 * is one line of the cache; an `ArrayBuffer` is laid 16 bytes behind a boundary by the usual allocators, and each of its
 * records is in two lines (5 % without money, 8 % with, by `npm run bench:matcher`).
 *
 * The memory is a shared one though nobody else has it: one that is not detaches its old buffer when it grows. After the
 * first detached buffer of a process V8 checks at every access to any array whether its buffer is (64 to 72 ns a command).
 *
 * Few words, and those that there is no address space for, are in an ordinary array, which grows by doubling.
 */
export class GrowingWords {
  words: Int32Array;
  doubles: Float64Array;
  #memory: WebAssemblyMemory | undefined;

  /** @param length an even number */
  constructor(length: number) {
    this.words = this.#allocate(length);
    this.doubles = doublesOf(this.words);
  }

  /** Makes room for so many words at least. RangeError when there is no memory for them. */
  growTo(lengthMin: number): void {
    if (lengthMin <= this.words.length) return;
    this.words = this.#grownInPlace(lengthMin) ?? this.#grownCopy(lengthMin);
    this.doubles = doublesOf(this.words);
  }

  #grownInPlace(lengthMin: number): Int32Array | undefined {
    if (this.#memory === undefined) return undefined;
    const bytes = this.words.length * Int32Array.BYTES_PER_ELEMENT;
    const missing = lengthMin * Int32Array.BYTES_PER_ELEMENT - bytes;
    const pages = Math.ceil(Math.max(missing, bytes * GROWTH_SHARE) / PAGE_BYTES);
    try {
      this.#memory.grow(pages);
    } catch {
      return undefined;
    }
    return new Int32Array(this.#memory.buffer);
  }

  #grownCopy(lengthMin: number): Int32Array {
    let length = this.words.length;
    while (length < lengthMin) length *= 2;
    const grown = this.#allocate(length);
    grown.set(this.words);
    return grown;
  }

  #allocate(length: number): Int32Array {
    const bytes = length * Int32Array.BYTES_PER_ELEMENT;
    this.#memory = undefined;
    if (bytes < MEMORY_FROM_BYTES) return new Int32Array(length);
    try {
      const initial = Math.ceil(bytes / PAGE_BYTES);
      this.#memory = new WebAssembly.Memory({ initial, maximum: PAGES_MAX, shared: true });
      return new Int32Array(this.#memory.buffer);
    } catch {
      return new Int32Array(length);
    }
  }
}

function doublesOf(words: Int32Array): Float64Array {
  return new Float64Array(words.buffer, 0, words.length / 2);
}
