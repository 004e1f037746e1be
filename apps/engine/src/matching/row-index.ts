/** What `find` gives for an order that is not in the index. */
export const NO_ROW = -1;

const SLOTS_MIN = 1024;
/** Words of a slot: the hash, and the row + 1, which is 0 in an empty slot. */
const SLOT_WORDS = 2;
const TWO_TO_32 = 2 ** 32;

/**
 * Finds the row of an order by its id. Open addressing with linear probing in one typed array, 16 bytes or more an order;
 * the id itself stands in the row, where the owner of the rows compares it.
 */
export class RowIndex {
  #slots = new Int32Array(SLOTS_MIN * SLOT_WORDS);
  #mask = SLOTS_MIN - 1;
  #count = 0;
  readonly #orderIdOf: (row: number) => number;

  /** @param orderIdOf the id of the order in a row */
  constructor(orderIdOf: (row: number) => number) {
    this.#orderIdOf = orderIdOf;
  }

  /** Number of orders in the index. */
  get count(): number {
    return this.#count;
  }

  /** The row of an order, or `NO_ROW`. */
  find(orderId: number): number {
    const slots = this.#slots;
    const hash = hashOf(orderId);
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const row = slots[slot * SLOT_WORDS + 1]! - 1;
      if (row === NO_ROW) return NO_ROW;
      if (slots[slot * SLOT_WORDS] === hash && this.#orderIdOf(row) === orderId) return row;
    }
  }

  /** Adds an order that is not in the index. */
  add(orderId: number, row: number): void {
    this.#count += 1;
    if (this.#count * 2 > this.#mask) this.#resize((this.#mask + 1) * 2);
    this.#insert(hashOf(orderId), row);
  }

  /** Removes an order that is in the index. */
  remove(orderId: number, row: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let hole = hashOf(orderId) & mask;
    while (slots[hole * SLOT_WORDS + 1] !== row + 1) hole = (hole + 1) & mask;
    // Close the gap: move back every later order of the run that may stand in the hole.
    for (let slot = (hole + 1) & mask; slots[slot * SLOT_WORDS + 1] !== 0; slot = (slot + 1) & mask) {
      const distanceFromHome = (slot - slots[slot * SLOT_WORDS]!) & mask;
      if (distanceFromHome >= ((slot - hole) & mask)) {
        slots[hole * SLOT_WORDS] = slots[slot * SLOT_WORDS]!;
        slots[hole * SLOT_WORDS + 1] = slots[slot * SLOT_WORDS + 1]!;
        hole = slot;
      }
    }
    slots[hole * SLOT_WORDS + 1] = 0;
    this.#count -= 1;
  }

  /** Makes room for so many orders at once. */
  reserve(count: number): void {
    let length = this.#mask + 1;
    while (count * 2 >= length) length *= 2;
    if (length > this.#mask + 1) this.#resize(length);
  }

  #resize(length: number): void {
    const old = this.#slots;
    this.#slots = new Int32Array(length * SLOT_WORDS);
    this.#mask = length - 1;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      if (old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]! - 1);
    }
  }

  #insert(hash: number, row: number): void {
    const slots = this.#slots;
    let slot = hash & this.#mask;
    while (slots[slot * SLOT_WORDS + 1] !== 0) slot = (slot + 1) & this.#mask;
    slots[slot * SLOT_WORDS] = hash;
    slots[slot * SLOT_WORDS + 1] = row + 1;
  }
}

/** An id is a place in the pool and a generation (see the matcher): both halves of the number vary. */
function hashOf(orderId: number): number {
  const low = orderId | 0;
  const high = (orderId / TWO_TO_32) | 0;
  const product = Math.imul(low, 0x9e3779b1) + Math.imul(high, 0x85ebca6b);
  const mixed = Math.imul(product ^ (product >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
