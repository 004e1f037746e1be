import type { PriceSize } from '@backlay/contracts';

/** Sizes by price, the prices in order. */
export class PriceLevels {
  readonly #sizes = new Map<number, number>();
  /** Lowest first. */
  readonly #prices: number[] = [];

  get count(): number {
    return this.#prices.length;
  }

  /** 0 where there is nothing. */
  sizeAt(price: number): number {
    return this.#sizes.get(price) ?? 0;
  }

  /** Takes a price out with size 0. */
  set(price: number, size: number): void {
    const isThere = this.#sizes.has(price);
    if (size === 0) {
      if (!isThere) return;
      this.#sizes.delete(price);
      this.#prices.splice(this.#placeOf(price), 1);
      return;
    }
    this.#sizes.set(price, size);
    if (!isThere) this.#prices.splice(this.#placeOf(price), 0, price);
  }

  /** Up to so many, from the lowest price upwards. */
  lowest(count = Infinity): PriceSize[] {
    const end = Math.min(count, this.#prices.length);
    const levels: PriceSize[] = [];
    for (let at = 0; at < end; at++) levels.push(this.#level(at));
    return levels;
  }

  /** Up to so many, from the highest price downwards. */
  highest(count = Infinity): PriceSize[] {
    const end = Math.max(0, this.#prices.length - count);
    const levels: PriceSize[] = [];
    for (let at = this.#prices.length - 1; at >= end; at--) levels.push(this.#level(at));
    return levels;
  }

  #level(at: number): PriceSize {
    const price = this.#prices[at] as number;
    return [price, this.sizeAt(price)];
  }

  /** Where the price is, or has to be put in. */
  #placeOf(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#prices[middle] as number) < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
