import { CommandKind } from './command.js';
import { MarketKind } from './market/betting-rules.js';
import { Persistence } from './order/order-terms.js';
import { runnerId } from './testing/event-telling.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange } from './testing/test-exchange.js';

const { WIN, PLACE } = MarketKind;
const KEEP = { persistence: Persistence.PERSIST };

describe.each(EXCHANGES)('taking a runner out of a market, in $name', ({ make }) => {
  describe('reduces what was matched on the others', () => {
    it.each([
      { kind: WIN, price: 8.6, factor: 16.2, reduced: 7.21 },
      { kind: WIN, price: 12, factor: 21.1, reduced: 9.47 },
      { kind: WIN, price: 10, factor: 75.18, reduced: 2.48 },
      { kind: WIN, price: 8, factor: 25, reduced: 6 },
      // Under 2.5 % a win market does not, a place market does, and by the winnings alone.
      { kind: WIN, price: 8, factor: 2.4, reduced: 8 },
      { kind: WIN, price: 8, factor: 2.49, reduced: 8 },
      { kind: WIN, price: 8, factor: 2.5, reduced: 7.8 },
      { kind: PLACE, price: 8, factor: 25, reduced: 6.25 },
      { kind: PLACE, price: 8, factor: 2.4, reduced: 7.83 },
      { kind: PLACE, price: 8, factor: 0.01, reduced: 8 },
      { kind: PLACE, price: 8, factor: 0, reduced: 8 },
      { kind: WIN, price: 8, factor: 0, reduced: 8 },
      // Half a hundredth goes up: 1.90 x 0.75 = 1.425.
      { kind: WIN, price: 1.9, factor: 25, reduced: 1.43 },
      // Never below 1.01.
      { kind: WIN, price: 1.02, factor: 50, reduced: 1.01 },
      { kind: WIN, price: 8, factor: 100, reduced: 1.01 },
      { kind: PLACE, price: 1.01, factor: 60, reduced: 1.01 },
    ])('kind $kind: $price at $factor % becomes $reduced', ({ kind, price, factor, reduced }) => {
      const market = new TestExchange(make(), { kind });
      market.match(`BACK 10 @ ${price} on A`);
      const told = market.remove('C', factor);
      const lines = reduced === price ? [] : [`reduced 10 on A: ${price} to ${reduced}`];
      expect(told).toEqual([`removed C at ${factor} %`, 'version 3, material 3', ...lines]);
      market.settle('A Bx');
      expect(market.balance(1)).toBeCloseTo(1_000 + 10 * (reduced - 1), 9);
      expect(market.balance(2)).toBeCloseTo(1_000 - 10 * (reduced - 1), 9);
    });

    it('again and again, newest trade first', () => {
      const market = new TestExchange(make(), { runners: 'ABCD' });
      market.match('BACK 10 @ 8 on A');
      market.match('LAY 1 @ 4 on B');
      expect(market.remove('C', 25).slice(2)).toEqual(['reduced 1 on B: 4 to 3', 'reduced 10 on A: 8 to 6']);
      expect(market.remove('D', 50).slice(2)).toEqual([
        'reduced 1 on B: 3 to 1.5',
        'reduced 10 on A: 6 to 3',
      ]);
    });
  });

  it('voids what was matched on it, newest first, and lapses what rests there', () => {
    const market = new TestExchange(make());
    market.match('BACK 10 @ 4 on C');
    market.match('BACK 5 @ 3 on C');
    const lay = market.place('LAY 1 @ 2 on C');
    const back = market.place('BACK 1 @ 5 on C', 1, KEEP);
    expect(market.remove('C', 1)).toEqual([
      'removed C at 1 %',
      'version 3, material 3',
      `lapsed #${back}: 1 RunnerRemoved`,
      `lapsed #${lay}: 1 RunnerRemoved`,
      'void 5 @ 3 on C',
      'void 10 @ 4 on C',
    ]);
    expect([market.available(1), market.available(2)]).toEqual([1_000, 1_000]);
    expect(market.reason(market.order('BACK 1 @ 2 on C'))).toBe('RUNNER_REMOVED');
    expect(market.reason(market.order('BACK 1 @ 2 on D'))).toBe('RUNNER_UNKNOWN');
  });

  describe('LAY orders on the others', () => {
    it.each([
      { kind: WIN, factor: 2.4, lapse: '4', keep: '4' },
      { kind: WIN, factor: 2.5, lapse: '', keep: '3.9' },
      { kind: WIN, factor: 25, lapse: '', keep: '3' },
      // 4 x 0.838 = 3.352: the highest price of the ladder that is not above it.
      { kind: WIN, factor: 16.2, lapse: '', keep: '3.35' },
      { kind: WIN, factor: 99, lapse: '', keep: '1.01' },
      { kind: PLACE, factor: 0, lapse: '4', keep: '4' },
      // 3.99 is no price of the ladder.
      { kind: PLACE, factor: 0.3, lapse: '4', keep: '3.95' },
      { kind: PLACE, factor: 3.99, lapse: '4', keep: '3.85' },
      { kind: PLACE, factor: 4, lapse: '', keep: '3.85' },
    ])(
      'kind $kind at $factor %: LAPSE at 4 becomes "$lapse", PERSIST "$keep"',
      ({ kind, factor, lapse, keep }) => {
        const [first, second] = [undefined, KEEP].map((terms) => {
          const market = new TestExchange(make(), { kind });
          market.place('LAY 1 @ 4 on A', 1, terms);
          market.place('BACK 1 @ 9 on A', 1, terms);
          market.remove('C', factor);
          return market.book();
        });
        expect(first).toEqual([...(lapse === '' ? [] : [`LAY 1 @ ${lapse}`]), 'BACK 1 @ 9']);
        expect(second).toEqual([`LAY 1 @ ${keep}`, 'BACK 1 @ 9']);
      },
    );

    it('go behind those that are at the new price already, in the order of the book', () => {
      const market = new TestExchange(make());
      market.place('LAY 1 @ 3.95 on A, LAY 2 @ 4 on A, LAY 3 @ 4 on A', 1, KEEP);
      // 4 x 0.97 = 3.88, 3.95 x 0.97 = 3.83.
      expect(market.remove('C', 3).slice(2)).toEqual([
        'repriced #2: 4 to 3.85',
        'repriced #3: 4 to 3.85',
        'repriced #1: 3.95 to 3.8',
      ]);
      market.place('BACK 6 @ 3.8 on A', 2);
      expect(
        market
          .told()
          .slice(1)
          .map((line) => line.slice(0, 16)),
      ).toEqual(['matched 2 @ 3.85', 'matched 3 @ 3.85', 'matched 1 @ 3.8 ']);
    });

    it('lapse when the ladder has nothing so low', () => {
      const ladder = { kind: 'CUSTOM', bands: [{ from: 300, to: 400, step: 50 }] } as const;
      const market = new TestExchange(make(), { ladder });
      market.place('LAY 1 @ 4 on A', 1, KEEP);
      expect(market.remove('C', 50).slice(2)).toEqual(['lapsed #1: 1 RunnerRemoved']);
    });
  });

  it('may leave an account short: then its orders in the market go, in the order of their placing', () => {
    const market = new TestExchange(make(), {}, 20);
    // When A wins the lay of C brings back 10 of the 30 that the lay of A costs; until it is void.
    market.match('LAY 10 @ 2 on C', 1, 3);
    market.match('LAY 10 @ 4 on A');
    const one = market.place('BACK 10 @ 6 on A');
    const other = market.place('BACK 10 @ 5 on A');
    expect([market.exposure(1), market.available(1)]).toEqual([20, 0]);
    expect(market.remove('C', 0).slice(2)).toEqual([
      'void 10 @ 2 on C',
      `lapsed #${one}: 10 FundsShort`,
      `lapsed #${other}: 10 FundsShort`,
    ]);
    expect([market.exposure(1), market.available(1)]).toEqual([30, -10]);
    expect(market.reason(market.order('BACK 1 @ 2 on B'))).toBe('INSUFFICIENT_FUNDS');
    // What makes the loss smaller, or no larger, is always taken.
    market.place('BACK 1 @ 2 on A');
  });

  it('is refused where it cannot be done', () => {
    const market = new TestExchange(make());
    const remove = {
      kind: CommandKind.RemoveRunner,
      marketId: 1,
      runnerId: runnerId('C'),
      reductionFactor: 0,
    } as const;
    expect(market.reason({ ...remove, marketId: 9 })).toBe('MARKET_UNKNOWN');
    expect(market.reason({ ...remove, runnerId: 99 })).toBe('RUNNER_UNKNOWN');
    for (const reductionFactor of [-1, 10_001, 0.5])
      expect(market.reason({ ...remove, reductionFactor })).toBe('REDUCTION_FACTOR_INVALID');
    market.must(remove);
    expect(market.reason(remove)).toBe('RUNNER_REMOVED');
    market.settle('A Bx');
    expect(market.reason({ ...remove, runnerId: runnerId('B') })).toBe('MARKET_STATUS_CONFLICT');
    const marketId = market.addMarket({ isFree: true });
    expect(market.reason({ ...remove, marketId })).toBe('MARKET_WITHOUT_MONEY');
  });

  it('is possible after the close too', () => {
    const market = new TestExchange(make());
    market.match('BACK 10 @ 8 on A');
    market.market(CommandKind.CloseMarket);
    expect(market.remove('C', 25)[2]).toBe('reduced 10 on A: 8 to 6');
    market.settle('A Bx');
    expect(market.balance(1)).toBe(1_050);
  });
});
