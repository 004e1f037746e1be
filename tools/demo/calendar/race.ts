import type { Random } from '../../simulate/random.js';
import type { MarketPlan, Result, RunnerPlan } from './fixture-plan.js';

/** How much the runners of a race differ: a standard deviation of their strength, as a logarithm. */
const SPREAD = 0.9;
/** Races that are run beforehand to find out what a place is worth. */
const TRIALS = 400;
/** No chance is beyond these: a price has to be found for each. */
const CHANCE_MIN = 0.004;
const CHANCE_MAX = 0.96;

/** Runners with their strengths, and how they come in: the first is the winner. */
export interface Race {
  readonly names: readonly string[];
  readonly strengths: readonly number[];
  /** Indexes of the runners, the first one first. */
  readonly finish: readonly number[];
}

/** Makes a race of the named ones. */
export function makeRace(random: Random, names: readonly string[]): Race {
  const strengths = names.map(() => Math.exp(SPREAD * bell(random)));
  return { names, strengths, finish: run(random, strengths) };
}

/** The market of who wins. */
export function winMarket({ names, strengths, finish }: Race): MarketPlan {
  const sum = strengths.reduce((total, strength) => total + strength, 0);
  const runners = names.map((name, index) =>
    runner({
      index,
      name,
      chance: (strengths[index] ?? 0) / sum,
      result: index === finish[0] ? 'WINNER' : 'LOSER',
    }),
  );
  return { name: 'Winner', kind: 'WIN', winners: 1, runners };
}

/** The market of who is among the first ones. */
export function placeMarket(random: Random, { names, strengths, finish }: Race, places: number): MarketPlan {
  const placed = names.map(() => 0);
  for (let trial = 0; trial < TRIALS; trial++) {
    for (const index of run(random, strengths).slice(0, places)) placed[index] = (placed[index] ?? 0) + 1;
  }
  const runners = names.map((name, index) => {
    const place = finish.indexOf(index);
    const result = place === 0 ? 'WINNER' : place < places ? 'PLACED' : 'LOSER';
    return runner({ index, name, chance: (placed[index] ?? 0) / TRIALS, result });
  });
  return { name: `To be placed (${places})`, kind: 'PLACE', winners: places, runners };
}

interface RunnerDraft {
  readonly index: number;
  readonly name: string;
  readonly chance: number;
  readonly result: Result;
}

function runner({ index, name, chance, result }: RunnerDraft): RunnerPlan {
  return { runnerId: index + 1, name, chance: Math.min(Math.max(chance, CHANCE_MIN), CHANCE_MAX), result };
}

/** One after the other comes in, each with a chance by its strength among those that are left. */
function run(random: Random, strengths: readonly number[]): number[] {
  const left = strengths.map((strength, index) => ({ strength, index }));
  const finish: number[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, { strength }) => total + strength, 0);
    let draw = random.next() * sum;
    const at = left.findIndex(({ strength }) => (draw -= strength) < 0);
    const [next] = left.splice(Math.max(at, 0), 1);
    if (next !== undefined) finish.push(next.index);
  }
  return finish;
}

/** Drawn from a bell curve around 0, its standard deviation is 1 (a sum of 12 even draws). */
export function bell(random: Random): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += random.next();
  return sum;
}
