import { bandsOf } from './bands.js';
import type { LadderDefinition, PriceBand } from './ladder-definition.js';

/** What `tickOf` says of a price that is not on the ladder. */
export const NO_TICK = -1;

/** The legal prices of a market. A tick is the index of a price, from 0 for the lowest. Prices are in hundredths. */
export class PriceLadder {
  /** Number of legal prices. */
  readonly tickCount: number;
  readonly #bands: readonly PriceBand[];
  /** Tick of the first price of each band. */
  readonly #firstTicks: readonly number[];
  /** Lowest and highest legal price. */
  readonly lowest: number;
  readonly highest: number;
  #ticks: Int32Array | undefined;

  /** The ladder of a definition, or undefined when the definition is not legal. */
  static of(definition: LadderDefinition): PriceLadder | undefined {
    const bands = bandsOf(definition);
    return bands && new PriceLadder(bands);
  }

  private constructor(bands: readonly PriceBand[]) {
    this.#bands = bands.map(({ from, to, step }) => ({ from, to, step }));
    let tickCount = 0;
    this.#firstTicks = this.#bands.map((band) => {
      const firstTick = tickCount;
      tickCount += (band.to - band.from) / band.step + 1;
      return firstTick;
    });
    this.tickCount = tickCount;
    this.lowest = this.#bands[0]!.from;
    this.highest = this.#bands.at(-1)!.to;
  }

  /** Tick by price, the lowest price first, NO_TICK where there is none; made when first asked for. */
  get ticks(): Int32Array {
    this.#ticks ??= this.#makeTable();
    return this.#ticks;
  }

  /** The tick of a price, or NO_TICK when it is not on the ladder. The price must be a whole number. */
  tickOf(price: number): number {
    return price < this.lowest || price > this.highest ? NO_TICK : this.ticks[price - this.lowest]!;
  }

  /** The price of a tick. RangeError when there is no such tick. */
  priceAt(tick: number): number {
    if (!(tick >= 0 && tick < this.tickCount)) throw new RangeError(`tick ${tick} of ${this.tickCount}`);
    let low = 0;
    let high = this.#bands.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#firstTicks[middle]! <= tick) low = middle;
      else high = middle - 1;
    }
    const band = this.#bands[low]!;
    return band.from + (tick - this.#firstTicks[low]!) * band.step;
  }

  /** The legal price nearest to any number of hundredths, halves going up; beyond the ends, the end. */
  nearest(price: number): number {
    let low = 0;
    let high = this.tickCount - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.priceAt(middle) < price) low = middle + 1;
      else high = middle;
    }
    const above = this.priceAt(low);
    if (low === 0) return above;
    const below = this.priceAt(low - 1);
    return price - below < above - price ? below : above;
  }

  /** The price so many steps up (or down, when negative), stopping at the ends. RangeError when off the ladder. */
  stepped(price: number, steps: number): number {
    const tick = this.tickOf(price);
    if (tick === NO_TICK) throw new RangeError(`${price} is not on the ladder`);
    return this.priceAt(Math.min(Math.max(tick + steps, 0), this.tickCount - 1));
  }

  /** All legal prices, lowest first. */
  prices(): number[] {
    return Array.from({ length: this.tickCount }, (_, tick) => this.priceAt(tick));
  }

  #makeTable(): Int32Array {
    const ticks = new Int32Array(this.highest - this.lowest + 1).fill(NO_TICK);
    let tick = 0;
    for (const { from, to, step } of this.#bands) {
      for (let price = from; price <= to; price += step) ticks[price - this.lowest] = tick++;
    }
    return ticks;
  }
}
