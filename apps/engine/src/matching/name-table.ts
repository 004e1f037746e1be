const SLOTS_MIN = 1024;
const NAME_LENGTH_MAX = 255;
/** The empty name; no name that is added has this number. */
const NONE = 0;

/** What a table of names is made of; see {@link NameTable.save}. */
export interface SavedNames {
  readonly bytes: Uint8Array;
  /** Where each name ends in `bytes`, from name 0 (the empty one) on. */
  readonly ends: Uint32Array;
}

/**
 * Gives short names of ASCII letters the numbers 1, 2, 3 ... in the order in which they are added, and finds them again by
 * their bytes, wherever those stand: a replay looks up some million names a second and makes no string for any of them.
 *
 * Open addressing with linear probing; names lie one behind the other in one array.
 */
export class NameTable {
  #bytes = new Uint8Array(16 * 1024);
  #ends = new Uint32Array(1024);
  #hashes = new Int32Array(1024);
  #slots = new Int32Array(SLOTS_MIN);
  #count = 0;
  #digest = 0;
  readonly #scratch = new Uint8Array(NAME_LENGTH_MAX);
  /** Strings of names that were asked for. */
  readonly #texts: (string | undefined)[] = [''];

  /** Number of names; they are numbered 1 to this. */
  get count(): number {
    return this.#count;
  }

  /** A digest of all names in their order. */
  get digest(): number {
    return this.#digest >>> 0;
  }

  /** The number of the name that stands in `bytes[start, end)`, or 0. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, hashOf(bytes, start, end));
  }

  /** The number of a name, or 0. */
  findText(name: string): number {
    const length = this.#write(name);
    return length === -1 ? NONE : this.find(this.#scratch, 0, length);
  }

  /** Adds the name that stands in `bytes[start, end)` and is not known yet; gives its number. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const number = this.#count + 1;
    this.#reserve(number, end - start);
    const from = this.#ends[number - 1]!;
    for (let at = start; at < end; at++) this.#bytes[from + at - start] = bytes[at]!;
    this.#ends[number] = from + end - start;
    this.#hashes[number] = hash;
    this.#count = number;
    this.#digest = Math.imul(this.#digest ^ hash, 0x9e3779b1) ^ (end - start);
    if (number * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    else this.#insert(number);
    return number;
  }

  /** Adds a name that is not known yet. @throws RangeError when it is no short ASCII name */
  addText(name: string): number {
    const length = this.#write(name);
    if (length === -1) throw new RangeError(`${JSON.stringify(name)} is no short name of ASCII letters`);
    return this.add(this.#scratch, 0, length);
  }

  /** The name behind a number from 0 (the empty name) to `count`; undefined for another number. */
  textOf(number: number): string | undefined {
    const known = this.#texts[number];
    if (known !== undefined) return known;
    if (!(Number.isInteger(number) && number > 0 && number <= this.#count)) return undefined;
    const text = String.fromCharCode(...this.#bytes.subarray(this.#ends[number - 1], this.#ends[number]));
    // Filled up to here first: an array with holes would be slow.
    while (this.#texts.length < number) this.#texts.push(undefined);
    this.#texts[number] = text;
    return text;
  }

  /** Views of all that is needed to make the table again. */
  save(): SavedNames {
    const ends = this.#ends.subarray(0, this.#count + 1);
    return { ends, bytes: this.#bytes.subarray(0, this.#ends[this.#count]) };
  }

  /** Takes over what `save` of another table gave. The table must be new. */
  load({ bytes, ends }: SavedNames): void {
    if (ends.at(-1) !== bytes.length) throw new RangeError('the names do not fill their bytes');
    for (let number = 1; number < ends.length; number++) this.add(bytes, ends[number - 1]!, ends[number]!);
  }

  /** Puts the text's bytes into the scratch and gives their number; -1 when it is no short name of ASCII letters. */
  #write(name: string): number {
    const { length } = name;
    if (length > NAME_LENGTH_MAX) return -1;
    for (let at = 0; at < length; at++) {
      const code = name.charCodeAt(at);
      if (code > 127) return -1;
      this.#scratch[at] = code;
    }
    return length;
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]!;
      if (number === NONE) return NONE;
      if (this.#hashes[number] === hash && this.#isName(number, bytes, start, end)) return number;
    }
  }

  #isName(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends[number - 1]!;
    if (this.#ends[number]! - from !== end - start) return false;
    for (let at = start; at < end; at++) {
      if (this.#bytes[from + at - start] !== bytes[at]) return false;
    }
    return true;
  }

  #insert(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes[number]! & mask;
    while (this.#slots[slot] !== NONE) slot = (slot + 1) & mask;
    this.#slots[slot] = number;
  }

  #rehash(length: number): void {
    this.#slots = new Int32Array(length);
    for (let number = 1; number <= this.#count; number++) this.#insert(number);
  }

  #reserve(number: number, length: number): void {
    if (number >= this.#ends.length) {
      this.#ends = grown(this.#ends, new Uint32Array(this.#ends.length * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(this.#hashes.length * 2));
    }
    if (this.#ends[number - 1]! + length > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, new Uint8Array(this.#bytes.length * 2));
    }
  }
}

/** FNV-1a, finished so that the low bits, which choose the slot, depend on every byte. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function grown<A extends Uint8Array | Uint32Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
