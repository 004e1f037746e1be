import { CommandKind, type Command, type CreateMarket } from './command.js';
import { MarketStatus } from './market/market-status.js';
import { Matcher } from './matcher.js';
import { REJECT_REASONS, RejectReason } from './reject-reason.js';
import { Side } from './side.js';
import { checkIntegrity } from './testing/integrity.js';
import { TestMarket } from './testing/test-market.js';

const CREATE: CreateMarket = {
  kind: CommandKind.CreateMarket,
  name: 'Winner',
  runners: [
    { runnerId: 7, name: 'A' },
    { runnerId: 3, name: 'B' },
  ],
  ladder: { kind: 'CLASSIC' },
};

type LifeStep =
  CommandKind.OpenMarket | CommandKind.SuspendMarket | CommandKind.ResumeMarket | CommandKind.CloseMarket;
const { OpenMarket, SuspendMarket, ResumeMarket, CloseMarket } = CommandKind;
const { INACTIVE, OPEN, SUSPENDED, CLOSED } = MarketStatus;

/** A matcher whose market 1 has taken these steps. */
function afterSteps(...steps: LifeStep[]): Matcher {
  const matcher = new Matcher();
  for (const command of [CREATE, ...steps.map((kind) => ({ kind, marketId: 1 }))]) {
    expect(matcher.execute(command, 1, 0)).toBe(RejectReason.None);
  }
  return matcher;
}

describe('the life of a market', () => {
  it.each<{ steps: LifeStep[]; status: MarketStatus; allowed: Partial<Record<LifeStep, MarketStatus>> }>([
    { steps: [], status: INACTIVE, allowed: { [OpenMarket]: OPEN, [CloseMarket]: CLOSED } },
    { steps: [OpenMarket], status: OPEN, allowed: { [SuspendMarket]: SUSPENDED, [CloseMarket]: CLOSED } },
    {
      steps: [OpenMarket, SuspendMarket],
      status: SUSPENDED,
      allowed: { [ResumeMarket]: OPEN, [CloseMarket]: CLOSED },
    },
    { steps: [OpenMarket, CloseMarket], status: CLOSED, allowed: {} },
  ])('after $steps has status $status and goes on as $allowed', ({ steps, status, allowed }) => {
    for (const kind of [OpenMarket, SuspendMarket, ResumeMarket, CloseMarket] as const) {
      const matcher = afterSteps(...steps);
      const market = matcher.market(1)!;
      expect(market.status).toBe(status);
      const reason = matcher.execute({ kind, marketId: 1 }, 2, 0);
      expect(reason).toBe(
        allowed[kind] === undefined ? RejectReason.MARKET_STATUS_CONFLICT : RejectReason.None,
      );
      expect(market.status).toBe(allowed[kind] ?? status);
    }
  });

  it('starts with what it was created with, and keeps a copy of it', () => {
    const matcher = new Matcher();
    const runners = [{ runnerId: 7, name: 'A' }];
    const ladder = { kind: 'CUSTOM' as const, bands: [{ from: 150, to: 160, step: 5 }] };
    matcher.execute({ ...CREATE, runners, ladder }, 41, 1_700_000_000_000);
    runners[0]!.name = 'changed';
    ladder.bands[0]!.to = 170;
    expect(matcher.market(1)).toMatchObject({
      marketId: 1,
      name: 'Winner',
      runners: [{ runnerId: 7, name: 'A' }],
      ladder: { kind: 'CUSTOM', bands: [{ from: 150, to: 160, step: 5 }] },
      createdSequence: 41,
      createdAtMs: 1_700_000_000_000,
    });
    expect([...matcher.markets()].map((market) => market.marketId)).toEqual([1]);
  });

  it('leaves nothing behind but its description: memory is flat over endless markets', () => {
    const matcher = new Matcher();
    const sizes: number[] = [];
    for (let marketId = 1; marketId <= 300; marketId++) {
      matcher.execute({ ...CREATE, ladder: { kind: 'FINEST' } }, marketId, 0);
      matcher.execute({ kind: OpenMarket, marketId }, marketId, 0);
      for (let order = 0; order < 50; order++) {
        const side: Side = order % 2;
        const place = { marketId, runnerId: 7, side, price: 500 + order * 1_000, size: 5, account: order };
        expect(matcher.execute({ kind: CommandKind.PlaceOrder, ...place }, marketId, 0)).toBe(
          RejectReason.None,
        );
      }
      matcher.execute({ kind: CloseMarket, marketId }, marketId, 0);
      matcher.events.clear();
      const { blocks } = matcher.snapshot();
      sizes.push(Object.values(blocks).reduce((sum, block) => sum + block.length, 0));
    }
    expect(new Set(sizes).size).toBe(1);
    checkIntegrity(matcher);
  });
});

describe('refusals', () => {
  const runner = { marketId: 1, runnerId: 11, side: Side.BACK, price: 300, size: 100, account: 1 };
  const place = { kind: CommandKind.PlaceOrder, ...runner } as const;
  const odd = [NaN, Infinity, -Infinity, -1, 0.5, 1e300];

  it.each<{ reason: keyof typeof RejectReason; commands: Command[] }>([
    {
      reason: 'MARKET_UNKNOWN',
      commands: [...odd, 0, 2, 2 ** 32 + 1].map((marketId) => ({ ...place, marketId })),
    },
    {
      reason: 'RUNNER_UNKNOWN',
      commands: [...odd, 0, 13, 2 ** 32 + 11].map((runnerId) => ({ ...place, runnerId })),
    },
    { reason: 'SIDE_INVALID', commands: [...odd, 2].map((side) => ({ ...place, side })) },
    {
      reason: 'PRICE_INVALID',
      commands: [...odd, 0, 100, 1_000_001, 300.5].map((price) => ({ ...place, price })),
    },
    {
      reason: 'PRICE_OFF_LADDER',
      commands: [201, 301, 100_001, 1_000_000].map((price) => ({ ...place, price })),
    },
    { reason: 'SIZE_INVALID', commands: [...odd, 0, 1_000_000_001, 1.5].map((size) => ({ ...place, size })) },
    { reason: 'ACCOUNT_INVALID', commands: [...odd, 2 ** 31].map((account) => ({ ...place, account })) },
    {
      reason: 'ORDER_UNKNOWN',
      commands: [...odd, 0, 2, 2 ** 26, 2 ** 26 + 1, 2 ** 53].flatMap((orderId) => [
        { kind: CommandKind.CancelOrder, account: 1, orderId, size: 0 },
        { kind: CommandKind.ReplaceOrder, account: 1, orderId, price: 0, size: 1 },
      ]),
    },
    {
      reason: 'COMMAND_UNKNOWN',
      commands: [0, 99, NaN].map((kind) => ({ ...place, kind })),
    },
  ])('for $reason change nothing and write no event', ({ reason, commands }) => {
    const market = new TestMarket();
    market.place('LAY 1 @ 2.0');
    const hash = market.matcher.stateHash();
    for (const command of commands) {
      expect(RejectReason[market.execute(command)]).toBe(reason);
      expect(market.matcher.events.count).toBe(0);
    }
    expect(market.matcher.stateHash()).toBe(hash);
  });

  it('give the first reason in the order of the list', () => {
    const wrong = { ...place, marketId: 9, runnerId: 99, side: 7 as Side, price: 1, size: 0, account: -1 };
    const market = new TestMarket();
    const fixes = [
      { marketId: 1 },
      { runnerId: 11 },
      { side: Side.BACK },
      { price: 301 },
      { price: 300 },
      { size: 5 },
    ];
    let command = wrong;
    const reasons = [market.execute(command)];
    for (const fix of fixes) {
      command = { ...command, ...fix };
      reasons.push(market.execute(command));
    }
    expect(reasons).toEqual(reasons.toSorted((a, b) => a - b));
    expect(new Set(reasons).size).toBe(7);
  });

  it('for ORDER_LIMIT_REACHED end when an order does, also for a replace', () => {
    const market = new TestMarket({ kind: 'CLASSIC' }, new Matcher({ orderCountMax: 2 }));
    const orderId = market.place('BACK 1 @ 3.0, BACK 1 @ 3.0');
    expect(market.execute(market.order('BACK 1 @ 3.0'))).toBe(RejectReason.ORDER_LIMIT_REACHED);
    const replace = { kind: CommandKind.ReplaceOrder, account: 1, orderId, price: 400, size: 0 } as const;
    expect(market.execute(replace)).toBe(RejectReason.ORDER_LIMIT_REACHED);
    market.cancel(orderId);
    market.place('BACK 1 @ 3.0');
  });

  it('for MARKET_LIMIT_REACHED come last among those of creating', () => {
    const matcher = new Matcher({ marketCountMax: 1 });
    expect(matcher.execute(CREATE, 1, 0)).toBe(RejectReason.None);
    expect(matcher.execute({ ...CREATE, name: '' }, 2, 0)).toBe(RejectReason.MARKET_NAME_INVALID);
    expect(matcher.execute(CREATE, 3, 0)).toBe(RejectReason.MARKET_LIMIT_REACHED);
  });

  it('for MARKET_LIMIT_REACHED also mean runners, until a market closes', () => {
    const matcher = new Matcher({ bookCountMax: 3 });
    expect(matcher.execute(CREATE, 1, 0)).toBe(RejectReason.None);
    expect(matcher.execute(CREATE, 2, 0)).toBe(RejectReason.MARKET_LIMIT_REACHED);
    expect(matcher.execute({ kind: CloseMarket, marketId: 1 }, 3, 0)).toBe(RejectReason.None);
    expect(matcher.execute(CREATE, 4, 0)).toBe(RejectReason.None);
  });

  it('are all described, once each, in the order of their checks', () => {
    const codes = Object.values(RejectReason)
      .filter((code) => typeof code === 'number')
      .slice(1);
    const described = REJECT_REASONS.map(({ code }) => code);
    expect(described.toSorted((a, b) => a - b)).toEqual(codes);
    expect(REJECT_REASONS.map(({ name }) => name)).toEqual(described.map((code) => RejectReason[code]));
    const placeOf = (code: RejectReason): number => described.indexOf(code);
    expect(placeOf(RejectReason.BETTING_RULES_INVALID)).toBe(placeOf(RejectReason.LADDER_INVALID) + 1);
    expect(placeOf(RejectReason.RUNNER_REMOVED)).toBe(placeOf(RejectReason.RUNNER_UNKNOWN) + 1);
  });
});
