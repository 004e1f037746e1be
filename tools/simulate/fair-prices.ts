import { TickLadder } from '@backlay/client';
import type { Random } from './random.js';

/** A runner that somebody looks at, and the tick of the price that is fair for it. */
export type FairPrice = readonly [runnerId: number, tick: number];

/** What traders believe the runners of a market to be worth. */
export interface FairPrices {
  /** Called before each decision: prices may move. */
  wander(): void;
  /** One of the runners, drawn. */
  pick(): FairPrice;
}

/** How often the fair price of a runner moves by one tick. */
const WANDER_SHARE = 0.02;
/** Fair prices keep away from the ends of the ladder by so many ticks. */
const FAIR_TICK_MARGIN = 20;

/** Fair prices that go up and down by single ticks, each for itself. */
export class WanderingPrices implements FairPrices {
  readonly #random: Random;
  readonly #runnerIds: readonly number[];
  readonly #ticks: Map<number, number>;

  constructor(random: Random, runnerIds: readonly number[]) {
    this.#random = random;
    this.#runnerIds = runnerIds;
    const highest = TickLadder.CLASSIC.count - 1 - FAIR_TICK_MARGIN;
    this.#ticks = new Map(
      runnerIds.map((runnerId) => [runnerId, random.whole(FAIR_TICK_MARGIN, Math.floor(highest / 2))]),
    );
  }

  wander(): void {
    if (this.#random.next() >= WANDER_SHARE) return;
    const [runnerId, tick] = this.pick();
    const moved = tick + (this.#random.next() < 0.5 ? -1 : 1);
    const highest = TickLadder.CLASSIC.count - 1 - FAIR_TICK_MARGIN;
    this.#ticks.set(runnerId, Math.min(Math.max(moved, FAIR_TICK_MARGIN), highest));
  }

  pick(): FairPrice {
    const runnerId = this.#random.pick(this.#runnerIds) ?? 0;
    return [runnerId, this.#ticks.get(runnerId) ?? FAIR_TICK_MARGIN];
  }
}
