import { TickLadder } from '@backlay/client';
import { Random } from '../../simulate/random.js';
import type { MarketPlan } from '../calendar/fixture-plan.js';
import { LivePrices, tickOfChance } from './live-prices.js';

const MARKET: MarketPlan = {
  name: 'Winner',
  kind: 'WIN',
  winners: 1,
  runners: [
    { runnerId: 1, name: 'Favourite', chance: 0.6, result: 'LOSER' },
    { runnerId: 2, name: 'Other', chance: 0.3, result: 'WINNER' },
    { runnerId: 3, name: 'Outsider', chance: 0.1, result: 'LOSER' },
  ],
};

describe('live prices', () => {
  let progress: number;
  let prices: LivePrices;

  beforeEach(() => {
    progress = 0;
    prices = new LivePrices(new Random(3), MARKET, () => progress);
  });

  const wander = (times: number): void => {
    for (let time = 0; time < times; time++) prices.wander();
  };
  const sumOfChances = (): number => [...prices.chances().values()].reduce((sum, chance) => sum + chance, 0);

  it('begin with what the runners are worth, and add up to one winner wherever they wander', () => {
    expect(prices.chances().get(1)).toBeCloseTo(0.6, 2);
    wander(5_000);
    expect(sumOfChances()).toBeCloseTo(1, 9);
    expect(prices.chances().get(1)).not.toBeCloseTo(0.6, 3);
    expect(prices.chances().get(1)).toBeGreaterThan(prices.chances().get(3)!);
  });

  it('move to what will have happened, the nearer the end the faster', () => {
    const ofWinner = [0, 0.5, 0.9, 1].map((share) => {
      progress = share;
      return prices.chances().get(2)!;
    });
    expect(ofWinner).toEqual([...ofWinner].sort((a, b) => a - b));
    expect(ofWinner[1]! - ofWinner[0]!).toBeGreaterThan(0.05);
    expect(ofWinner[3]).toBeGreaterThan(0.99);
  });

  it('know no runner that was removed', () => {
    prices.remove(1);
    const picked = new Set(Array.from({ length: 200 }, () => prices.pick()[0]));
    expect(picked).toEqual(new Set([2, 3]));
    expect(sumOfChances()).toBeCloseTo(1, 9);
  });

  it('are looked at the more, the more likely a runner is', () => {
    const picks = Array.from({ length: 3_000 }, () => prices.pick()[0]);
    const count = (runnerId: number): number => picks.filter((picked) => picked === runnerId).length;
    expect(count(1)).toBeGreaterThan(count(2));
    expect(count(2)).toBeGreaterThan(count(3));
    expect(count(3)).toBeGreaterThan(100);
  });

  it.each([
    [0.5, 200],
    [0.25, 400],
    [0.6, 167],
    [0.099, 1_000],
    // Far from the ends of the ladder there is room for offers on both sides.
    [0.999, TickLadder.CLASSIC.priceAt(10)],
    [0.0001, TickLadder.CLASSIC.priceAt(339)],
  ])('are on the ladder: a chance of %p is the price %p', (chance, price) => {
    expect(TickLadder.CLASSIC.priceAt(tickOfChance(chance))).toBe(price);
  });
});
