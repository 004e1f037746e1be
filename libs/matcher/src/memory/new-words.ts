/** All of the standard WebAssembly that is used here. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

const PAGE_BYTES = 65_536;
/** Smaller ones fit into the caches wherever they lie, and each WebAssembly.Memory takes gigabytes of address space. */
const ALIGNED_FROM_BYTES = 128 * 1024;

/**
 * So many 32-bit words, all 0. Long arrays begin at the boundary of a page: then a record of 64 bytes is one line of the
 * cache. An `ArrayBuffer` is laid 16 bytes behind a boundary by the usual allocators, and each of its records is in two lines;
 * a memory of WebAssembly has nothing before it. With 10 runners this is worth 5 % without money and 8 % with
 * (`npm run bench:matcher`). Where there is no address space for that, the array is an ordinary one.
 */
export function newWords(length: number): Int32Array {
  const bytes = length * Int32Array.BYTES_PER_ELEMENT;
  if (bytes < ALIGNED_FROM_BYTES) return new Int32Array(length);
  try {
    const { buffer } = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    return new Int32Array(buffer, 0, length);
  } catch {
    return new Int32Array(length);
  }
}

/** A view of 64-bit numbers on the same bytes; there is an even number of words. */
export function doublesOf(words: Int32Array): Float64Array {
  return new Float64Array(words.buffer, 0, words.length / 2);
}

/** A copy that has room for so many words, made longer by doubling. */
export function grownWords(words: Int32Array, lengthMin: number): Int32Array {
  let length = words.length;
  while (length < lengthMin) length *= 2;
  const grown = newWords(length);
  grown.set(words);
  return grown;
}
