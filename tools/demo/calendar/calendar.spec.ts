import { Random } from '../../simulate/random.js';
import { Calendar } from './calendar.js';
import { SPORTS, fixtureText, isOfDemo, type FixturePlan, type MarketPlan } from './fixture-plan.js';

const SEED = 5;
const FIXTURES = 200;

function fixtures(seed = SEED): FixturePlan[] {
  const calendar = new Calendar(new Random(seed));
  return Array.from({ length: FIXTURES }, () => calendar.next());
}

const winnersOf = ({ runners }: MarketPlan): number =>
  runners.filter(({ result }) => result !== 'LOSER').length;

describe(`the calendar of a demo (seed ${SEED})`, () => {
  const all = fixtures();
  const markets = all.flatMap(({ markets: ofFixture }) => ofFixture);

  it('is the same with the same seed, and another with another', () => {
    expect(fixtures()).toEqual(all);
    expect(fixtures(SEED + 1)).not.toEqual(all);
  });

  it('has all sports, with markets of both kinds', () => {
    expect(new Set(all.map(({ sport }) => sport))).toEqual(new Set(SPORTS));
    expect(new Set(markets.map(({ kind }) => kind))).toEqual(new Set(['WIN', 'PLACE']));
    expect(all.every((fixture) => isOfDemo(fixtureText(fixture)))).toBe(true);
    expect(isOfDemo('Harwell Town v Port Elsing')).toBe(false);
  });

  it('names each runner of a market otherwise', () => {
    for (const { runners } of markets) {
      expect(new Set(runners.map(({ name }) => name)).size).toBe(runners.length);
      expect(new Set(runners.map(({ runnerId }) => runnerId)).size).toBe(runners.length);
    }
  });

  it('ends each market with as many winners as it has places, so that it can be settled', () => {
    for (const market of markets) expect(winnersOf(market)).toBe(market.winners);
  });

  it('gives chances that add up to the winners, about, and believes in those who win more often', () => {
    for (const { runners, winners } of markets) {
      const sum = runners.reduce((total, { chance }) => total + chance, 0);
      expect(Math.abs(sum - winners)).toBeLessThan(0.1 * winners);
    }
    const chances = markets.flatMap(({ runners }) => runners);
    const mean = (list: readonly { readonly chance: number }[]): number =>
      list.reduce((total, { chance }) => total + chance, 0) / list.length;
    const winning = chances.filter(({ result }) => result !== 'LOSER');
    const losing = chances.filter(({ result }) => result === 'LOSER');
    expect(mean(winning)).toBeGreaterThan(mean(losing) + 0.15);
  });

  it('tells of a football match the same story in both of its markets', () => {
    const matches = all.filter(({ sport }) => sport === 'Football');
    for (const { markets: [odds, goals] = [], incidents } of matches) {
      const isOver = goals?.runners[1]?.result === 'WINNER';
      expect(incidents.length > 2.5).toBe(isOver);
      const isDraw = odds?.runners[2]?.result === 'WINNER';
      if (isDraw) expect(incidents.length % 2).toBe(0);
      expect(incidents).toEqual([...incidents].sort((a, b) => a - b));
    }
    expect(matches.length).toBeGreaterThan(20);
  });
});
