import { TickLadder } from '@backlay/client';
import { WanderingPrices } from './fair-prices.js';
import { Random } from './random.js';
import { Traders, type Decision } from './trader.js';

function decisions(seed: number, count: number): Decision[] {
  const random = new Random(seed);
  const traders = new Traders(random, new WanderingPrices(random, [1, 2, 3]));
  return Array.from({ length: count }, () => traders.next());
}

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
      expect(TickLadder.CLASSIC.tickOf(decision.price)).toBeDefined();
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
