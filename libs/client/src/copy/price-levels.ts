import type { PriceSize } from '@backlay/contracts';

/** One side of a runner's book, best price first: highest to back, lowest to lay. */
export interface PriceLevels {
  /** Number of prices. */
  readonly count: number;
  /** Minor units at a price (hundredths); 0 when there is nothing. */
  size(price: number): number;
  /** At most the `n` best. */
  best(n: number): readonly PriceSize[];
  entries(): Iterable<PriceSize>;
}

/** Levels that can be changed, kept in order: a change costs a binary search, and a move when a price comes or goes. */
export class SortedLevels implements PriceLevels {
  readonly #sizes = new Map<number, number>();
  readonly #prices: number[] = [];
  /** 1 when low prices are the best ones, -1 when high ones are. */
  readonly #direction: 1 | -1;

  /** @param available whether it is what is available to back, or to lay */
  constructor(available: 'TO_BACK' | 'TO_LAY') {
    this.#direction = available === 'TO_LAY' ? 1 : -1;
  }

  get count(): number {
    return this.#prices.length;
  }

  size(price: number): number {
    return this.#sizes.get(price) ?? 0;
  }

  best(n: number): readonly PriceSize[] {
    return this.#prices.slice(0, n).map((price) => [price, this.size(price)]);
  }

  *entries(): Iterable<PriceSize> {
    for (const price of this.#prices) yield [price, this.size(price)];
  }

  /**
   * Size 0 takes the price out.
   * @returns the size that was there before
   */
  set(price: number, size: number): number {
    const before = this.size(price);
    if (size === before) return before;
    if (size === 0) {
      this.#prices.splice(this.#placeOf(price), 1);
      this.#sizes.delete(price);
    } else {
      if (before === 0) this.#prices.splice(this.#placeOf(price), 0, price);
      this.#sizes.set(price, size);
    }
    return before;
  }

  /** Where a price is in the order, or would be. */
  #placeOf(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#prices[middle]! - price) * this.#direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
