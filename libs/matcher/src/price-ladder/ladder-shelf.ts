import type { LadderDefinition } from './ladder-definition.js';
import { PriceLadder } from './price-ladder.js';

/** Lends ladders to markets: equal definitions share one ladder, which is dropped when the last one gives it back. */
export class LadderShelf {
  readonly #shelf = new Map<string, { readonly ladder: PriceLadder; borrowers: number }>();

  /** Number of distinct ladders in use. */
  get size(): number {
    return this.#shelf.size;
  }

  /** The ladder of a legal definition. */
  borrow(definition: LadderDefinition): PriceLadder {
    const key = keyOf(definition);
    let entry = this.#shelf.get(key);
    if (entry === undefined) {
      const ladder = PriceLadder.of(definition);
      if (ladder === undefined) throw new RangeError(`not a price ladder: ${key}`);
      entry = { ladder, borrowers: 0 };
      this.#shelf.set(key, entry);
    }
    entry.borrowers += 1;
    return entry.ladder;
  }

  giveBack(definition: LadderDefinition): void {
    const key = keyOf(definition);
    const entry = this.#shelf.get(key);
    if (entry === undefined) throw new RangeError(`not borrowed: ${key}`);
    entry.borrowers -= 1;
    if (entry.borrowers === 0) this.#shelf.delete(key);
  }
}

function keyOf(definition: LadderDefinition): string {
  if (definition.kind !== 'CUSTOM') return definition.kind;
  return definition.bands.map(({ from, to, step }) => `${from}-${to}/${step}`).join(' ');
}
