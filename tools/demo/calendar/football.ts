import type { Random } from '../../simulate/random.js';
import type { FixturePlan, MarketPlan } from './fixture-plan.js';
import { clubs } from './names.js';
import { bell } from './race.js';

/** Goals that a side may be expected to score. */
const GOALS_USUAL = 1.35;
/** How much sides differ, as a logarithm. */
const SPREAD = 0.3;
/** More goals of one side than these are as good as impossible. */
const GOALS_MAX = 10;
const IN_PLAY_SECONDS = 300;
const BET_DELAY_MS = 5_000;
/** `Over` means more goals than this. */
const GOALS_LINE = 2.5;

/** Two sides, the goals they may be expected to score, and those they will. */
interface Score {
  readonly home: number;
  readonly away: number;
}

/** Two markets on one fixture: who wins, and how many goals. */
export function makeFootball(random: Random): FixturePlan {
  const [home = '', away = ''] = clubs(random);
  const expected: Score = {
    home: GOALS_USUAL * 1.15 * Math.exp(SPREAD * bell(random)),
    away: GOALS_USUAL * 0.85 * Math.exp(SPREAD * bell(random)),
  };
  const score: Score = { home: goals(random, expected.home), away: goals(random, expected.away) };
  const incidents = Array.from({ length: score.home + score.away }, () => 0.02 + 0.93 * random.next());
  return {
    sport: 'Football',
    name: `${home} v ${away}`,
    markets: [matchOdds({ home, away }, expected, score), overUnder(expected, score)],
    inPlaySeconds: IN_PLAY_SECONDS,
    betDelayMs: BET_DELAY_MS,
    incidents: incidents.sort((a, b) => a - b),
  };
}

function matchOdds(
  names: { readonly home: string; readonly away: string },
  expected: Score,
  score: Score,
): MarketPlan {
  const outcomes = [
    { name: names.home, comesIn: ({ home, away }: Score) => home > away },
    { name: names.away, comesIn: ({ home, away }: Score) => home < away },
    { name: 'The draw', comesIn: ({ home, away }: Score) => home === away },
  ];
  return marketOf('Match odds', outcomes, expected, score);
}

function overUnder(expected: Score, score: Score): MarketPlan {
  const outcomes = [
    { name: `Under ${GOALS_LINE} goals`, comesIn: ({ home, away }: Score) => home + away < GOALS_LINE },
    { name: `Over ${GOALS_LINE} goals`, comesIn: ({ home, away }: Score) => home + away > GOALS_LINE },
  ];
  return marketOf(`Over/under ${GOALS_LINE} goals`, outcomes, expected, score);
}

interface Outcome {
  readonly name: string;
  readonly comesIn: (score: Score) => boolean;
}

function marketOf(name: string, outcomes: readonly Outcome[], expected: Score, score: Score): MarketPlan {
  const runners = outcomes.map((outcome, index) => ({
    runnerId: index + 1,
    name: outcome.name,
    chance: chanceOf(expected, outcome.comesIn),
    result: outcome.comesIn(score) ? ('WINNER' as const) : ('LOSER' as const),
  }));
  return { name, kind: 'WIN', winners: 1, runners };
}

/** Summed up over all scores; goals come independently, as a Poisson process has them. */
function chanceOf(expected: Score, comesIn: (score: Score) => boolean): number {
  let chance = 0;
  for (let home = 0; home <= GOALS_MAX; home++) {
    for (let away = 0; away <= GOALS_MAX; away++) {
      if (comesIn({ home, away })) chance += poisson(expected.home, home) * poisson(expected.away, away);
    }
  }
  return Math.min(Math.max(chance, 0.01), 0.98);
}

function poisson(mean: number, count: number): number {
  let chance = Math.exp(-mean);
  for (let each = 1; each <= count; each++) chance *= mean / each;
  return chance;
}

function goals(random: Random, mean: number): number {
  let count = 0;
  for (let left = random.next() - poisson(mean, 0); left > 0 && count < GOALS_MAX; count++) {
    left -= poisson(mean, count + 1);
  }
  return count;
}
