import fc from 'fast-check';
import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from './engine-command.js';
import { Exchange } from './exchange.js';
import { executed } from './testing/executed.js';

const MARKET: EngineCommand = {
  kind: CommandKind.CreateMarket,
  accountId: '',
  commandId: '',
  name: 'A market',
  runners: [
    { runnerId: 1, name: 'One' },
    { runnerId: 2, name: 'Two' },
  ],
  ladder: { kind: 'CLASSIC' },
};

/** A wish about "one of the orders so far", by its place among them. */
interface Step {
  readonly action: 'place' | 'cancel' | 'replace' | 'cancel-all';
  readonly accountId: string;
  readonly pick: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('place', 'place', 'place', 'place', 'cancel', 'replace', 'cancel-all'),
  accountId: fc.constantFrom('alice', 'bob', 'carol'),
  pick: fc.nat(),
  runnerId: fc.constantFrom(1, 2),
  side: fc.constantFrom(Side.BACK, Side.LAY),
  price: fc.integer({ min: 100, max: 105 }).map((tick) => 2 * tick),
  size: fc.integer({ min: 1, max: 50 }),
});

function commandOf(step: Step, orderIds: readonly number[]): EngineCommand {
  const origin = { accountId: step.accountId, commandId: '' };
  const orderId = orderIds[step.pick % Math.max(orderIds.length, 1)] ?? 1;
  const { runnerId, side, price, size } = step;
  switch (step.action) {
    case 'place':
      return { kind: CommandKind.PlaceOrder, ...origin, marketId: 1, runnerId, side, price, size };
    case 'cancel':
      return { kind: CommandKind.CancelOrder, ...origin, orderId, size: size % 2 === 0 ? 0 : size };
    case 'replace':
      return { kind: CommandKind.ReplaceOrder, ...origin, orderId, price, size };
    case 'cancel-all':
      return { kind: CommandKind.CancelAll, ...origin, marketId: 1 };
  }
}

/** Runs the steps in an open market, then gives every order id there ever was. */
function play(exchange: Exchange, steps: readonly Step[]): number[] {
  const orderIds: number[] = [];
  exchange.execute(MARKET, 1, 1000);
  exchange.execute({ kind: CommandKind.OpenMarket, accountId: '', commandId: '', marketId: 1 }, 2, 1000);
  steps.forEach((one, index) => {
    const { events } = executed(exchange, commandOf(one, orderIds), 1000 + index);
    for (const event of events) if (event.type === 'order.placed') orderIds.push(event.orderId);
  });
  return orderIds;
}

describe('the order ledger', () => {
  it('agrees with the matcher about every live order, and keeps sizes in balance for all', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const exchange = new Exchange(1_000);
        for (const orderId of play(exchange, steps)) {
          const order = exchange.orders.find(orderId);
          if (order === undefined) throw new Error(`order ${orderId} is not there`);
          const { sizeMatched, sizeRemaining, sizeCancelled, sizeLapsed } = order;
          expect(sizeMatched + sizeRemaining + sizeCancelled + sizeLapsed).toBe(order.size);
          const live = exchange.matcher.order(orderId);
          expect(live === undefined).toBe(sizeRemaining === 0);
          if (live === undefined) continue;
          const { placedSequence: _, ...view } = live;
          expect(order).toMatchObject(view);
        }
      }),
    );
  });

  it('forgets completed orders beyond the bound, oldest first, and never a live one', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, completedMax) => {
          const bounded = new Exchange(completedMax);
          const unbounded = new Exchange(1_000);
          play(unbounded, steps);
          for (const orderId of play(bounded, steps)) {
            const known = unbounded.orders.find(orderId);
            const kept = bounded.orders.find(orderId);
            if (kept === undefined) expect(known?.sizeRemaining).toBe(0);
            else expect(kept).toEqual(known);
          }
          expect(bounded.orders.completedCount).toBe(Math.min(unbounded.orders.completedCount, completedMax));
        },
      ),
    );
  });

  it('is the same whether it was looked into after every command or only at the end', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, completedMax) => {
          const [watched, replayed] = [new Exchange(completedMax), new Exchange(completedMax)];
          watched.orders.prepareToFind();
          const orderIds = play(watched, steps);
          play(replayed, steps);
          expect(replayed.orders.save()).toEqual(watched.orders.save());
          for (const orderId of orderIds)
            expect(replayed.orders.find(orderId)).toEqual(watched.orders.find(orderId));
          expect(replayed.orders.count).toBe(watched.orders.count);
        },
      ),
    );
  });

  it('is the same after the same commands, and so are the events', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [one, other] = [new Exchange(10), new Exchange(10)];
        const orderIds = play(one, steps);
        expect(play(other, steps)).toEqual(orderIds);
        expect(other.stateHash()).toBe(one.stateHash());
        for (const orderId of orderIds) expect(other.orders.find(orderId)).toEqual(one.orders.find(orderId));
      }),
    );
  });
});
