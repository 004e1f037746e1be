import { TickLadder, type NewOrder } from '@backlay/client';
import type { Random } from '../simulate/random.js';
import type { Programme } from './programme.js';

const LADDER = TickLadder.CLASSIC;
/** Prices of each side that are quoted. */
const LEVELS = 9;
/** A fair price stays so near to where it began: the chances of a market go on adding up. */
const MOVE_TICKS_MAX = 2;
/** In minor units, for a runner that is as likely as not to win. */
const SIZE_MIN = 800;
const SIZE_MAX = 14_000;

/** The fair price of a runner, by its chance. */
export function fairPrice(chance: number): number {
  return LADDER.nearest(Math.round(100 / chance));
}

/** What the makers of a market offer around its fair prices, and what takers take of it. */
export class Makers {
  /** Ticks by which the fair price has moved, by runner. */
  readonly #moved: number[];

  constructor(
    private readonly random: Random,
    private readonly marketId: number,
    private readonly programme: Programme,
  ) {
    this.#moved = programme.runners.map(() => 0);
  }

  /** Offers on both sides of every runner, deeper further out. */
  quotes(): NewOrder[] {
    return this.programme.runners.flatMap((_, index) =>
      Array.from({ length: LEVELS }, (__, level) => level + 1).flatMap((away) => [
        this.#order(index, { side: 'LAY', ticks: -away + 1, share: 0.5 + away / 4 }),
        this.#order(index, { side: 'BACK', ticks: away, share: 0.5 + away / 4 }),
      ]),
    );
  }

  /** A few orders that cross: the fair price of a runner moves by a tick, in the direction that somebody takes. */
  takes(count: number): NewOrder[] {
    return Array.from({ length: count }, () => {
      const index = this.random.whole(0, this.programme.runners.length - 1);
      const isUp = this.random.next() < 0.5;
      if (this.random.next() < 0.3) this.#move(index, isUp ? 1 : -1);
      return this.#order(index, { side: isUp ? 'LAY' : 'BACK', ticks: isUp ? 2 : -1, share: 0.6 });
    });
  }

  /** Offers that come in where there is room. */
  requotes(count: number): NewOrder[] {
    return Array.from({ length: count }, () => {
      const index = this.random.whole(0, this.programme.runners.length - 1);
      const away = this.random.whole(1, LEVELS);
      return this.random.next() < 0.5
        ? this.#order(index, { side: 'LAY', ticks: -away + 1, share: 0.5 })
        : this.#order(index, { side: 'BACK', ticks: away, share: 0.5 });
    });
  }

  #move(index: number, ticks: number): void {
    const moved = (this.#moved[index] ?? 0) + ticks;
    this.#moved[index] = Math.max(-MOVE_TICKS_MAX, Math.min(moved, MOVE_TICKS_MAX));
  }

  #order(
    index: number,
    { side, ticks, share }: { readonly side: 'BACK' | 'LAY'; readonly ticks: number; readonly share: number },
  ): NewOrder {
    const [, chance] = this.programme.runners[index] ?? ['', 0.5];
    const fair = LADDER.stepped(fairPrice(chance), this.#moved[index] ?? 0);
    const size = this.random.whole(SIZE_MIN, SIZE_MAX) * chance * 2 * share * (this.programme.weight / 100);
    return {
      marketId: this.marketId,
      runnerId: index + 1,
      side,
      price: LADDER.stepped(fair, ticks),
      size: Math.max(200, Math.round(size)),
    };
  }
}
