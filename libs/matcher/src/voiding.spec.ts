import { CommandKind } from './command.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { START_MS, TestExchange } from './testing/test-exchange.js';

describe.each(EXCHANGES)('what was matched is annulled, in $name', ({ make }) => {
  describe('voiding trades', () => {
    const voidFrom = (fromMs: number) => ({ kind: CommandKind.VoidTrades, marketId: 1, fromMs }) as const;

    it('annuls those made at or after a moment, newest first', () => {
      const market = new TestExchange(make());
      for (const size of [1, 2, 3]) {
        market.match(`BACK ${size} @ 4 on A`);
        market.timeMs += 1_000;
      }
      expect(market.must(voidFrom(START_MS + 1_000))).toEqual([
        'version 3, material 3',
        'void 3 @ 4 on A',
        'void 2 @ 4 on A',
      ]);
      expect(market.exposure(1)).toBe(1);
      // What is void is not voided again.
      expect(market.must(voidFrom(START_MS))).toEqual(['version 4, material 4', 'void 1 @ 4 on A']);
      market.settle('A Bx Cx');
      expect(market.balance(1)).toBe(1_000);
    });

    it('is refused for a time that is no time, or ahead', () => {
      const market = new TestExchange(make());
      for (const fromMs of [-1, 0.5, START_MS + 1])
        expect(market.reason(voidFrom(fromMs))).toBe('VOID_TIME_INVALID');
      market.settle('A Bx Cx');
      expect(market.reason(voidFrom(START_MS))).toBe('MARKET_STATUS_CONFLICT');
    });
  });

  describe('voiding the market', () => {
    it('gives back everything and lapses what rests', () => {
      const market = new TestExchange(make());
      market.match('BACK 10 @ 4 on A');
      market.match('BACK 5 @ 3 on B');
      const orderId = market.place('BACK 1 @ 9 on C');
      expect(market.market(CommandKind.VoidMarket)).toEqual([
        'MarketVoided',
        `lapsed #${orderId}: 1 MarketVoided`,
        'void 5 @ 3 on B',
        'void 10 @ 4 on A',
      ]);
      expect([market.available(1), market.available(2)]).toEqual([1_000, 1_000]);
      expect(market.reason({ kind: CommandKind.VoidMarket, marketId: 1 })).toBe('MARKET_STATUS_CONFLICT');
      expect(market.reason(market.order('BACK 1 @ 2'))).toBe('MARKET_CLOSED');
    });

    it('takes back a settlement first', () => {
      const market = new TestExchange(make(), { baseRate: 500 });
      market.match('BACK 10 @ 4 on A');
      market.settle('A Bx Cx');
      expect(market.market(CommandKind.VoidMarket)).toEqual([
        'SettlementReversed 2: -30 less 0, has 1000',
        'SettlementReversed 1: 30 less 1.5, has 1000',
        'MarketSettlementReversed: commission 1.5, rounding 0',
        'MarketVoided',
        'void 10 @ 4 on A',
      ]);
      expect(market.exchange.house('GBP')).toEqual({ commission: 0, rounding: 0, paidIn: 400_000 });
    });
  });
});
