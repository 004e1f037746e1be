import { CommandKind } from './command.js';
import { MarketKind } from './market/betting-rules.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange } from './testing/test-exchange.js';

const PLACE = { kind: MarketKind.PLACE } as const;

describe.each(EXCHANGES)('settlement by $name', ({ make }) => {
  it.each([
    { bet: 'BACK 2 @ 10 on A', results: 'A Bx Cx', profit: 18 },
    { bet: 'BACK 2 @ 10 on A', results: 'Ax B Cx', profit: -2 },
    { bet: 'LAY 2 @ 10 on A', results: 'A Bx Cx', profit: -18 },
    { bet: 'LAY 2 @ 10 on A', results: 'Ax B Cx', profit: 2 },
    // Placed is not enough where there is one winner.
    { bet: 'BACK 2 @ 10 on A', results: 'A- B Cx', profit: -2 },
  ])('$bet with $results brings $profit', ({ bet, results, profit }) => {
    const market = new TestExchange(make());
    market.match(bet);
    market.settle(results);
    expect(market.balance(1)).toBe(1_000 + profit);
    expect(market.balance(2)).toBe(1_000 - profit);
    expect(market.available(1)).toBe(market.balance(1));
  });

  describe('dead heats: each tied runner has its part of the places that are left', () => {
    it.each([
      {
        what: 'two of one place',
        rules: {},
        bet: 'BACK 10 @ 4 on A',
        results: 'A B Cx',
        tied: '',
        profit: 10,
      },
      {
        what: 'the tied named',
        rules: {},
        bet: 'BACK 10 @ 4 on A',
        results: 'A B Cx',
        tied: 'AB',
        profit: 10,
      },
      { what: 'a layer', rules: {}, bet: 'LAY 10 @ 4 on A', results: 'A B Cx', tied: '', profit: -10 },
      { what: 'a loser', rules: {}, bet: 'BACK 10 @ 4 on C', results: 'A B Cx', tied: '', profit: -10 },
      // 10 x 4 / 3 - 10 = 3.333...: the backer gets 3.33, the layer pays 3.34.
      {
        what: 'three of one place',
        rules: {},
        bet: 'BACK 10 @ 4 on A',
        results: 'A B C',
        tied: '',
        profit: 3.33,
      },
      { what: 'three, laid', rules: {}, bet: 'LAY 10 @ 4 on A', results: 'A B C', tied: '', profit: -3.34 },
      {
        what: 'two of the second place',
        rules: { ...PLACE, winnerCount: 2 },
        bet: 'BACK 10 @ 4 on B',
        results: 'A B- C-',
        tied: 'BC',
        profit: 10,
      },
      {
        what: 'the one before them, who has its whole place',
        rules: { ...PLACE, winnerCount: 2 },
        bet: 'BACK 10 @ 4 on A',
        results: 'A B- C-',
        tied: 'BC',
        profit: 30,
      },
      {
        what: 'three of two places',
        rules: { ...PLACE, winnerCount: 2 },
        bet: 'BACK 9 @ 4 on A',
        results: 'A B C',
        tied: 'ABC',
        profit: 15,
      },
    ])('$what: $bet with $results brings $profit', ({ rules, bet, results, tied, profit }) => {
      const market = new TestExchange(make(), rules);
      market.match(bet);
      market.settle(results, tied);
      expect(market.balance(1)).toBe(1_000 + profit);
    });

    it('rounding goes to the house, and nothing is lost', () => {
      const market = new TestExchange(make());
      market.match('BACK 10 @ 4 on A');
      expect(market.settle('A B C')).toEqual([
        'AccountSettled 2: -3.34 less 0, has 996.66',
        'AccountSettled 1: 3.33 less 0, has 1003.33',
        'MarketSettled: commission 0, rounding 0.01',
      ]);
      expect(market.exchange.house('GBP')).toEqual({ commission: 0, rounding: 1, paidIn: 400_000 });
    });
  });

  describe('commission is taken of the net winnings in the market', () => {
    it.each([
      // The bettor is 1; others bet against it.
      {
        what: 'with a discount of 40 %',
        discount: 4_000,
        bets: ['BACK 100 @ 5 on A'],
        result: 'A Bx',
        commission: 12,
      },
      { what: 'of a loser: none', discount: 0, bets: ['BACK 100 @ 5 on A'], result: 'Ax B', commission: 0 },
      { what: 'of one bet', discount: 0, bets: ['BACK 20 @ 7 on A'], result: 'A Bx', commission: 6 },
      {
        what: 'of a hedged position, one way',
        discount: 0,
        bets: ['BACK 20 @ 7 on A', 'LAY 35 @ 4 on A'],
        result: 'A Bx',
        commission: 0.75,
      },
      {
        what: 'of a hedged position, the other way',
        discount: 0,
        bets: ['BACK 20 @ 7 on A', 'LAY 35 @ 4 on A'],
        result: 'Ax B',
        commission: 0.75,
      },
      {
        what: 'of two backs of which the worse wins: none',
        discount: 0,
        bets: ['BACK 10 @ 1.2 on A', 'BACK 10 @ 2.2 on B'],
        result: 'A Bx',
        commission: 0,
      },
      {
        what: 'of two backs of which the better wins',
        discount: 0,
        bets: ['BACK 10 @ 1.2 on A', 'BACK 10 @ 2.2 on B'],
        result: 'Ax B',
        commission: 0.1,
      },
      // 0.19 x 5 % = 0.0095: down to nothing.
      { what: 'rounded down', discount: 0, bets: ['BACK 0.19 @ 2 on A'], result: 'A Bx', commission: 0 },
      {
        what: 'all of it discounted',
        discount: 10_000,
        bets: ['BACK 20 @ 7 on A'],
        result: 'A Bx',
        commission: 0,
      },
    ])('$what: $commission', ({ discount, bets, result, commission }) => {
      const market = new TestExchange(make(), { runners: 'AB', baseRate: 500 });
      market.configure(1, { discount });
      // The counterparty wins nothing when 1 does: so all of the house's commission is of 1, unless it lost.
      for (const bet of bets) market.match(bet);
      const told = market.settle(result).find((line) => line.startsWith('AccountSettled 1'));
      expect(told).toContain(`less ${commission},`);
    });
  });

  it('pays every account that ever placed an order there, in the order of their first', () => {
    const market = new TestExchange(make());
    market.place('BACK 1 @ 5', 3);
    market.match('BACK 10 @ 4 on B', 2, 1);
    market.place('LAY 1 @ 1.5 on C', 3);
    expect(market.settle('Ax B Cx')).toEqual([
      'AccountSettled 3: 0 less 0, has 1000',
      'AccountSettled 1: -30 less 0, has 970',
      'AccountSettled 2: 30 less 0, has 1030',
      'MarketSettled: commission 0, rounding 0',
    ]);
  });

  it('keeps what is reserved for a closed market until it is settled', () => {
    const market = new TestExchange(make());
    market.match('BACK 10 @ 4 on A');
    market.market(CommandKind.CloseMarket);
    expect([market.exposure(1), market.exposure(2)]).toEqual([10, 30]);
    market.settle('A Bx Cx');
    expect([market.exposure(1), market.exposure(2)]).toEqual([0, 0]);
  });

  it('can be done again: what was paid is taken back first', () => {
    const market = new TestExchange(make(), { runners: 'AB', baseRate: 500 });
    market.match('BACK 10 @ 4 on A');
    market.settle('A Bx');
    expect(market.balance(1)).toBe(1_028.5);
    expect(market.must({ kind: CommandKind.ResettleMarket, ...market.declaration('Ax B') })).toEqual([
      'SettlementReversed 2: -30 less 0, has 1000',
      'SettlementReversed 1: 30 less 1.5, has 1000',
      'MarketSettlementReversed: commission 1.5, rounding 0',
      'AccountSettled 2: 10 less 0.5, has 1009.5',
      'AccountSettled 1: -10 less 0, has 990',
      'MarketSettled: commission 0.5, rounding 0',
    ]);
    expect(market.exchange.house('GBP')).toEqual({ commission: 50, rounding: 0, paidIn: 400_000 });
  });

  it.each([
    { what: 'a runner without a result', rules: {}, results: 'A Bx', tied: '', reason: 'RESULT_INVALID' },
    {
      what: 'a runner of another market',
      rules: {},
      results: 'A Bx Cx Dx',
      tied: '',
      reason: 'RESULT_INVALID',
    },
    { what: 'a runner named twice', rules: {}, results: 'A Bx Cx Cx', tied: '', reason: 'RESULT_INVALID' },
    { what: 'no winner', rules: {}, results: 'Ax Bx Cx', tied: '', reason: 'RESULT_INVALID' },
    {
      what: 'only placed ones in a win market',
      rules: {},
      results: 'A- Bx Cx',
      tied: '',
      reason: 'RESULT_INVALID',
    },
    {
      what: 'too few winners',
      rules: { ...PLACE, winnerCount: 2 },
      results: 'A Bx Cx',
      tied: '',
      reason: 'RESULT_INVALID',
    },
    { what: 'tied without need', rules: {}, results: 'A Bx Cx', tied: 'A', reason: 'TIED_RUNNERS_INVALID' },
    { what: 'some of the tied', rules: {}, results: 'A B C', tied: 'AB', reason: 'TIED_RUNNERS_INVALID' },
    { what: 'a tied loser', rules: {}, results: 'A B Cx', tied: 'AC', reason: 'TIED_RUNNERS_INVALID' },
    { what: 'a tied one twice', rules: {}, results: 'A B Cx', tied: 'ABB', reason: 'TIED_RUNNERS_INVALID' },
    {
      what: 'no tied ones named in a place market',
      rules: { ...PLACE, winnerCount: 2 },
      results: 'A B C',
      tied: '',
      reason: 'TIED_RUNNERS_INVALID',
    },
    {
      what: 'too few tied ones to leave a place for them',
      rules: { ...PLACE, winnerCount: 1 },
      results: 'A B C',
      tied: 'AB',
      reason: 'TIED_RUNNERS_INVALID',
    },
  ])('is refused with $what', ({ rules, results, tied, reason }) => {
    const market = new TestExchange(make(), rules);
    market.market(CommandKind.CloseMarket);
    const command = { kind: CommandKind.SettleMarket, ...market.declaration(results, tied) } as const;
    expect(market.reason(command)).toBe(reason);
    expect(market.told()).toEqual([]);
  });

  it('is for a closed market only, and once', () => {
    const market = new TestExchange(make());
    const settle = { kind: CommandKind.SettleMarket, ...market.declaration('A Bx Cx') } as const;
    const again = { ...settle, kind: CommandKind.ResettleMarket } as const;
    expect(market.reason(settle)).toBe('MARKET_STATUS_CONFLICT');
    market.market(CommandKind.CloseMarket);
    expect(market.reason(again)).toBe('MARKET_STATUS_CONFLICT');
    market.must(settle);
    expect(market.reason(settle)).toBe('MARKET_STATUS_CONFLICT');
    market.must(again);
    expect(market.reason(market.order('BACK 1 @ 2'))).toBe('MARKET_CLOSED');
    expect(market.reason({ ...settle, marketId: 7 })).toBe('MARKET_UNKNOWN');
  });

  it('is no step of a market without money', () => {
    const market = new TestExchange(make());
    const marketId = market.addMarket({ isFree: true });
    expect(market.reason({ kind: CommandKind.VoidMarket, marketId })).toBe('MARKET_WITHOUT_MONEY');
    market.must({ kind: CommandKind.CloseMarket, marketId });
    const settle = { kind: CommandKind.SettleMarket, ...market.declaration('A Bx Cx'), marketId } as const;
    expect(market.reason(settle)).toBe('MARKET_WITHOUT_MONEY');
  });
});
