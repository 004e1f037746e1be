import { SNAPSHOT_VERSION } from './snapshot.js';
import { CommandKind } from './command.js';
import { Matcher } from './matcher.js';
import { ORDER_LAYOUT } from './order/order-layout.js';
import { RejectReason } from './reject-reason.js';
import { Side } from './side.js';
import { checkIntegrity } from './testing/integrity.js';
import { TestMarket } from './testing/test-market.js';

const { ORDER_GENERATION, ORDER_WORDS } = ORDER_LAYOUT;

describe('a snapshot', () => {
  it('of another version or byte order is refused', () => {
    const { header, blocks } = new Matcher().snapshot();
    expect(() => Matcher.restore({ header: { ...header, version: SNAPSHOT_VERSION + 1 }, blocks })).toThrow(
      `version ${SNAPSHOT_VERSION + 1}`,
    );
    const byteOrder = header.byteOrder === 'little' ? 'big' : 'little';
    expect(() => Matcher.restore({ header: { ...header, byteOrder }, blocks })).toThrow(/byte order/);
  });

  it('shares no memory with the matcher', () => {
    const market = new TestMarket();
    market.place('BACK 1 @ 3.0');
    const snapshot = market.matcher.snapshot();
    const hash = market.matcher.stateHash();
    market.place('LAY 1 @ 3.0');
    expect(Matcher.restore(snapshot).stateHash()).toBe(hash);
  });

  it('keeps the limits of the matcher', () => {
    const market = new TestMarket({ kind: 'CLASSIC' }, new Matcher({ orderCountMax: 1 }));
    market.place('BACK 1 @ 3.0');
    const restored = Matcher.restore(market.matcher.snapshot());
    expect(restored.execute(market.order('BACK 1 @ 3.0'), 9, 0)).toBe(RejectReason.ORDER_LIMIT_REACHED);
  });

  it('holds a matcher that has grown many times', () => {
    const market = new TestMarket({ kind: 'FINEST' });
    for (let index = 0; index < 20_000; index++) {
      const order = { marketId: 1, runnerId: 11, side: Side.BACK, price: 200 + (index % 5_000), size: 5 };
      const place = { kind: CommandKind.PlaceOrder, ...order, account: index % 1_000 } as const;
      market.matcher.execute(place, index + 3, 0);
    }
    const restored = Matcher.restore(market.matcher.snapshot());
    expect(restored.stateHash()).toBe(market.matcher.stateHash());
    expect(restored.depth(1, 11, Side.BACK)).toEqual(market.matcher.depth(1, 11, Side.BACK));
    checkIntegrity(restored);
  });
});

describe('an order record whose generations are used up', () => {
  it('is never used again', () => {
    const market = new TestMarket();
    market.place('BACK 1 @ 3.0');
    const snapshot = market.matcher.snapshot();
    snapshot.blocks.orders[ORDER_WORDS + ORDER_GENERATION] = 2 ** 27 - 1;
    const matcher = Matcher.restore(snapshot);
    const last = (2 ** 27 - 1) * 2 ** 26 + 1;
    expect(matcher.accountOrders(1, 1)).toEqual([last]);
    expect(Number.isSafeInteger(last)).toBe(true);
    const cancel = { kind: CommandKind.CancelOrder, account: 1, orderId: last, size: 0 } as const;
    expect(matcher.execute(cancel, 9, 0)).toBe(RejectReason.None);
    matcher.execute(market.order('BACK 1 @ 3.0'), 10, 0);
    expect(matcher.accountOrders(1, 1)).toEqual([2]);
    expect(matcher.order(last)).toBeUndefined();
  });
});
