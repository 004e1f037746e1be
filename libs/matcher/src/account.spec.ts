import { CommandKind, StopOrigin } from './command.js';
import { NO_LIMITS } from './market/betting-rules.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange } from './testing/test-exchange.js';

const { Owner, Operator } = StopOrigin;

describe.each(EXCHANGES)('an account, in $name', ({ make }) => {
  describe('is opened once, with a currency', () => {
    it.each([
      { account: 7, currency: 'GBP', reason: 'None' },
      { account: 0, currency: 'SEK', reason: 'None' },
      { account: 1, currency: 'GBP', reason: 'ACCOUNT_EXISTS' },
      { account: -1, currency: 'GBP', reason: 'ACCOUNT_INVALID' },
      { account: 1.5, currency: 'GBP', reason: 'ACCOUNT_INVALID' },
      { account: 2 ** 31, currency: 'GBP', reason: 'ACCOUNT_INVALID' },
      { account: 7, currency: 'gbp', reason: 'CURRENCY_INVALID' },
      { account: 7, currency: 'GBPX', reason: 'CURRENCY_INVALID' },
      { account: 7, currency: '', reason: 'CURRENCY_INVALID' },
      { account: 7, currency: 'XXX', reason: 'CURRENCY_INVALID' },
    ])('$account in $currency: $reason', ({ account, currency, reason }) => {
      const market = new TestExchange(make());
      expect(market.reason({ kind: CommandKind.OpenAccount, account, currency })).toBe(reason);
      expect(market.told()).toEqual(reason === 'None' ? [`AccountOpened ${account}`] : []);
    });
  });

  describe('money', () => {
    it('comes and goes', () => {
      const market = new TestExchange(make(), {}, 0);
      const amount = 500;
      expect(market.must({ kind: CommandKind.Deposit, account: 1, amount })).toEqual([
        'FundsDeposited 1: 5, has 5',
      ]);
      const withdraw = { kind: CommandKind.Withdraw, account: 1, amount: 200 } as const;
      expect(market.must(withdraw)).toEqual(['FundsWithdrawn 1: 2, has 3']);
      expect(market.reason({ ...withdraw, amount: 301 })).toBe('INSUFFICIENT_FUNDS');
      expect(market.exchange.house('GBP').paidIn).toBe(300);
    });

    it.each([0, -1, 0.5, 10 ** 12 + 1, NaN])('is not an amount of %d', (amount) => {
      const market = new TestExchange(make());
      for (const kind of [CommandKind.Deposit, CommandKind.Withdraw] as const)
        expect(market.reason({ kind, account: 1, amount })).toBe('AMOUNT_INVALID');
    });

    it('that is reserved cannot be withdrawn', () => {
      const market = new TestExchange(make(), {}, 10);
      market.place('BACK 4 @ 3');
      const withdraw = { kind: CommandKind.Withdraw, account: 1, amount: 601 } as const;
      expect(market.reason(withdraw)).toBe('INSUFFICIENT_FUNDS');
      market.must({ ...withdraw, amount: 600 });
      expect(market.available(1)).toBe(0);
    });

    it('is enough when the worst case can be paid, over all markets together', () => {
      const market = new TestExchange(make(), {}, 30);
      const other = market.addMarket({});
      market.place('BACK 20 @ 3');
      expect(market.reason({ ...market.order('LAY 5 @ 3.05'), marketId: other })).toBe('INSUFFICIENT_FUNDS');
      market.must({ ...market.order('LAY 5 @ 3'), marketId: other });
      expect(market.available(1)).toBe(0);
      expect(market.reason(market.order('BACK 0.01 @ 5 on B'))).toBe('INSUFFICIENT_FUNDS');
    });

    it('is asked for a replacement with the old order taken away', () => {
      const market = new TestExchange(make(), {}, 10);
      const orderId = market.place('BACK 10 @ 3');
      const replace = {
        kind: CommandKind.ReplaceOrder,
        account: 1,
        orderId,
        price: 305,
        size: 1_001,
      } as const;
      expect(market.reason(replace)).toBe('INSUFFICIENT_FUNDS');
      expect(market.exposure(1)).toBe(10);
      market.must({ ...replace, size: 1_000 });
      expect(market.exposure(1)).toBe(10);
    });
  });

  describe('is needed in a market with money', () => {
    it('of its currency', () => {
      const market = new TestExchange(make());
      const marketId = market.addMarket({ currency: 'EUR' });
      expect(market.reason({ ...market.order('BACK 1 @ 3'), marketId })).toBe('CURRENCY_MISMATCH');
      expect(market.reason(market.order('BACK 1 @ 3', 9))).toBe('ACCOUNT_UNKNOWN');
    });

    it('and in no market without', () => {
      const market = new TestExchange(make());
      const marketId = market.addMarket({ isFree: true });
      market.must({ ...market.order('LAY 1000000 @ 1000', 9), marketId });
      expect(market.told()).toHaveLength(1);
    });
  });

  it.each([
    { kind: CommandKind.Deposit, amount: 1 },
    { kind: CommandKind.Withdraw, amount: 1 },
    { kind: CommandKind.StopAccount, origin: Owner },
    { kind: CommandKind.ResumeAccount, origin: Owner },
    { kind: CommandKind.Heartbeat, timeoutMs: 1_000 },
  ] as const)('that nobody opened is unknown to $kind', (command) => {
    expect(new TestExchange(make()).reason({ ...command, account: 9 })).toBe('ACCOUNT_UNKNOWN');
  });

  describe('limits', () => {
    it.each([
      { limits: { sizeMax: 200 }, fits: 'BACK 2 @ 3', not: 'BACK 2.01 @ 3', reason: 'SIZE_LIMIT_EXCEEDED' },
      {
        limits: { liabilityMax: 200 },
        fits: 'LAY 1 @ 3',
        not: 'LAY 1 @ 3.05',
        reason: 'LIABILITY_LIMIT_EXCEEDED',
      },
      // 0.03 x 0.67 is more than 0.02, if by 1/100 of a penny only.
      {
        limits: { liabilityMax: 2 },
        fits: 'LAY 0.02 @ 2',
        not: 'LAY 0.03 @ 1.67',
        reason: 'LIABILITY_LIMIT_EXCEEDED',
      },
      {
        limits: { liabilityMax: 200 },
        fits: 'BACK 2 @ 9',
        not: 'BACK 2.01 @ 9',
        reason: 'LIABILITY_LIMIT_EXCEEDED',
      },
      {
        limits: { exposureMax: 200 },
        fits: 'BACK 2 @ 3',
        not: 'BACK 2.01 @ 3',
        reason: 'EXPOSURE_LIMIT_EXCEEDED',
      },
    ])('$limits of the account, or of the market: $fits, not $not', ({ limits, fits, not, reason }) => {
      const ofAccount = new TestExchange(make());
      ofAccount.configure(1, limits);
      const ofMarket = new TestExchange(make(), { limits: { ...NO_LIMITS, ...limits } });
      for (const market of [ofAccount, ofMarket]) {
        expect(market.reason(market.order(not))).toBe(reason);
        expect(market.reason(market.order(fits))).toBe('None');
      }
    });

    it('the exposure of all markets together', () => {
      const market = new TestExchange(make());
      market.configure(1, { exposureMax: 300 });
      const marketId = market.addMarket({});
      market.place('BACK 2 @ 3');
      expect(market.reason({ ...market.order('BACK 1.01 @ 3'), marketId })).toBe('EXPOSURE_LIMIT_EXCEEDED');
      market.must({ ...market.order('BACK 1 @ 3'), marketId });
    });

    it('how many orders rest: of the account everywhere, of the market there', () => {
      const market = new TestExchange(make());
      market.configure(1, { orderCountMax: 2 });
      const marketId = market.addMarket({ limits: { ...NO_LIMITS, orderCountMax: 1 } });
      const there = (account: number) => ({ ...market.order('BACK 1 @ 3', account), marketId });
      market.must(there(1));
      expect(market.reason(there(1))).toBe('ORDER_COUNT_EXCEEDED');
      const orderId = market.place('BACK 1 @ 3');
      expect(market.reason(market.order('BACK 1 @ 3'))).toBe('ORDER_COUNT_EXCEEDED');
      market.must(there(2));
      market.must({ kind: CommandKind.ReplaceOrder, account: 1, orderId, price: 400, size: 0 });
    });

    it('how many orders are placed within a second of the exchange', () => {
      const market = new TestExchange(make());
      market.configure(1, { ordersPerSecondMax: 2 });
      market.place('BACK 1 @ 3');
      expect(market.reason(market.order('BACK 0 @ 3'))).toBe('SIZE_INVALID');
      market.timeMs += 999;
      market.place('BACK 1 @ 3');
      expect(market.reason(market.order('BACK 1 @ 3'))).toBe('ORDER_RATE_EXCEEDED');
      market.place('BACK 1 @ 3', 2);
      market.timeMs += 1;
      market.place('BACK 1 @ 3');
    });

    it.each([
      { discount: -1 },
      { discount: 10_001 },
      { selfMatch: 0 as never },
      { selfMatch: 5 as never },
      { sizeMax: -1 },
      { liabilityMax: 0.5 },
      { exposureMax: NaN },
      { orderCountMax: -1 },
      { ordersPerSecondMax: 0.5 },
    ])('are refused as %j', (settings) => {
      const market = new TestExchange(make());
      expect(() => market.configure(1, settings)).toThrow('SETTINGS_INVALID');
    });
  });

  describe('that is stopped', () => {
    const stop = (origin: StopOrigin) => ({ kind: CommandKind.StopAccount, account: 1, origin }) as const;
    const resume = (origin: StopOrigin) => ({ kind: CommandKind.ResumeAccount, account: 1, origin }) as const;

    it('loses its orders, market by market as it first came to them, in the order of placing', () => {
      const market = new TestExchange(make());
      const other = market.addMarket({});
      const there = (text: string) => ({ ...market.order(text), marketId: other });
      market.must(there('BACK 1 @ 3'));
      market.place('BACK 2 @ 3');
      market.place('BACK 9 @ 3', 2);
      market.must(there('BACK 4 @ 2'));
      market.place('LAY 5 @ 2');
      expect(market.must(stop(Owner))).toEqual([
        'AccountStopped 1: 1',
        'cancelled #1: 1 AccountStopped',
        'cancelled #4: 4 AccountStopped',
        'cancelled #2: 2 AccountStopped',
        'cancelled #5: 5 AccountStopped',
      ]);
      expect(market.reason(market.order('BACK 1 @ 3'))).toBe('ACCOUNT_STOPPED');
      expect(market.available(1)).toBe(1_000);
    });

    it('goes on when the one who stopped it says so, and no other', () => {
      const market = new TestExchange(make());
      expect(market.reason(resume(Owner))).toBe('ACCOUNT_NOT_STOPPED');
      market.must(stop(Operator));
      expect(market.reason(resume(Owner))).toBe('ACCOUNT_NOT_STOPPED');
      market.must(stop(Owner));
      market.must(resume(Operator));
      expect(market.reason(market.order('BACK 1 @ 3'))).toBe('ACCOUNT_STOPPED');
      expect(market.must(resume(Owner))).toEqual(['AccountResumed 1: 1']);
      market.place('BACK 1 @ 3');
    });

    it('keeps what it has matched', () => {
      const market = new TestExchange(make());
      market.match('BACK 10 @ 4');
      market.must(stop(Owner));
      expect(market.exposure(1)).toBe(10);
      market.settle('A Bx Cx');
      expect(market.balance(1)).toBe(1_030);
    });
  });

  describe('that is to give signs of life', () => {
    const beat = (timeoutMs: number) => ({ kind: CommandKind.Heartbeat, account: 1, timeoutMs }) as const;

    it('loses all its orders once when it falls silent', () => {
      const market = new TestExchange(make());
      market.place('BACK 1 @ 3');
      expect(market.must(beat(5_000))).toEqual(['HeartbeatSet 1: 5000']);
      market.wait(4_000);
      market.must(beat(5_000));
      expect(market.wait(4_999)).toEqual([]);
      expect(market.wait(1)).toEqual(['HeartbeatMissed 1', 'cancelled #1: 1 HeartbeatMissed']);
      market.place('BACK 1 @ 3');
      expect(market.wait(60_000)).toEqual([]);
    });

    it('may end the watch', () => {
      const market = new TestExchange(make());
      market.place('BACK 1 @ 3');
      market.must(beat(1_000));
      market.must(beat(0));
      expect(market.wait(60_000)).toEqual([]);
    });

    it.each([999, 3_600_001, -1, 1_000.5])('not within %d ms', (timeoutMs) => {
      expect(new TestExchange(make()).reason(beat(timeoutMs))).toBe('TIMEOUT_INVALID');
    });
  });
});
