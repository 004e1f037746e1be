import fc from 'fast-check';
import { CommandKind, type Command } from './command.js';
import { EventKind, type MatcherEvent } from './event.js';
import { Matcher } from './matcher.js';
import { RejectReason } from './reject-reason.js';
import { Side } from './side.js';
import { checkIntegrity } from './testing/integrity.js';

const MARKET = 1;
const RUNNERS = [5, 6];
const ACCOUNTS = [1, 2, 3];
const SETUP: Command[] = [
  {
    kind: CommandKind.CreateMarket,
    name: 'Property',
    runners: RUNNERS.map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` })),
    ladder: { kind: 'CLASSIC' },
  },
  { kind: CommandKind.OpenMarket, marketId: MARKET },
];

const account = fc.constantFrom(...ACCOUNTS);
/** Small ids of the first two generations: most are known some time. */
const orderId = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(1))
  .map(([index, old]) => index + old * 2 ** 26);
/** A few neighbouring prices and one off the ladder. */
const price = fc.constantFrom(296, 298, 300, 305, 310, 301);
const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, -1, 0.5, 1_000_000_000));

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant(CommandKind.PlaceOrder as const),
      marketId: fc.constant(MARKET),
      runnerId: fc.constantFrom(...RUNNERS),
      side: fc.constantFrom(Side.BACK, Side.LAY),
      price,
      size,
      account,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant(CommandKind.CancelOrder as const), account, orderId, size }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant(CommandKind.ReplaceOrder as const),
      account,
      orderId,
      price,
      size,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant(CommandKind.CancelAll as const),
      account,
      marketId: fc.constant(MARKET),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Command>(
      { kind: CommandKind.SuspendMarket, marketId: MARKET },
      { kind: CommandKind.ResumeMarket, marketId: MARKET },
      { kind: CommandKind.ResumeMarket, marketId: MARKET },
    ),
  },
);
const commands = fc.array(command, { maxLength: 120, size: 'max' });

/** Executes commands from a sequence on, and gives all answers and events. */
function run(matcher: Matcher, list: readonly Command[], firstSequence: number) {
  const answers = list.map((each, index) => matcher.execute(each, firstSequence + index, 1_000 + index));
  const events = matcher.events.toArray();
  matcher.events.clear();
  return { answers, events };
}

function started(): Matcher {
  const matcher = new Matcher();
  run(matcher, SETUP, 1);
  return matcher;
}

describe('whatever the commands', () => {
  it('the structure stays whole and no book is crossed at rest', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const matcher = started();
        for (const [index, each] of list.entries()) {
          matcher.execute(each, index + 3, 0);
          checkIntegrity(matcher);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('size = matched + remaining + cancelled + lapsed for every order, by its events alone', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const matcher = started();
        const { events } = run(matcher, list, 3);
        const live = new Map(
          ACCOUNTS.flatMap((each) => matcher.accountOrders(each, MARKET)).map((id) => [
            id,
            matcher.order(id)!,
          ]),
        );
        const ledger = ledgerOf(events);
        for (const [id, entry] of ledger) {
          const order = live.get(id);
          expect(order?.sizeRemaining ?? 0).toBe(entry.size - entry.matched - entry.takenOut);
          if (order !== undefined) expect(order.sizeMatched).toBe(entry.matched);
        }
        expect([...live.keys()].every((id) => ledger.has(id))).toBe(true);
        run(matcher, [{ kind: CommandKind.CloseMarket, marketId: MARKET }], 1_000);
        expect([...live.keys()].filter((id) => matcher.order(id) !== undefined)).toEqual([]);
      }),
    );
  });

  it('trades are in price-time order: no resting order is passed over for a worse or a younger one', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const matcher = started();
        for (const [index, each] of list.entries()) {
          const before = restingOrders(matcher);
          matcher.execute(each, index + 3, 0);
          const trades = matcher.events.toArray().filter((event) => event.kind === EventKind.OrderMatched);
          matcher.events.clear();
          for (const [nth, trade] of trades.entries()) {
            const earlier = new Set(trades.slice(0, nth).map((other) => other.makerOrderId));
            const rivals = before.filter(
              (order) => order.runnerId === trade.runnerId && order.side !== trade.takerSide,
            );
            const better = trade.takerSide === Side.BACK ? 1 : -1;
            const first = rivals
              .filter((order) => !earlier.has(order.orderId))
              .sort((a, b) => better * (b.price - a.price) || a.placedSequence - b.placedSequence)[0];
            expect(trade.makerOrderId).toBe(first?.orderId);
            expect(trade.price).toBe(first?.price);
          }
        }
      }),
    );
  });

  it('a replay gives the same answers, events and hash', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const [live, replayed] = [started(), started()];
        expect(run(replayed, list, 3)).toEqual(run(live, list, 3));
        expect(replayed.stateHash()).toBe(live.stateHash());
      }),
    );
  });

  it('a refused command leaves the hash as it was and writes no event; an accepted one with events changes it', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const matcher = started();
        for (const [index, each] of list.entries()) {
          const hash = matcher.stateHash();
          const reason = matcher.execute(each, index + 3, 0);
          if (reason !== RejectReason.None) expect(matcher.events.count).toBe(0);
          expect(matcher.stateHash() === hash).toBe(matcher.events.count === 0);
          matcher.events.clear();
        }
      }),
    );
  });

  it('a restored snapshot goes on as if nothing had happened, also through JSON', () => {
    fc.assert(
      fc.property(commands, commands, (before, after) => {
        const matcher = started();
        run(matcher, before, 3);
        const { header, blocks } = matcher.snapshot();
        const restored = Matcher.restore({ header: JSON.parse(JSON.stringify(header)), blocks });
        expect(restored.stateHash()).toBe(matcher.stateHash());
        expect(run(restored, after, 1_000)).toEqual(run(matcher, after, 1_000));
        expect(restored.stateHash()).toBe(matcher.stateHash());
        expect(Matcher.restore(restored.snapshot()).stateHash()).toBe(matcher.stateHash());
      }),
    );
  });

  it('cancelling all is cancelling one by one', () => {
    fc.assert(
      fc.property(commands, account, (list, owner) => {
        const [atOnce, oneByOne] = [started(), started()];
        run(atOnce, list, 3);
        run(oneByOne, list, 3);
        const ids = oneByOne.accountOrders(owner, MARKET);
        const all = run(atOnce, [{ kind: CommandKind.CancelAll, account: owner, marketId: MARKET }], 1_000);
        const each = ids.map(
          (id) => ({ kind: CommandKind.CancelOrder, account: owner, orderId: id, size: 0 }) as const,
        );
        const single = run(oneByOne, each, 1_000);
        expect(all.events.map(bare)).toEqual(single.events.map(bare));
        expect(atOnce.stateHash()).toBe(oneByOne.stateHash());
      }),
    );
  });
});

function bare(event: MatcherEvent): object {
  return { ...event, sequence: 0, reason: 0 };
}

function restingOrders(matcher: Matcher) {
  return ACCOUNTS.flatMap((each) => matcher.accountOrders(each, MARKET)).map((id) => matcher.order(id)!);
}

/** What the events say of every order. */
function ledgerOf(events: readonly MatcherEvent[]) {
  const ledger = new Map<number, { size: number; matched: number; takenOut: number }>();
  for (const event of events) {
    if (event.kind === EventKind.OrderPlaced) {
      ledger.set(event.orderId, { size: event.size, matched: 0, takenOut: 0 });
    } else if (event.kind === EventKind.OrderMatched) {
      for (const id of [event.makerOrderId, event.takerOrderId]) ledger.get(id)!.matched += event.size;
    } else if (event.kind === EventKind.OrderCancelled) {
      ledger.get(event.orderId)!.takenOut += event.sizeCancelled;
    } else if (event.kind === EventKind.OrderLapsed) {
      ledger.get(event.orderId)!.takenOut += event.sizeLapsed;
    }
  }
  return ledger;
}
