import type { RecordStore } from './record-store.js';

/** Where a record of an indexed store keeps its two keys; word 0 belongs to the store's free list. */
const FIRST_KEY = 1;
const SECOND_KEY = 2;

const SLOTS_MIN = 1024;

/**
 * Large odd numbers: neighbouring keys, and pairs of them, land far apart. The second one was looked for, so that pairs of
 * dense accounts with dense ids, and with multiples of 16, need 1.0 to 1.1 looks; 0x85ebca6b, as good as any for the ids,
 * needed 1.9 for 10 such multiples and 5 for 30.
 */
const FIRST_FACTOR = 0x9e3779b1;
const SECOND_FACTOR = 0xa54a5a23;

/**
 * Finds the record of a store by the two integers in its words 1 and 2. Open addressing with linear probing; a slot
 * holds nothing but the record's offset, because whoever looks a record up reads it next anyway.
 */
export class PairIndex {
  readonly #store: RecordStore;
  #slots = new Int32Array(SLOTS_MIN);
  /** Brings a hash down to the number of a slot: its highest bits, which are the well mixed ones. */
  #shift = shiftFor(SLOTS_MIN);
  #count = 0;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  /** Number of records in the index. */
  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#slots.byteLength;
  }

  /** The record with these keys, or 0. */
  find(first: number, second: number): number {
    const slots = this.#slots;
    const words = this.#store.words;
    let slot = (Math.imul(first, FIRST_FACTOR) + Math.imul(second, SECOND_FACTOR)) >>> this.#shift;
    let record = slots[slot]!;
    while (record !== 0 && (words[record + FIRST_KEY] !== first || words[record + SECOND_KEY] !== second)) {
      slot = (slot + 1) & (slots.length - 1);
      record = slots[slot]!;
    }
    return record;
  }

  /** Adds a record whose keys are written and not yet in the index. */
  add(record: number): void {
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#resize(this.#slots.length * 2);
    this.#insert(record);
  }

  /** Removes a record, whose keys must still be what they were. Gives memory back when little is left. */
  remove(record: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = this.#homeOf(record);
    while (slots[hole] !== record) hole = (hole + 1) & mask;
    // Close the gap: move back every later record of the run that may stand in the hole.
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const distanceFromHome = (slot - this.#homeOf(slots[slot]!)) & mask;
      if (distanceFromHome >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot]!;
        hole = slot;
      }
    }
    slots[hole] = 0;
    this.#count -= 1;
    if (slots.length > SLOTS_MIN && this.#count * 8 < slots.length) this.#resize(slots.length / 2);
  }

  save(): Int32Array {
    return this.#slots.slice();
  }

  load(slots: Int32Array): void {
    this.#slots = slots.slice();
    this.#shift = shiftFor(slots.length);
    this.#count = slots.reduce((count, record) => count + (record === 0 ? 0 : 1), 0);
  }

  #resize(length: number): void {
    const old = this.#slots;
    this.#slots = new Int32Array(length);
    this.#shift = shiftFor(length);
    for (const record of old) {
      if (record !== 0) this.#insert(record);
    }
  }

  #insert(record: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#homeOf(record);
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = record;
  }

  #homeOf(record: number): number {
    const words = this.#store.words;
    const first = Math.imul(words[record + FIRST_KEY]!, FIRST_FACTOR);
    return (first + Math.imul(words[record + SECOND_KEY]!, SECOND_FACTOR)) >>> this.#shift;
  }
}

function shiftFor(slots: number): number {
  return Math.clz32(slots - 1);
}
