import { CommandKind } from './command.js';
import { Persistence, TargetKind, TimeInForce, type OrderTerms } from './order/order-terms.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { START_MS, TestExchange } from './testing/test-exchange.js';

const { FILL_OR_KILL, FILL_AND_KILL } = TimeInForce;
const { PAYOUT, BACKERS_PROFIT } = TargetKind;
const FOK: Partial<OrderTerms> = { timeInForce: FILL_OR_KILL };
const FAK: Partial<OrderTerms> = { timeInForce: FILL_AND_KILL };

describe.each(EXCHANGES)('the terms of an order, in $name', ({ make }) => {
  /** Places what rests for account 2, then the order for account 1; gives its trades and what became of the rest. */
  function outcomeOf(resting: string, order: string, terms: Partial<OrderTerms>) {
    const market = new TestExchange(make(), {}, 100_000);
    if (resting !== '') market.place(resting, 2);
    market.place(order, 1, terms);
    const trades = market.told().flatMap((line) => /^matched (\S+ @ \S+)/.exec(line)?.[1] ?? []);
    const cancelled = market.told().flatMap((line) => /^cancelled #\d+: (.*)/.exec(line)?.[1] ?? []);
    return { market, trades: trades.join(', '), cancelled: cancelled.join(', ') };
  }

  describe('fill or kill: judged by the average price, all that is wanted or nothing', () => {
    it.each([
      // What may be backed is what LAY orders offer.
      { resting: 'LAY 1 @ 12', order: 'BACK 2 @ 12', minFill: 0, trades: '', cancelled: '2 NotFilled' },
      { resting: 'LAY 2 @ 12', order: 'BACK 2 @ 12', minFill: 0, trades: '2 @ 12', cancelled: '' },
      { resting: 'LAY 1 @ 12', order: 'BACK 2 @ 12', minFill: 1, trades: '1 @ 12', cancelled: '1 NotFilled' },
      { resting: 'LAY 1 @ 12', order: 'BACK 2 @ 12', minFill: 1.01, trades: '', cancelled: '2 NotFilled' },
      {
        resting: 'LAY 1 @ 13, LAY 1 @ 12, LAY 1 @ 11',
        order: 'BACK 3 @ 12',
        minFill: 0,
        trades: '1 @ 13, 1 @ 12, 1 @ 11',
        cancelled: '',
      },
      // 1 @ 13 bears half as much at 10.
      {
        resting: 'LAY 1 @ 13, LAY 1 @ 10',
        order: 'BACK 2 @ 12',
        minFill: 1,
        trades: '1 @ 13, 0.5 @ 10',
        cancelled: '0.5 NotFilled',
      },
      {
        resting: 'LAY 1 @ 13, LAY 1 @ 10',
        order: 'BACK 2 @ 12',
        minFill: 0,
        trades: '',
        cancelled: '2 NotFilled',
      },
      // 0.01 @ 13 bears no whole 0.01 at 10: what is worse than the limit then stays.
      {
        resting: 'LAY 0.01 @ 13, LAY 1 @ 10',
        order: 'BACK 2 @ 12',
        minFill: 0.01,
        trades: '0.01 @ 13',
        cancelled: '1.99 NotFilled',
      },
      { resting: 'LAY 5 @ 11', order: 'BACK 2 @ 12', minFill: 0.01, trades: '', cancelled: '2 NotFilled' },
      { resting: '', order: 'BACK 2 @ 12', minFill: 0, trades: '', cancelled: '2 NotFilled' },
      // And the other way round.
      {
        resting: 'BACK 1 @ 3, BACK 1 @ 4, BACK 1 @ 5',
        order: 'LAY 3 @ 4',
        minFill: 0,
        trades: '1 @ 3, 1 @ 4, 1 @ 5',
        cancelled: '',
      },
      {
        resting: 'BACK 1 @ 3, BACK 1 @ 6',
        order: 'LAY 2 @ 4',
        minFill: 0.01,
        trades: '1 @ 3, 0.5 @ 6',
        cancelled: '0.5 NotFilled',
      },
    ])(
      '$order, at least $minFill, against $resting: $trades',
      ({ resting, order, minFill, trades, cancelled }) => {
        const outcome = outcomeOf(resting, order, { ...FOK, minFillSize: Math.round(minFill * 100) });
        expect(outcome).toMatchObject({ trades, cancelled });
        expect(outcome.market.events.map((event) => event.kind).slice(0, 2)).toEqual([6, 10]);
      },
    );
  });

  describe('fill and kill: what its limit allows, and no rest', () => {
    it.each([
      { resting: 'LAY 1 @ 12', order: 'BACK 2 @ 12', trades: '1 @ 12', cancelled: '1 NotFilled' },
      { resting: 'LAY 1 @ 13, LAY 1 @ 11', order: 'BACK 2 @ 12', trades: '1 @ 13', cancelled: '1 NotFilled' },
      { resting: 'BACK 5 @ 3', order: 'LAY 2 @ 3', trades: '2 @ 3', cancelled: '' },
      { resting: '', order: 'LAY 2 @ 3', trades: '', cancelled: '2 NotFilled' },
    ])('$order against $resting: $trades', ({ resting, order, trades, cancelled }) => {
      const outcome = outcomeOf(resting, order, FAK);
      expect(outcome).toMatchObject({ trades, cancelled });
    });
  });

  describe('post-only: never the one that comes to another', () => {
    it.each([
      { resting: 'LAY 1 @ 3', order: 'BACK 1 @ 3', reason: 'POST_ONLY_WOULD_MATCH' },
      { resting: 'LAY 1 @ 3', order: 'BACK 1 @ 2.98', reason: 'POST_ONLY_WOULD_MATCH' },
      { resting: 'LAY 1 @ 3', order: 'BACK 1 @ 3.05', reason: 'None' },
      { resting: 'BACK 1 @ 3', order: 'LAY 1 @ 3', reason: 'POST_ONLY_WOULD_MATCH' },
      { resting: 'BACK 1 @ 3', order: 'LAY 1 @ 2.98', reason: 'None' },
    ])('$order against $resting: $reason', ({ resting, order, reason }) => {
      const market = new TestExchange(make());
      market.place(resting, 2);
      expect(market.reason(market.order(order, 1, { postOnly: true }))).toBe(reason);
    });
  });

  describe('a target: the size is what reaches it', () => {
    it.each([
      { target: PAYOUT, resting: '', order: 'BACK 40 @ 4', size: 10, trades: '' },
      { target: BACKERS_PROFIT, resting: '', order: 'BACK 40 @ 5', size: 10, trades: '' },
      { target: BACKERS_PROFIT, resting: '', order: 'LAY 40 @ 5', size: 10, trades: '' },
      // 10 / 3 = 3.33 and a bit: down.
      { target: PAYOUT, resting: '', order: 'BACK 10 @ 3', size: 3.33, trades: '' },
      // At a better price less is needed.
      { target: PAYOUT, resting: 'LAY 20 @ 5', order: 'BACK 40 @ 4', size: 8, trades: '8 @ 5' },
      // 4 @ 5 pay 20, so 5 @ 4 remain for the other 20.
      { target: PAYOUT, resting: 'LAY 4 @ 5', order: 'BACK 40 @ 4', size: 9, trades: '4 @ 5' },
      {
        target: PAYOUT,
        resting: 'LAY 4 @ 5, LAY 10 @ 4',
        order: 'BACK 40 @ 4',
        size: 9,
        trades: '4 @ 5, 5 @ 4',
      },
      { target: PAYOUT, resting: 'LAY 20 @ 3', order: 'BACK 40 @ 4', size: 10, trades: '' },
      // 8 @ 5 leave 0.04, which is less than a unit at 5: no more of what is there, but one at 4 when nothing is left at 5.
      { target: PAYOUT, resting: 'LAY 9 @ 5', order: 'BACK 40.04 @ 4', size: 8, trades: '8 @ 5' },
      { target: PAYOUT, resting: 'LAY 8 @ 5', order: 'BACK 40.04 @ 4', size: 8.01, trades: '8 @ 5' },
      // 10 @ 3 win 20, and 5 @ 5 the other 20.
      { target: BACKERS_PROFIT, resting: 'BACK 10 @ 3', order: 'LAY 40 @ 5', size: 15, trades: '10 @ 3' },
    ])('$order as target $target against $resting: $size', ({ target, resting, order, size, trades }) => {
      const outcome = outcomeOf(resting, order, { target });
      expect(outcome.trades).toBe(trades);
      expect(outcome.market.events[0]).toMatchObject({ size: size * 100 });
    });

    it.each([
      { target: PAYOUT, order: 'BACK 0.02 @ 3', reason: 'TARGET_TOO_SMALL' },
      { target: PAYOUT, order: 'BACK 0.03 @ 3', reason: 'None' },
      { target: BACKERS_PROFIT, order: 'BACK 0.01 @ 2', reason: 'None' },
      { target: BACKERS_PROFIT, order: 'BACK 0.01 @ 2.02', reason: 'TARGET_TOO_SMALL' },
      { target: BACKERS_PROFIT, order: 'BACK 1000000 @ 1.01', reason: 'SIZE_INVALID' },
      { target: PAYOUT, order: 'BACK 0 @ 3', reason: 'SIZE_INVALID' },
    ])('$order as target $target: $reason', ({ target, order, reason }) => {
      const market = new TestExchange(make());
      expect(market.reason(market.order(order, 1, { target }))).toBe(reason);
    });
  });

  describe('what does not go together is refused', () => {
    it.each<{ what: string; terms: object }>([
      { what: 'fill or kill that persists', terms: { ...FOK, persistence: Persistence.PERSIST } },
      { what: 'fill and kill that persists', terms: { ...FAK, persistence: Persistence.PERSIST } },
      { what: 'fill or kill with a good-till time', terms: { ...FOK, goodTillMs: START_MS + 1 } },
      { what: 'fill and kill post-only', terms: { ...FAK, postOnly: true } },
      { what: 'a least size without fill or kill', terms: { minFillSize: 1 } },
      { what: 'a least size of fill and kill', terms: { ...FAK, minFillSize: 1 } },
      { what: 'a least size and a target', terms: { ...FOK, minFillSize: 1, target: PAYOUT } },
      { what: 'another persistence', terms: { persistence: 2 } },
      { what: 'another time in force', terms: { timeInForce: 3 } },
      { what: 'another target', terms: { target: 3 } },
      { what: 'another self-match rule', terms: { selfMatch: 5 } },
      { what: 'half a millisecond', terms: { goodTillMs: START_MS + 0.5 } },
      { what: 'a version below 0', terms: { marketVersion: -1 } },
    ])('$what', ({ terms }) => {
      const market = new TestExchange(make());
      expect(market.reason(market.order('BACK 2 @ 3', 1, terms))).toBe('TERMS_CONFLICT');
    });

    it.each<{ what: string; terms: Partial<OrderTerms>; reason: string }>([
      {
        what: 'a least size above the size',
        terms: { ...FOK, minFillSize: 201 },
        reason: 'MIN_FILL_SIZE_INVALID',
      },
      { what: 'a least size as large as it', terms: { ...FOK, minFillSize: 200 }, reason: 'None' },
      { what: 'good till now', terms: { goodTillMs: START_MS }, reason: 'GOOD_TILL_INVALID' },
      { what: 'good till then', terms: { goodTillMs: START_MS + 1 }, reason: 'None' },
      { what: 'too late', terms: { latestMs: START_MS - 1 }, reason: 'ORDER_LATE' },
      { what: 'just in time', terms: { latestMs: START_MS }, reason: 'None' },
    ])('$what: $reason', ({ terms, reason }) => {
      const market = new TestExchange(make());
      expect(market.reason(market.order('BACK 2 @ 3', 1, terms))).toBe(reason);
    });
  });

  describe('the market version: changes are counted, and material ones are held against an order', () => {
    it('a new start time is not material, a removal is', () => {
      const market = new TestExchange(make());
      const { marketId } = market;
      const startTimeMs = START_MS + 60_000;
      expect(market.must({ kind: CommandKind.ChangeStartTime, marketId, startTimeMs })).toEqual([
        'MarketStartChanged',
        'version 3, material 1',
      ]);
      expect(market.reason(market.order('BACK 1 @ 3', 1, { marketVersion: 2 }))).toBe('None');
      expect(market.remove('C', 0)).toEqual(['removed C at 0 %', 'version 4, material 4']);
      const late = market.order('BACK 1 @ 3', 1, { marketVersion: 3 });
      expect(market.reason(late)).toBe('MARKET_VERSION_CHANGED');
      expect(market.reason(market.order('BACK 1 @ 3', 1, { marketVersion: 4 }))).toBe('None');
    });

    it.each([
      { kind: CommandKind.SuspendMarket, material: false, told: 'version 3, material 1' },
      { kind: CommandKind.SuspendMarket, material: true, told: 'version 3, material 3' },
      { kind: CommandKind.TurnInPlay, material: undefined, told: 'version 3, material 3' },
      { kind: CommandKind.CloseMarket, material: undefined, told: 'version 3, material 1' },
    ] as const)('command $kind, material $material: $told', ({ kind, material, told }) => {
      const market = new TestExchange(make());
      const command = { kind, marketId: market.marketId, ...(material !== undefined && { material }) };
      expect(market.must(command)[1]).toBe(told);
    });
  });

  it('a good-till order lapses when its time has come', () => {
    const market = new TestExchange(make());
    const orderId = market.place('BACK 2 @ 3', 1, { goodTillMs: START_MS + 5_000 });
    expect(market.exchange.nextDueMs).toBeLessThanOrEqual(START_MS + 5_000);
    expect(market.wait(4_999)).toEqual([]);
    expect(market.wait(1)).toEqual([`lapsed #${orderId}: 2 Expired`]);
    expect(market.available(1)).toBe(1_000);
    expect(market.exchange.nextDueMs).toBe(Infinity);
  });

  it('what comes due lapses in the order of its times, then of its placing', () => {
    const market = new TestExchange(make());
    const [late, early, alsoEarly] = [9, 5, 5].map((seconds) =>
      market.place('BACK 2 @ 3', 1, { goodTillMs: START_MS + seconds * 1_000 }),
    );
    const lines = [early, alsoEarly, late].map((orderId) => `lapsed #${orderId}: 2 Expired`);
    expect(market.wait(60_000)).toEqual(lines);
  });

  it('a replaced order keeps its persistence and its good-till time', () => {
    const market = new TestExchange(make());
    const terms = { persistence: Persistence.PERSIST, goodTillMs: START_MS + 5_000 };
    const orderId = market.place('BACK 2 @ 3', 1, terms);
    market.must({ kind: CommandKind.ReplaceOrder, account: 1, orderId, price: 305, size: 0 });
    expect(market.events.at(-1)).toMatchObject(terms);
    expect(market.market(CommandKind.TurnInPlay)).toHaveLength(2);
    expect(market.wait(5_000)[0]).toContain('Expired');
  });
});
