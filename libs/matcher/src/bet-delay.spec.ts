import { CommandKind } from './command.js';
import { BetDelayModel } from './market/betting-rules.js';
import { Persistence, TargetKind, TimeInForce, type OrderTerms } from './order/order-terms.js';
import { EXCHANGES } from './testing/exchange-under-test.js';
import { TestExchange, type TestMarketWish } from './testing/test-exchange.js';

const DELAY_MS = 5_000;
const KEEP = { persistence: Persistence.PERSIST };
const { SuspendMarket, ResumeMarket, CloseMarket, TurnInPlay } = CommandKind;

describe.each(EXCHANGES)('in-play, in $name', ({ make }) => {
  function inPlay(wish: TestMarketWish = {}): TestExchange {
    const market = new TestExchange(make(), { betDelayMs: DELAY_MS, ...wish });
    market.market(TurnInPlay);
    return market;
  }

  describe('the turn in-play', () => {
    it('lapses what is not to persist, in the order of the book; the others keep their place', () => {
      const market = new TestExchange(make());
      market.place('LAY 1 @ 2 on B, LAY 1 @ 3 on A, BACK 1 @ 6 on A, BACK 1 @ 5 on A, LAY 1 @ 3 on A');
      market.place('LAY 2 @ 3 on A', 2, KEEP);
      market.place('LAY 3 @ 3 on A', 3);
      market.place('LAY 4 @ 3 on A', 3, KEEP);
      const lapsed = [4, 3, 2, 5, 7, 1].map((id) => `lapsed #${id}: ${id === 7 ? 3 : 1} TurnedInPlay`);
      expect(market.market(TurnInPlay)).toEqual(['MarketTurnedInPlay', 'version 3, material 3', ...lapsed]);
      market.place('BACK 6 @ 3 on A');
      expect(
        market
          .told()
          .slice(1)
          .map((line) => line.slice(0, 11)),
      ).toEqual(['matched 2 @', 'matched 4 @']);
    });

    it('comes once, from OPEN or SUSPENDED', () => {
      const market = inPlay();
      expect(market.reason({ kind: TurnInPlay, marketId: 1 })).toBe('IN_PLAY_ALREADY');
      const other = new TestExchange(make());
      other.market(SuspendMarket);
      other.market(TurnInPlay);
      expect(other.reason(other.order('BACK 1 @ 2'))).toBe('MARKET_SUSPENDED');
      other.market(CloseMarket);
      expect(other.reason({ kind: TurnInPlay, marketId: 1 })).toBe('MARKET_STATUS_CONFLICT');
      const marketId = other.addMarket({ isFree: true });
      expect(other.reason({ kind: TurnInPlay, marketId })).toBe('MARKET_WITHOUT_MONEY');
    });
  });

  it('before it nothing waits', () => {
    const market = new TestExchange(make(), { betDelayMs: DELAY_MS });
    market.place('BACK 1 @ 3');
    expect(market.told()).toHaveLength(1);
  });

  it('an order waits in no book, with its money reserved, and is then matched', () => {
    const market = inPlay();
    market.place('LAY 1 @ 3', 2);
    market.wait(DELAY_MS);
    const orderId = market.place('BACK 2 @ 2.9');
    expect(market.told()).toEqual([`placed #${orderId} BACK on A by 1: 2 @ 2.9`, `delayed #${orderId}`]);
    expect(market.events[1]).toMatchObject({ releaseMs: market.timeMs + DELAY_MS });
    expect(market.book()).toEqual(['LAY 1 @ 3']);
    expect(market.exposure(1)).toBe(2);
    expect(market.wait(DELAY_MS - 1)).toEqual([]);
    expect(market.wait(1)).toEqual([
      `released #${orderId}: 2`,
      `matched 1 @ 3 on A, #1 of 2 with #${orderId} of 1`,
    ]);
    expect(market.book()).toEqual(['BACK 1 @ 2.9']);
  });

  it('those that come first are released first', () => {
    const market = inPlay();
    const ids = ['LAY 1 @ 3', 'BACK 1 @ 3', 'LAY 2 @ 3'].map((order, nth) => market.place(order, nth + 1));
    expect(market.wait(DELAY_MS)).toEqual([
      `released #${ids[0]}: 1`,
      `released #${ids[1]}: 1`,
      `matched 1 @ 3 on A, #${ids[0]} of 1 with #${ids[1]} of 2`,
      `released #${ids[2]}: 2`,
    ]);
  });

  it('the passive model lets only those wait that would match', () => {
    const market = inPlay({ betDelayModel: BetDelayModel.PASSIVE });
    market.place('LAY 1 @ 3', 2);
    expect(market.told()).toHaveLength(1);
    market.place('BACK 1 @ 3.05');
    expect(market.told()).toHaveLength(1);
    const orderId = market.place('BACK 1 @ 3');
    expect(market.told()[1]).toBe(`delayed #${orderId}`);
    expect(market.wait(DELAY_MS)[1]).toContain('matched 1 @ 3');
  });

  describe('while it waits', () => {
    it('an order can be cancelled, in part too', () => {
      const market = inPlay();
      const orderId = market.place('BACK 2 @ 3');
      const cancel = { kind: CommandKind.CancelOrder, account: 1, orderId } as const;
      expect(market.must({ ...cancel, size: 50 })).toEqual([`cancelled #${orderId}: 0.5 Requested`]);
      expect(market.exposure(1)).toBe(1.5);
      expect(market.must({ ...cancel, size: 0 })).toEqual([`cancelled #${orderId}: 1.5 Requested`]);
      expect(market.wait(DELAY_MS)).toEqual([]);
      expect(market.exposure(1)).toBe(0);
    });

    it('cancel-all takes it, in the order of placing', () => {
      const market = inPlay();
      const first = market.place('BACK 1 @ 3');
      market.wait(DELAY_MS);
      const second = market.place('BACK 2 @ 4');
      expect(market.must({ kind: CommandKind.CancelAll, account: 1, marketId: 1 })).toEqual([
        `cancelled #${first}: 1 CancelAll`,
        `cancelled #${second}: 2 CancelAll`,
      ]);
    });

    it('a replacement waits anew, and a smaller size does not', () => {
      const market = inPlay();
      const orderId = market.place('BACK 2 @ 3');
      const replace = { kind: CommandKind.ReplaceOrder, account: 1, orderId, price: 0, size: 100 } as const;
      market.wait(1_000);
      expect(market.must(replace)).toEqual([`cancelled #${orderId}: 1 Requested`]);
      market.must({ ...replace, price: 400 });
      const placed = market.told()[1]!;
      expect(placed).toMatch(/1 @ 4 instead of #/);
      expect(market.wait(DELAY_MS - 1_000)).toEqual([]);
      expect(market.wait(1_000)[0]).toMatch(/^released #\d+: 1$/);
    });

    it('a suspension lapses it, a material one also what rests and may not persist', () => {
      const market = inPlay();
      market.place('LAY 1 @ 2', 1, KEEP);
      market.place('LAY 1 @ 2.5');
      market.wait(DELAY_MS);
      market.place('BACK 1 @ 6', 1, KEEP);
      expect(market.market(SuspendMarket).slice(2)).toEqual(['lapsed #3: 1 MarketSuspended']);
      market.market(ResumeMarket);
      market.place('BACK 1 @ 6');
      const suspended = market.must({ kind: SuspendMarket, marketId: 1, material: true });
      expect(suspended.slice(2).map((line) => line.replace(/#\d+/, '#'))).toEqual([
        'lapsed #: 1 MarketSuspended',
        'lapsed #: 1 MarketSuspended',
      ]);
      expect(market.book()).toEqual(['LAY 1 @ 2']);
      expect(market.wait(DELAY_MS)).toEqual([]);
    });

    it('the close of the market lapses it', () => {
      const market = inPlay();
      const orderId = market.place('BACK 1 @ 6');
      expect(market.market(CloseMarket).at(-1)).toBe(`lapsed #${orderId}: 1 MarketClosed`);
      expect(market.wait(DELAY_MS)).toEqual([]);
      expect(market.exposure(1)).toBe(0);
    });

    it('a material change lapses it at its release when it was made for an older version', () => {
      const market = inPlay();
      const orderId = market.place('BACK 1 @ 6', 1, { marketVersion: 3 });
      const other = market.place('BACK 1 @ 6');
      market.must({ kind: CommandKind.VoidTrades, marketId: 1, fromMs: 0 });
      expect(market.wait(DELAY_MS)).toEqual([`lapsed #${orderId}: 1 MarketVersion`, `released #${other}: 1`]);
    });

    it('a removal lapses all that waits', () => {
      const market = inPlay();
      const orderId = market.place('BACK 1 @ 6');
      expect(market.remove('C', 0)).toContain(`lapsed #${orderId}: 1 RunnerRemoved`);
      expect(market.wait(DELAY_MS)).toEqual([]);
    });

    it('its good-till time may come first', () => {
      const market = inPlay();
      const orderId = market.place('BACK 1 @ 6', 1, { goodTillMs: market.timeMs + 3_000 });
      expect(market.wait(3_000)).toEqual([`lapsed #${orderId}: 1 Expired`]);
    });
  });

  describe('is over: judged by what is there then', () => {
    it.each<{ what: string; terms: Partial<OrderTerms>; before: string; after: string; told: string[] }>([
      {
        what: 'fill or kill that is filled',
        terms: { timeInForce: TimeInForce.FILL_OR_KILL },
        before: '',
        after: 'LAY 2 @ 3',
        told: ['released #: 2', 'matched 2 @ 3'],
      },
      {
        what: 'fill or kill that is killed',
        terms: { timeInForce: TimeInForce.FILL_OR_KILL },
        before: '',
        after: 'LAY 1 @ 3',
        told: ['released #: 2', 'cancelled #: 2 NotFilled'],
      },
      {
        what: 'fill and kill',
        terms: { timeInForce: TimeInForce.FILL_AND_KILL },
        before: '',
        after: 'LAY 1 @ 3',
        told: ['released #: 2', 'matched 1 @ 3', 'cancelled #: 1 NotFilled'],
      },
      {
        what: 'post-only that would match',
        terms: { postOnly: true },
        before: '',
        after: 'LAY 1 @ 3',
        told: ['released #: 2', 'cancelled #: 2 NotFilled'],
      },
      {
        what: 'post-only that would not',
        terms: { postOnly: true },
        before: '',
        after: '',
        told: ['released #: 2'],
      },
    ])('$what', ({ terms, after, told }) => {
      // The order that is there then goes past the delay: it has been placed just before.
      const market = inPlay();
      if (after !== '') market.place(after, 2);
      market.timeMs += 1;
      market.place('BACK 2 @ 3', 1, terms);
      market.wait(DELAY_MS - 1);
      const short = market.wait(1).map((line) => line.replace(/#\d+/, '#').replace(/ on .*/, ''));
      expect(short).toEqual(told);
    });

    it('a target has the size that it needs at its limit', () => {
      const market = inPlay();
      market.place('LAY 20 @ 5', 2);
      market.wait(DELAY_MS);
      market.place('BACK 40 @ 4', 1, { target: TargetKind.PAYOUT });
      expect(market.told()[0]).toMatch(/: 10 @ 4$/);
    });
  });

  it('an order that could not be paid is refused when it comes, not when it is released', () => {
    const market = inPlay();
    expect(market.reason(market.order('BACK 1000.01 @ 3'))).toBe('INSUFFICIENT_FUNDS');
    market.place('BACK 1000 @ 3');
    expect(market.reason(market.order('BACK 0.01 @ 3'))).toBe('INSUFFICIENT_FUNDS');
  });
});
