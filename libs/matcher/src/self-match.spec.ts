import { SelfMatch } from './account/account-settings.js';
import { CommandKind } from './command.js';
import { TargetKind, TimeInForce } from './order/order-terms.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange } from './testing/test-exchange.js';

const { OFF, CANCEL_RESTING, CANCEL_INCOMING, CANCEL_BOTH } = SelfMatch;

describe.each(EXCHANGES)('an order that meets one of its own account, in $name', ({ make }) => {
  /** Account 2 offers 1 @ 4 and 1 @ 3, account 1 itself 1 @ 3.5 between them. Orders #1, #2 and #3. */
  function crossedBook(selfMatch?: SelfMatch): TestExchange {
    const market = new TestExchange(make());
    if (selfMatch !== undefined) market.configure(1, { selfMatch });
    market.place('LAY 1 @ 4', 2);
    market.place('LAY 1 @ 3.5', 1);
    market.place('LAY 1 @ 3', 2);
    return market;
  }

  const PLACED = 'placed #4 BACK on A by 1: 3 @ 3';
  const FIRST = 'matched 1 @ 4 on A, #1 of 2 with #4 of 1';
  const OWN = 'matched 1 @ 3.5 on A, #2 of 1 with #4 of 1';
  const LAST = 'matched 1 @ 3 on A, #3 of 2 with #4 of 1';

  it.each([
    { rule: OFF, told: [PLACED, FIRST, OWN, LAST] },
    { rule: CANCEL_RESTING, told: [PLACED, FIRST, 'cancelled #2: 1 SelfMatch', LAST] },
    { rule: CANCEL_INCOMING, told: [PLACED, FIRST, 'cancelled #4: 2 SelfMatch'] },
    { rule: CANCEL_BOTH, told: [PLACED, FIRST, 'cancelled #2: 1 SelfMatch', 'cancelled #4: 2 SelfMatch'] },
  ])('by rule $rule of its account', ({ rule, told }) => {
    const market = crossedBook(rule);
    market.place('BACK 3 @ 3', 1);
    expect(market.told()).toEqual(told);
  });

  it('an account that nobody has configured gives up what rests', () => {
    const market = crossedBook();
    market.place('BACK 3 @ 3', 1);
    expect(market.told()).toContain('cancelled #2: 1 SelfMatch');
  });

  it("an order's own rule is stronger than that of its account", () => {
    const market = crossedBook(OFF);
    market.place('BACK 3 @ 3', 1, { selfMatch: CANCEL_INCOMING });
    expect(market.told().at(-1)).toBe('cancelled #4: 2 SelfMatch');
  });

  it('orders of the account that it does not come to stay', () => {
    const market = crossedBook();
    market.place('BACK 1 @ 3', 1);
    expect(market.told()).toEqual(['placed #4 BACK on A by 1: 1 @ 3', FIRST]);
    expect(market.book()).toEqual(['LAY 1 @ 3.5', 'LAY 1 @ 3']);
  });

  it('a market without money has no rule but the order says one', () => {
    const market = new TestExchange(make());
    const marketId = market.addMarket({ isFree: true });
    const order = (text: string) => ({ ...market.order(text, 9), marketId });
    market.must(order('LAY 1 @ 3'));
    expect(market.must(order('BACK 1 @ 3'))[1]).toMatch(/^matched 1 @ 3/);
    market.must(order('LAY 1 @ 3'));
    const own = { ...market.order('BACK 1 @ 3', 9, { selfMatch: CANCEL_INCOMING }), marketId };
    expect(market.must(own)[1]).toMatch(/1 SelfMatch$/);
  });

  describe('fill or kill, targets and cash-out count what they could really match', () => {
    const FOK = { timeInForce: TimeInForce.FILL_OR_KILL };

    it.each([
      { rule: OFF, size: 3, lines: 4 },
      { rule: CANCEL_RESTING, size: 2, lines: 4 },
      { rule: CANCEL_INCOMING, size: 1, lines: 2 },
      { rule: CANCEL_BOTH, size: 1, lines: 2 },
    ])('fill or kill by rule $rule can have $size', ({ rule, size }) => {
      const market = crossedBook(rule);
      market.place(`BACK ${size} @ 3`, 1, FOK);
      expect(market.told().filter((line) => line.startsWith('matched'))).toHaveLength(size);
      const more = crossedBook(rule);
      more.place(`BACK ${size + 0.01} @ 3`, 1, FOK);
      expect(more.told().at(-1)).toBe(`cancelled #4: ${size + 0.01} NotFilled`);
      expect(more.told().filter((line) => line.startsWith('matched'))).toEqual([]);
      expect(more.book()).toHaveLength(3);
    });

    it('a target needs more when it cannot have its own better price', () => {
      // 1 @ 4 pays 4; then 3.5 of its own, or not; the rest at 3.
      const [counted, skipped] = [OFF, CANCEL_RESTING].map((rule) => {
        const market = crossedBook(rule);
        market.place('BACK 10.5 @ 3', 1, { target: TargetKind.PAYOUT });
        return market.events[0];
      });
      expect(counted).toMatchObject({ size: 300 });
      // 1 @ 4 leaves 6.5 to be paid at 3: 2.16 and a bit.
      expect(skipped).toMatchObject({ size: 100 + Math.floor(650 / 3) });
    });

    it('a cash-out takes nothing of its own', () => {
      const market = new TestExchange(make());
      market.match('BACK 10 @ 5 on A');
      market.place('BACK 20 @ 4 on A', 1);
      const cashOut = { account: 1, marketId: 1, runnerId: 11, share: 10_000, price: 1_000 };
      const command = { kind: CommandKind.CashOut, ...cashOut } as const;
      expect(market.reason(command)).toBe('CASH_OUT_NO_LIQUIDITY');
      market.place('BACK 20 @ 8 on A', 3);
      market.must(command);
      expect(market.told().filter((line) => line.startsWith('matched'))).toEqual([
        expect.stringMatching(/^matched 6.25 @ 8/),
      ]);
    });
  });
});
