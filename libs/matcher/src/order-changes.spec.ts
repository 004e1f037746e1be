import { CommandKind } from './command.js';
import { CancelReason, EventKind } from './event.js';
import { RejectReason } from './reject-reason.js';
import { drawBook, placeDrawing, readDrawing } from './testing/book-drawing.js';
import { OTHER_RUNNER, TestMarket, hundredths } from './testing/test-market.js';

const replaceCommand = (orderId: number, price: number, size: number, account = 1) =>
  ({
    kind: CommandKind.ReplaceOrder,
    account,
    orderId,
    price: hundredths(`${price}`),
    size: size * 100,
  }) as const;

describe('cancelling', () => {
  it.each([
    { asked: 20, cancelled: 10, remaining: 0 },
    { asked: 10, cancelled: 10, remaining: 0 },
    { asked: 3, cancelled: 3, remaining: 7 },
    { asked: 0, cancelled: 10, remaining: 0 },
  ])('$asked of a remaining 10 cancels $cancelled', ({ asked, cancelled, remaining }) => {
    for (const side of ['BACK', 'LAY']) {
      const market = new TestMarket();
      const orderId = market.place(`${side} 10 @ 3.0`);
      const [event] = market.cancel(orderId, asked);
      expect(event).toMatchObject({
        kind: EventKind.OrderCancelled,
        sizeCancelled: cancelled * 100,
        sizeRemaining: remaining * 100,
        reason: CancelReason.Requested,
      });
      expect(market.matcher.order(orderId)?.sizeRemaining ?? 0).toBe(remaining * 100);
    }
  });

  it('in two steps of 0.10 and 0.50 leaves 1.40 of 2.00 at the same place in the queue', () => {
    const market = new TestMarket();
    const [, orderId] = placeDrawing(market, '4 2 4 | 3.0 |');
    market.cancel(orderId!, 0.1);
    market.cancel(orderId!, 0.5);
    expect(market.matcher.order(orderId!)).toMatchObject({
      sizeCancelled: 60,
      sizeRemaining: 140,
      size: 200,
    });
    expect(drawBook(market)).toEqual(['4 1.4 4 | 3 |']);
  });

  it('cancels 0 of an order that is matched: it is not known any more', () => {
    const market = new TestMarket();
    const orderId = market.place('LAY 2 @ 3.0');
    market.place('BACK 2 @ 3.0', 2);
    const command = { kind: CommandKind.CancelOrder, account: 1, orderId, size: 0 } as const;
    expect(market.execute(command)).toBe(RejectReason.ORDER_UNKNOWN);
  });

  it.each(['first', 'middle', 'last'])('the %s of a queue leaves the others in their order', (which) => {
    const market = new TestMarket();
    const ids = placeDrawing(market, '| 3.0 | 1 2 3');
    const index = ['first', 'middle', 'last'].indexOf(which);
    market.cancel(ids[index]!);
    const left = [1, 2, 3].filter((_, other) => other !== index);
    expect(drawBook(market)).toEqual([`| 3 | ${left.join(' ')}`]);
  });

  it('all of an account takes its orders only, in the order they were placed', () => {
    const market = new TestMarket();
    const ids = [
      market.place('LAY 1 @ 3.0', 2),
      market.place('BACK 2 @ 5.0', 2),
      market.place('LAY 3 @ 2.0', 2),
    ];
    market.place('LAY 9 @ 3.0', 3);
    const events = market.must({ kind: CommandKind.CancelAll, account: 2, marketId: market.marketId });
    expect(events.map((event) => ('orderId' in event ? event.orderId : 0))).toEqual(ids);
    expect(events.every((event) => 'reason' in event && event.reason === CancelReason.CancelAll)).toBe(true);
    expect(drawBook(market)).toEqual(['9 | 3 |']);
    expect(market.must({ kind: CommandKind.CancelAll, account: 2, marketId: market.marketId })).toEqual([]);
  });
});

describe('replacing', () => {
  it('by a smaller size keeps the id and the place', () => {
    const market = new TestMarket();
    const [first] = placeDrawing(market, '| 3.0 | 5 5');
    const events = market.must(replaceCommand(first!, 0, 2));
    expect(events).toMatchObject([
      { sizeCancelled: 300, sizeRemaining: 200, reason: CancelReason.Requested },
    ]);
    expect(drawBook(market)).toEqual(['| 3 | 2 5']);
    expect(market.matcher.order(first!)).toMatchObject({ size: 500, sizeCancelled: 300 });
  });

  it.each([
    { name: 'a larger size goes to the end of the queue', price: 0, size: 7, after: '| 3 | 5 7' },
    { name: 'another price with the same size', price: 3.05, size: 0, after: '| 3.05 | 5 \n | 3 | 5' },
    { name: 'another price with another size', price: 3.05, size: 1, after: '| 3.05 | 1 \n | 3 | 5' },
  ])('by $name: a new order in its stead', ({ price, size, after }) => {
    const market = new TestMarket();
    const [first] = placeDrawing(market, '| 3.0 | 5 5');
    const [cancelled, placed] = market.must(replaceCommand(first!, price, size));
    expect(cancelled).toMatchObject({ orderId: first, sizeRemaining: 0, reason: CancelReason.Replaced });
    expect(placed).toMatchObject({ kind: EventKind.OrderPlaced, replacesOrderId: first });
    expect(drawBook(market)).toEqual(readDrawing(after));
  });

  it('may match at the new price', () => {
    const market = new TestMarket();
    market.place('LAY 3 @ 2.9', 2);
    const orderId = market.place('BACK 5 @ 3.0');
    market.must(replaceCommand(orderId, 2.8, 0));
    expect(market.trades()).toEqual(['3 @ 2.9']);
    expect(drawBook(market)).toEqual(['| 2.8 | 2']);
  });

  it.each([
    { price: 3.01, size: 0, reason: RejectReason.PRICE_OFF_LADDER },
    { price: 0.99, size: 0, reason: RejectReason.PRICE_INVALID },
    { price: 3.1, size: -1, reason: RejectReason.SIZE_INVALID },
    { price: 3.1, size: 20_000_000, reason: RejectReason.SIZE_INVALID },
    { price: 0, size: 0, reason: RejectReason.NOTHING_TO_CHANGE },
    { price: 3, size: 5, reason: RejectReason.NOTHING_TO_CHANGE },
  ])('to $price and $size is refused whole', ({ price, size, reason }) => {
    const market = new TestMarket();
    const orderId = market.place('BACK 5 @ 3.0');
    const hash = market.matcher.stateHash();
    expect(market.execute(replaceCommand(orderId, price, size))).toBe(reason);
    expect(market.matcher.events.count).toBe(0);
    expect(market.matcher.stateHash()).toBe(hash);
  });

  it('and cancelling need the account of the order', () => {
    const market = new TestMarket();
    const orderId = market.place('BACK 5 @ 3.0');
    expect(market.execute(replaceCommand(orderId, 3.1, 0, 2))).toBe(RejectReason.ORDER_UNKNOWN);
    const cancel = { kind: CommandKind.CancelOrder, account: 2, orderId, size: 0 } as const;
    expect(market.execute(cancel)).toBe(RejectReason.ORDER_UNKNOWN);
  });
});

describe('a suspended market', () => {
  it('refuses what would place and allows what takes out', () => {
    const market = new TestMarket();
    const orderId = market.place('BACK 5 @ 3.0');
    const other = market.place('BACK 5 @ 3.0');
    market.must({ kind: CommandKind.SuspendMarket, marketId: market.marketId });
    expect(market.execute(market.order('LAY 5 @ 3.0'))).toBe(RejectReason.MARKET_SUSPENDED);
    expect(market.execute(replaceCommand(orderId, 3.1, 0))).toBe(RejectReason.MARKET_SUSPENDED);
    expect(market.execute(replaceCommand(orderId, 0, 6))).toBe(RejectReason.MARKET_SUSPENDED);
    market.must(replaceCommand(orderId, 0, 4));
    market.cancel(orderId, 1);
    market.cancel(other);
    expect(drawBook(market)).toEqual(['| 3 | 3']);
    market.must({ kind: CommandKind.ResumeMarket, marketId: market.marketId });
    market.place('LAY 3 @ 3.0', 2);
    expect(market.trades()).toEqual(['3 @ 3']);
  });
});

describe('closing a market', () => {
  it('lapses everything: by runner, BACK before LAY, best first, oldest first', () => {
    const market = new TestMarket();
    const ids = placeDrawing(
      market,
      `     | 3.0 | 4
           | 2.9 | 5 6
         7 | 2.0 |
         8 | 1.9 | `,
    );
    const other = market.must({ ...market.order('BACK 1 @ 3.0'), runnerId: OTHER_RUNNER });
    const events = market.must({ kind: CommandKind.CloseMarket, marketId: market.marketId });
    expect(events[0]).toMatchObject({ kind: EventKind.MarketClosed });
    const lapsed = events.slice(1).map((event) => ('sizeLapsed' in event ? event.sizeLapsed / 100 : event));
    expect(lapsed).toEqual([5, 6, 4, 7, 8, 1]);
    const all = [...ids, ...other.map((event) => ('orderId' in event ? event.orderId : 0))];
    expect(all.map((orderId) => market.matcher.order(orderId))).toEqual(all.map(() => undefined));
    expect(market.execute(market.order('BACK 1 @ 3.0'))).toBe(RejectReason.MARKET_CLOSED);
    expect(drawBook(market)).toEqual([]);
  });
});
