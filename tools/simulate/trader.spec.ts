import { CLASSIC_PRICES, priceAtTick, tickOfPrice } from './classic-ladder.js';
import { WanderingPrices } from './fair-prices.js';
import { Random } from './random.js';
import { Traders, type Decision } from './trader.js';

function decisions(seed: number, count: number): Decision[] {
  const random = new Random(seed);
  const traders = new Traders(random, new WanderingPrices(random, [1, 2, 3]));
  return Array.from({ length: count }, () => traders.next());
}

describe('the CLASSIC ladder of the simulation', () => {
  it('has the 350 prices from 1.01 to 1000, band by band', () => {
    expect(CLASSIC_PRICES).toHaveLength(350);
    expect([CLASSIC_PRICES[0], CLASSIC_PRICES.at(-1)]).toEqual([101, 100_000]);
    expect(CLASSIC_PRICES.slice(98, 102)).toEqual([199, 200, 202, 204]);
    expect(CLASSIC_PRICES.filter((price) => price > 9_000 && price < 12_000)).toEqual([
      9_500, 10_000, 11_000,
    ]);
  });

  it('ends at its ends', () => {
    expect([priceAtTick(-5), priceAtTick(0), priceAtTick(349), priceAtTick(400)]).toEqual([
      101, 101, 100_000, 100_000,
    ]);
    expect(tickOfPrice(202)).toBe(100);
    expect(() => tickOfPrice(201)).toThrow(/201 is not on the CLASSIC ladder/);
  });
});

describe('the traders', () => {
  it('decide the same with the same seed, and otherwise with another', () => {
    expect(decisions(7, 2_000)).toEqual(decisions(7, 2_000));
    expect(decisions(8, 2_000)).not.toEqual(decisions(7, 2_000));
  });

  it('place, take, cancel and replace in the shares of a live market, on legal prices only', () => {
    const all = decisions(1, 20_000);
    const share = (kind: Decision['kind']) =>
      all.filter((decision) => decision.kind === kind).length / all.length;
    expect(share('PLACE')).toBeCloseTo(0.62, 1);
    expect(share('CANCEL')).toBeCloseTo(0.3, 1);
    expect(share('REPLACE')).toBeCloseTo(0.08, 1);
    for (const decision of all) {
      if (decision.kind !== 'PLACE') continue;
      expect(CLASSIC_PRICES).toContain(decision.price);
      expect(Number.isSafeInteger(decision.size) && decision.size > 0).toBe(true);
    }
  });

  it('never let a market maker and a taker share an account', () => {
    const accounts = new Set(
      decisions(1, 20_000).flatMap((decision) => (decision.kind === 'PLACE' ? [decision.accountId] : [])),
    );
    expect([...accounts].filter((accountId) => !/^(maker|taker)-\d+$/.test(accountId))).toEqual([]);
    expect(accounts.size).toBeGreaterThan(200);
  });
});
