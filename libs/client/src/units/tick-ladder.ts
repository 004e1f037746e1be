import type { LadderBand, PriceLadder } from '@backlay/contracts';

const CLASSIC: readonly LadderBand[] = [
  { from: 101, to: 200, step: 1 },
  { from: 202, to: 300, step: 2 },
  { from: 305, to: 400, step: 5 },
  { from: 410, to: 600, step: 10 },
  { from: 620, to: 1_000, step: 20 },
  { from: 1_050, to: 2_000, step: 50 },
  { from: 2_100, to: 3_000, step: 100 },
  { from: 3_200, to: 5_000, step: 200 },
  { from: 5_500, to: 10_000, step: 500 },
  { from: 11_000, to: 100_000, step: 1_000 },
];

const FINEST: readonly LadderBand[] = [{ from: 101, to: 100_000, step: 1 }];

interface TickBand extends LadderBand {
  /** Tick of `from`. */
  readonly firstTick: number;
  /** Tick of `to`. */
  readonly lastTick: number;
}

/** The legal prices of a market, in hundredths, and their ticks: 0 is the lowest price. */
export class TickLadder {
  /** Number of legal prices. */
  readonly count: number;
  readonly #bands: readonly TickBand[];

  static readonly CLASSIC = new TickLadder(CLASSIC);
  static readonly FINEST = new TickLadder(FINEST);

  /** @param ladder as a market's definition has it */
  static of(ladder: PriceLadder): TickLadder {
    return ladder.kind === 'CUSTOM' ? new TickLadder(ladder.bands) : TickLadder[ladder.kind];
  }

  private constructor(bands: readonly LadderBand[]) {
    let count = 0;
    this.#bands = bands.map(({ from, to, step }) => {
      const firstTick = count;
      count += (to - from) / step + 1;
      return { from, to, step, firstTick, lastTick: count - 1 };
    });
    this.count = count;
  }

  /** The tick of a price, or undefined when it is not on the ladder. */
  tickOf(price: number): number | undefined {
    const band = this.#bands.find(({ to }) => price <= to);
    if (!band || price < band.from || (price - band.from) % band.step !== 0) return undefined;
    return band.firstTick + (price - band.from) / band.step;
  }

  /** The price of a tick; that of an end for ticks beyond it. */
  priceAt(tick: number): number {
    const inside = Math.min(Math.max(tick, 0), this.count - 1);
    const band = this.#bands.find(({ lastTick }) => inside <= lastTick)!;
    return band.from + (inside - band.firstTick) * band.step;
  }

  /** The legal price nearest to any number of hundredths, the higher of two as near; beyond the ends, the end. */
  nearest(price: number): number {
    const above = this.priceAt(this.#ticksBelow(price));
    const below = this.priceAt(this.#ticksBelow(price) - 1);
    return price - below < above - price ? below : above;
  }

  /**
   * The price so many ticks up, or down when negative, stopping at the ends.
   * @throws RangeError when the price is not on the ladder
   */
  stepped(price: number, ticks: number): number {
    const tick = this.tickOf(price);
    if (tick === undefined) throw new RangeError(`${price} is not on the price ladder`);
    return this.priceAt(tick + ticks);
  }

  /** All legal prices, lowest first. */
  prices(): number[] {
    return Array.from({ length: this.count }, (_, tick) => this.priceAt(tick));
  }

  /** Number of legal prices below one. */
  #ticksBelow(price: number): number {
    const band = this.#bands.find(({ to }) => price <= to);
    if (!band) return this.count;
    return band.firstTick + Math.max(0, Math.ceil((price - band.from) / band.step));
  }
}
