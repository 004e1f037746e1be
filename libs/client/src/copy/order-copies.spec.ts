import type { FeedOrder, OrderChange, OrderEvent, TradeEvent } from '@backlay/contracts';
import { OrderCopies } from './order-copies.js';

const ORDER: FeedOrder = {
  orderId: 5,
  marketId: 1,
  runnerId: 101,
  side: 'BACK',
  price: 250,
  size: 1_000,
  sizeMatched: 0,
  sizeRemaining: 1_000,
  sizeCancelled: 0,
  sizeLapsed: 0,
  sizeVoided: 0,
  status: 'RESTING',
  persistence: 'LAPSE',
  placedMs: 700,
};

const fact = {
  orderId: 5,
  accountId: 'alice',
  marketId: 1,
  runnerId: 101,
  side: 'BACK',
  price: 250,
} as const;
const trade = {
  marketId: 1,
  runnerId: 101,
  price: 250,
  size: 400,
  makerOrderId: 5,
  makerAccountId: 'alice',
  takerOrderId: 9,
  takerAccountId: '',
  takerSide: 'LAY',
} as const;
const change = { ...trade, tradeSequence: 3, tradeIndex: 1 } as const;
const matched = {
  ...trade,
  type: 'order.matched',
  makerSizeRemaining: 600,
  takerSizeRemaining: 600,
} as const;

function afterEvents(start: readonly FeedOrder[], ...events: (OrderEvent | TradeEvent)[]) {
  const copies = new OrderCopies();
  const head = { id: 's1', shard: 0, sequence: 9, timeMs: 0 } as const;
  copies.replace({ ...head, op: 'orders.image', orders: start });
  const changes = events.map((event, index): OrderChange => ({
    sequence: 9,
    index,
    timeMs: 700,
    orderId: 5,
    event,
  }));
  copies.apply({ ...head, op: 'orders.delta', from: 8, changes });
  return copies.orders.get(5);
}

describe('the copy of an order', () => {
  const placed = { ...fact, type: 'order.placed', size: 1_000, replacesOrderId: 0 } as const;

  it.each<[string, (OrderEvent | TradeEvent)[], FeedOrder]>([
    ['rests when it was placed', [placed], ORDER],
    [
      'waits for its bet delay',
      [placed, { ...fact, type: 'order.delayed', releaseMs: 900 }],
      { ...ORDER, status: 'WAITING' },
    ],
    [
      'rests after its release',
      [
        placed,
        { ...fact, type: 'order.delayed', releaseMs: 900 },
        { ...fact, type: 'order.released', sizeRemaining: 1_000 },
      ],
      ORDER,
    ],
    [
      'has the persistence that it was given',
      [
        placed,
        {
          ...fact,
          type: 'order.terms-set',
          persistence: 'PERSIST',
          timeInForce: 'REST',
          minFillSize: 0,
          goodTillMs: 0,
        },
      ],
      { ...ORDER, persistence: 'PERSIST' },
    ],
  ])('%s', (_, events, order) => {
    expect(afterEvents([], ...events)).toEqual(order);
  });

  it.each<[string, OrderEvent | TradeEvent, Partial<FeedOrder>]>([
    ['as the maker of a trade', matched, { sizeMatched: 400, sizeRemaining: 600 }],
    [
      'as the taker of a trade',
      { ...matched, makerOrderId: 9, takerOrderId: 5 },
      { sizeMatched: 400, sizeRemaining: 600 },
    ],
    [
      'by a reduction of its size',
      { ...fact, type: 'order.cancelled', sizeCancelled: 300, sizeRemaining: 700, reason: 'REQUESTED' },
      { sizeCancelled: 300, sizeRemaining: 700 },
    ],
    [
      'by a removal that reduces its price',
      { ...fact, type: 'order.repriced', price: 225, priceBefore: 250, sizeRemaining: 1_000 },
      { price: 225 },
    ],
    [
      'not by a reduced price of its trade',
      { ...change, type: 'trade.reduced', priceBefore: 250, price: 225 },
      {},
    ],
  ])('changes %s', (_, event, changed) => {
    expect(afterEvents([ORDER], event)).toEqual({ ...ORDER, ...changed });
  });

  it('has less matched and more voided when its trade is void', () => {
    const order = afterEvents([ORDER], matched, { ...change, type: 'trade.voided' });
    expect(order).toEqual({ ...ORDER, sizeRemaining: 600, sizeVoided: 400 });
  });

  it.each<[string, OrderEvent]>([
    ['is matched whole', { ...matched, size: 1_000, makerSizeRemaining: 0 }],
    [
      'is cancelled',
      { ...fact, type: 'order.cancelled', sizeCancelled: 1_000, sizeRemaining: 0, reason: 'CANCEL_ALL' },
    ],
    ['lapses', { ...fact, type: 'order.lapsed', sizeLapsed: 1_000, reason: 'MARKET_CLOSED' }],
  ])('is gone when it %s', (_, event) => {
    expect(afterEvents([ORDER], event)).toBeUndefined();
  });

  it('does not come back when a trade of it is voided later', () => {
    expect(afterEvents([], { ...change, type: 'trade.voided' })).toBeUndefined();
  });
});
