import type { LadderDefinition } from './ladder-definition.js';
import { PriceLadder } from './price-ladder.js';

const NO_TABLE = new Int32Array(0);

interface Place {
  readonly number: number;
  readonly ladder: PriceLadder;
  borrowers: number;
}

/** Lends ladders to markets: equal definitions share one, which is dropped when the last market gives it back. */
export class LadderShelf {
  /** The table of ticks of each ladder by its number on the shelf; empty where no ladder stands. */
  readonly tables: Int32Array[] = [];
  readonly #places = new Map<string, Place>();

  /** Number of distinct ladders in use. */
  get size(): number {
    return this.#places.size;
  }

  /** The ladder of a legal definition, and its number on the shelf until it is given back. */
  borrow(definition: LadderDefinition): { readonly ladder: PriceLadder; readonly number: number } {
    const key = keyOf(definition);
    const place = this.#places.get(key) ?? this.#fill(key, definition);
    place.borrowers += 1;
    return place;
  }

  giveBack(definition: LadderDefinition): void {
    const key = keyOf(definition);
    const place = this.#places.get(key);
    if (place === undefined) throw new RangeError(`not borrowed: ${key}`);
    place.borrowers -= 1;
    if (place.borrowers > 0) return;
    this.#places.delete(key);
    this.tables[place.number] = NO_TABLE;
  }

  #fill(key: string, definition: LadderDefinition): Place {
    const ladder = PriceLadder.of(definition);
    if (ladder === undefined) throw new RangeError(`not a price ladder: ${key}`);
    const firstFree = this.tables.indexOf(NO_TABLE);
    const number = firstFree === -1 ? this.tables.length : firstFree;
    const place = { number, ladder, borrowers: 0 };
    this.tables[number] = ladder.ticks;
    this.#places.set(key, place);
    return place;
  }
}

function keyOf(definition: LadderDefinition): string {
  if (definition.kind !== 'CUSTOM') return definition.kind;
  return definition.bands.map(({ from, to, step }) => `${from}-${to}/${step}`).join(' ');
}
