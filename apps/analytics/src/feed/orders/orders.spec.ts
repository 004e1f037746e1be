import { orderAfter, type EventGroup, type FeedOrder, type OrderChange } from '@backlay/contracts';
import fc from 'fast-check';
import { EventHistory } from '../../../../../libs/contracts/src/testing/event-history.js';
import { AccountTrail } from './account-trail.js';
import { orderChangesOf, type AccountChange } from './order-changes.js';
import { spliceOrders, type OrderPage } from './splice-orders.js';

function changesOf(
  groups: readonly EventGroup[],
  isWanted: (accountId: string) => boolean = () => true,
): AccountChange[] {
  return groups.flatMap(({ events, sequence, timeMs }) =>
    events.flatMap((data, index) =>
      orderChangesOf({ pattern: data.type, data, sequence, index, timeMs }, isWanted),
    ),
  );
}

/** The live orders of an account after a sequence, from the beginning. */
function ordersAt(changes: readonly AccountChange[], accountId: string, sequence: number): FeedOrder[] {
  const orders = new Map<number, FeedOrder>();
  for (const change of changes) {
    if (change.accountId !== accountId || change.sequence > sequence) continue;
    const after = orderAfter(orders.get(change.orderId), change);
    if (after === undefined) orders.delete(change.orderId);
    else orders.set(change.orderId, after);
  }
  return [...orders.values()].sort((a, b) => a.orderId - b.orderId);
}

const ACCOUNT = 'account-1';

describe('the orders of an account', () => {
  it('keep their sizes: what was placed is matched, left, cancelled, lapsed or voided', () => {
    const groups = new EventHistory({ seed: 3, commands: 1_500 }).groups();
    const changes = changesOf(groups);
    const seen = ordersAt(changes, ACCOUNT, Infinity);
    expect(seen.length).toBeGreaterThan(0);
    for (let sequence = 1; sequence <= groups.length; sequence += 97) {
      for (const order of ordersAt(changes, ACCOUNT, sequence)) {
        const { size, sizeMatched, sizeRemaining, sizeCancelled, sizeLapsed, sizeVoided } = order;
        expect(sizeMatched + sizeRemaining + sizeCancelled + sizeLapsed + sizeVoided).toBe(size);
        expect(sizeRemaining).toBeGreaterThan(0);
      }
    }
  });

  it('tell of a trade what is the own side, and nothing of the other', () => {
    const groups = new EventHistory({ seed: 3, commands: 800 }).groups();
    const trades = changesOf(groups).filter(({ event }) => event.type === 'order.matched');
    expect(trades.length).toBeGreaterThan(20);
    for (const { accountId, orderId, event } of trades) {
      if (event.type !== 'order.matched') continue;
      const ids = [event.makerOrderId, event.takerOrderId].filter((id) => id !== 0);
      const accounts = [event.makerAccountId, event.takerAccountId].filter((id) => id !== '');
      expect(ids).toEqual([orderId]);
      expect(accounts).toEqual([accountId]);
    }
  });

  it('are made for those who are told of them, and for nobody else', () => {
    const groups = new EventHistory({ seed: 3, commands: 800 }).groups();
    const own = changesOf(groups, (accountId) => accountId === ACCOUNT);
    expect(own).toEqual(changesOf(groups).filter(({ accountId }) => accountId === ACCOUNT));
    expect(own.length).toBeGreaterThan(20);
  });

  it('are the same when they are read page by page, each at another moment, and changed by what happened since', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, pauses, perPage) => {
          const groups = new EventHistory({ seed, commands: 500 }).groups();
          const changes = changesOf(groups);
          let sequence = 200;
          let after = 0;
          const pages: OrderPage[] = [];
          for (const [at, pause] of pauses.entries()) {
            const left = ordersAt(changes, ACCOUNT, sequence).filter(({ orderId }) => orderId > after);
            const isLast = at === pauses.length - 1;
            const orders = isLast ? left : left.slice(0, perPage);
            const isEnd = isLast || orders.length === left.length;
            after = isEnd ? Infinity : (orders.at(-1)?.orderId ?? Infinity);
            pages.push({ upToOrderId: after, orders, sequence });
            if (isEnd) break;
            sequence += pause;
          }
          const own = changes.filter((change) => change.accountId === ACCOUNT && change.sequence > 200);
          const spliced = spliceOrders(pages, own);
          expect(spliced).toEqual(ordersAt(changes, ACCOUNT, Infinity));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is remembered of an account', () => {
  const change = (sequence: number): OrderChange => ({ sequence }) as OrderChange;
  const sequences = (changes: OrderChange[] | undefined) => changes?.map(({ sequence }) => sequence);

  it('is every change behind a sequence, and nothing is said of what is forgotten', () => {
    const trail = new AccountTrail(10, 8);
    for (let sequence = 11; sequence <= 18; sequence++) trail.add(change(sequence));
    expect(sequences(trail.changesAfter(10))).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
    expect(sequences(trail.changesAfter(16))).toEqual([17, 18]);
    expect(trail.changesAfter(9)).toBeUndefined();
    trail.add(change(19));
    expect(trail.changesAfter(11)).toBeUndefined();
    expect(sequences(trail.changesAfter(12))).toEqual([13, 14, 15, 16, 17, 18, 19]);
  });
});
