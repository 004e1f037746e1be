import { TickLadder } from '@backlay/client';
import type { FairPrice, FairPrices } from '../../simulate/fair-prices.js';
import type { Random } from '../../simulate/random.js';
import type { MarketPlan, RunnerPlan } from '../calendar/fixture-plan.js';

/** How far an opinion moves at a time, as log-odds; it is drawn back to where it came from, so that favourites stay ones. */
const STEP = 0.04;
const PULL = 0.004;
/** How sure everybody is at the end of the time in-play, as log-odds. */
const CERTAINTY = 7;
/** Fair prices stay so many ticks away from the ends of the ladder: there has to be room for offers. */
const TICK_MARGIN = 10;

interface Opinion {
  readonly runnerId: number;
  readonly comesIn: boolean;
  readonly originalLogOdds: number;
  logOdds: number;
}

/**
 * What the runners of a planned market are worth while it lives. Before the off opinions wander around what they began with;
 * in-play they move, the nearer the end the faster, to what will have happened.
 */
export class LivePrices implements FairPrices {
  readonly #random: Random;
  readonly #winners: number;
  readonly #opinions: Opinion[];
  readonly #progress: () => number;

  /** @param progress how much of the time in-play is over, from 0 (before the off) to 1 */
  constructor(random: Random, market: MarketPlan, progress: () => number) {
    this.#random = random;
    this.#winners = market.winners;
    this.#opinions = market.runners.map(opinionOf);
    this.#progress = progress;
  }

  /** A runner that is out has no price any more. */
  remove(runnerId: number): void {
    const index = this.#opinions.findIndex((opinion) => opinion.runnerId === runnerId);
    if (index >= 0) this.#opinions.splice(index, 1);
  }

  wander(): void {
    const opinion = this.#random.pick(this.#opinions);
    if (opinion === undefined) return;
    const back = (opinion.originalLogOdds - opinion.logOdds) * PULL;
    opinion.logOdds += back + STEP * (this.#random.next() - 0.5);
  }

  /** Those that may well win are looked at more often. */
  pick(): FairPrice {
    const chances = this.chances();
    const weights = [...chances.values()].map((chance) => Math.sqrt(chance));
    let draw = this.#random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const at = weights.findIndex((weight) => (draw -= weight) < 0);
    const opinion = this.#opinions[Math.max(at, 0)];
    if (opinion === undefined) throw new Error('a market without a runner is not traded');
    return [opinion.runnerId, tickOfChance(chances.get(opinion.runnerId) ?? 0)];
  }

  /** What each runner is worth now, by runner: together as many as there are winners. */
  chances(): ReadonlyMap<number, number> {
    const sureness = CERTAINTY * this.#progress() ** 2;
    const chances = this.#opinions.map(({ logOdds, comesIn }) =>
      chanceOf(logOdds + (comesIn ? sureness : -sureness)),
    );
    const sum = chances.reduce((total, chance) => total + chance, 0);
    // With places the chances of single runners would grow beyond 1: they are as they are.
    const scale = this.#winners === 1 ? 1 / sum : 1;
    return new Map(this.#opinions.map(({ runnerId }, index) => [runnerId, (chances[index] ?? 0) * scale]));
  }
}

function opinionOf({ runnerId, chance, result }: RunnerPlan): Opinion {
  const logOdds = Math.log(chance / (1 - chance));
  return { runnerId, comesIn: result !== 'LOSER', originalLogOdds: logOdds, logOdds };
}

function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The tick whose price is the nearest to the one that is fair for a chance. */
export function tickOfChance(chance: number): number {
  const ladder = TickLadder.CLASSIC;
  const tick = ladder.tickOf(ladder.nearest(100 / chance)) ?? 0;
  return Math.min(Math.max(tick, TICK_MARGIN), ladder.count - 1 - TICK_MARGIN);
}
