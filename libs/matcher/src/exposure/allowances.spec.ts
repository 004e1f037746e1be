import { CommandKind } from '../command.js';
import { Matcher } from '../matcher.js';
import { RejectReason } from '../reject-reason.js';
import { MatcherUnderTest } from '../testing/exchange-under-test.js';
import { checkIntegrity } from '../testing/integrity.js';
import { START_MS, TestExchange } from '../testing/test-exchange.js';

/*
 * Accounts have 1000, so an order of 1 is one of an account with much more than it costs: its position is covered, with a
 * grant of an eighth of what is free. None of this may ever show.
 */
describe('an allowance', () => {
  let exchange: MatcherUnderTest;
  let market: TestExchange;
  beforeEach(() => {
    exchange = new MatcherUnderTest();
    market = new TestExchange(exchange);
  });
  afterEach(() => checkIntegrity(exchange.matcher));

  it('never shows in what is available', () => {
    market.place('BACK 1 @ 2 on A, BACK 1 @ 2 on A, LAY 1 @ 3 on B');
    expect(market.exposure(1)).toBe(4);
    expect(market.available(1)).toBe(996);
    const orderId = market.place('BACK 10 @ 2 on C');
    expect(market.available(1)).toBe(986);
    market.must({ kind: CommandKind.CancelOrder, account: 1, orderId, size: 0 });
    expect(market.available(1)).toBe(996);
  });

  it('leaves an account all of its money, in whatever markets it has granted some', () => {
    const marketIds = [market.marketId, ...Array.from({ length: 5 }, () => market.addMarket({}))];
    for (const marketId of marketIds) {
      for (const command of [market.order('BACK 1 @ 2'), market.order('BACK 1 @ 2')])
        market.must({ ...command, marketId });
    }
    const marketId = market.addMarket({});
    expect(market.available(1)).toBe(988);
    expect(market.reason({ ...market.order('BACK 988.01 @ 2'), marketId })).toBe('INSUFFICIENT_FUNDS');
    expect(market.reason({ ...market.order('BACK 988 @ 2'), marketId })).toBe('None');
    expect(market.available(1)).toBe(0);
  });

  it('lets be withdrawn what is free, and no more', () => {
    market.place('BACK 1 @ 2, BACK 1 @ 2');
    expect(market.reason({ kind: CommandKind.Withdraw, account: 1, amount: 99_801 })).toBe(
      'INSUFFICIENT_FUNDS',
    );
    expect(market.reason({ kind: CommandKind.Withdraw, account: 1, amount: 99_800 })).toBe('None');
    expect(market.reason(market.order('BACK 0.01 @ 2'))).toBe('INSUFFICIENT_FUNDS');
  });

  it('is over when it is used up: what its orders cost together counts, not what they cost one by one', () => {
    // Each pair of a BACK and a LAY costs nothing once it is matched; one by one 400 of them cost more than there is.
    for (let pair = 0; pair < 400; pair++) {
      market.place('LAY 2 @ 3', 2);
      market.place('BACK 2 @ 3', 1);
      market.place('BACK 2 @ 3', 2);
      market.place('LAY 2 @ 3', 1);
    }
    expect(market.exposure(1)).toBe(0);
    expect(market.exposure(2)).toBe(0);
    expect(market.reason(market.order('BACK 1000 @ 2'))).toBe('None');
  });

  it('ends with a limit of the account, which counts at once', () => {
    market.place('BACK 1 @ 2, BACK 1 @ 2, BACK 1 @ 2');
    market.configure(1, { exposureMax: 400 });
    expect(market.reason(market.order('BACK 1.01 @ 2'))).toBe('EXPOSURE_LIMIT_EXCEEDED');
    expect(market.reason(market.order('BACK 1 @ 2'))).toBe('None');
  });

  it('ends with a stop of the account', () => {
    market.place('BACK 1 @ 2, BACK 1 @ 2');
    market.must({ kind: CommandKind.StopAccount, account: 1, origin: 2 });
    expect(market.reason(market.order('BACK 1 @ 2'))).toBe('ACCOUNT_STOPPED');
    market.must({ kind: CommandKind.ResumeAccount, account: 1, origin: 2 });
    expect(market.reason(market.order('BACK 1 @ 2'))).toBe('None');
    expect(market.available(1)).toBe(999);
  });

  it('knows another self-match rule from the moment it is set', () => {
    market.configure(1, { selfMatch: 1 });
    market.place('BACK 1 @ 2, BACK 1 @ 2');
    market.configure(1, { selfMatch: 3 });
    market.place('LAY 1 @ 2');
    expect(market.told().slice(1)).toEqual([expect.stringContaining('SelfMatch')]);
  });

  it('gives way when a runner leaves: what is held back follows from who can still win', () => {
    market.place('BACK 1 @ 2 on A, BACK 5 @ 2 on A, LAY 4 @ 3 on B');
    market.match('BACK 3 @ 4 on C');
    market.remove('C', 0);
    expect(market.exposure(1)).toBe(14);
    expect(market.available(1)).toBe(986);
  });

  it('ends when a settlement is taken back that the money came from', () => {
    market.match('BACK 100 @ 10 on A');
    market.must({ kind: CommandKind.CloseMarket, marketId: market.marketId });
    market.settle('A Bx Cx');
    market.must({ kind: CommandKind.Withdraw, account: 1, amount: 150_000 });
    const marketId = market.addMarket({});
    const order = { ...market.order('BACK 1 @ 2'), marketId };
    for (let placed = 0; placed < 2; placed++) market.must(order);
    market.must({ kind: CommandKind.VoidMarket, marketId: market.marketId });
    expect(market.available(1)).toBe(-502);
    expect(market.reason(order)).toBe('INSUFFICIENT_FUNDS');
  });

  it('does not let sums grow beyond what is exact', () => {
    for (let deposit = 0; deposit < 10; deposit++)
      market.must({ kind: CommandKind.Deposit, account: 1, amount: 1e11 });
    const order = { ...market.order('LAY 1 @ 1.01'), size: 1e9 };
    let accepted = 0;
    while (market.execute(order) === RejectReason.None) accepted += 1;
    expect(market.reason(order)).toBe('POSITION_TOO_LARGE');
    expect(accepted).toBe(90);
    market.must({ kind: CommandKind.CancelAll, account: 1, marketId: market.marketId });
    expect(market.reason(order)).toBe('None');
  });

  it('is part of a snapshot: the exchange that is restored goes on as the other one', () => {
    market.place('BACK 1 @ 2 on A, LAY 1 @ 3 on B, BACK 1 @ 2 on C');
    market.match('BACK 2 @ 4 on C');
    const restored = new MatcherUnderTest(Matcher.restore(exchange.matcher.snapshot()));
    expect(restored.matcher.stateHash()).toBe(exchange.matcher.stateHash());
    exchange.takeEvents();
    for (const each of [exchange, restored]) each.execute(market.order('BACK 990 @ 2 on A'), 1_000, START_MS);
    expect(restored.takeEvents()).toEqual(exchange.takeEvents());
    expect(restored.matcher.stateHash()).toBe(exchange.matcher.stateHash());
  });
});
