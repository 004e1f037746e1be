import type { Trade } from '@backlay/client';
import type { OrderChange } from '@backlay/contracts';
import { OWN_TRADES_MAX, merged, tradesAfter, tradesOf, type OwnTrade } from './own-trades.js';

const matched = (sequence: number, orderId: number): OrderChange => ({
  sequence,
  index: 1,
  timeMs: sequence,
  orderId,
  event: {
    type: 'order.matched',
    marketId: 7,
    runnerId: 1,
    price: 250,
    size: 400,
    makerOrderId: 11,
    makerAccountId: '',
    makerSizeRemaining: 0,
    takerOrderId: 12,
    takerAccountId: '',
    takerSide: 'BACK',
    takerSizeRemaining: 0,
  },
});

const change = { marketId: 7, runnerId: 1, tradeSequence: 5, tradeIndex: 1, size: 400 } as const;
const accounts = { makerOrderId: 11, makerAccountId: '', takerOrderId: 12, takerAccountId: '' } as const;

const stored = (parts: Partial<Trade>): Trade => ({
  tradeId: '5-1',
  marketId: 7,
  runnerId: 1,
  price: 250,
  size: 400,
  status: 'STANDING',
  currentPrice: 250,
  makerOrderId: 11,
  makerAccountId: null,
  takerOrderId: 12,
  takerAccountId: 'bob',
  takerSide: 'BACK',
  sequence: 5,
  index: 1,
  time: 5,
  ...parts,
});

const own: OwnTrade = {
  tradeId: '5-1',
  orderId: 12,
  marketId: 7,
  runnerId: 1,
  side: 'BACK',
  price: 250,
  size: 400,
  timeMs: 5,
};

describe('own trades', () => {
  it('are told by the feed from the side of the own order', () => {
    expect(tradesAfter([], matched(5, 12))).toEqual([own]);
    expect(tradesAfter([], matched(5, 11))).toEqual([{ ...own, orderId: 11, side: 'LAY' }]);
  });

  it('are told by storage, of two own orders twice, and not when they are void', () => {
    expect(tradesOf(stored({}), 'bob')).toEqual([own]);
    expect(tradesOf(stored({}), 'alice')).toEqual([]);
    expect(tradesOf(stored({ makerAccountId: 'bob' }), 'bob')).toEqual([
      own,
      { ...own, orderId: 11, side: 'LAY' },
    ]);
    expect(tradesOf(stored({ status: 'REDUCED', currentPrice: 230 }), 'bob')).toEqual([
      { ...own, price: 230 },
    ]);
    expect(tradesOf(stored({ status: 'VOIDED', currentPrice: null }), 'bob')).toEqual([]);
  });

  it('are there once, whoever tells of them first', () => {
    const live = tradesAfter([], matched(5, 12));
    expect(merged(live, [own])).toEqual([own]);
    expect(tradesAfter([own], matched(5, 12))).toEqual([own]);
    expect(merged(tradesAfter([], matched(6, 12)), [own]).map(({ tradeId }) => tradeId)).toEqual([
      '6-1',
      '5-1',
    ]);
  });

  it('go when they are voided, and have another price when they are reduced', () => {
    const base = { sequence: 9, index: 1, timeMs: 9, orderId: 12 };
    const voided = { ...change, ...accounts, type: 'trade.voided', takerSide: 'BACK', price: 250 } as const;
    expect(tradesAfter([own], { ...base, event: voided })).toEqual([]);
    const reduced = {
      ...change,
      ...accounts,
      type: 'trade.reduced',
      takerSide: 'BACK',
      priceBefore: 250,
      price: 230,
    } as const;
    expect(tradesAfter([own], { ...base, event: reduced })).toEqual([{ ...own, price: 230 }]);
  });

  it('are not kept without bound', () => {
    let trades: readonly OwnTrade[] = [];
    for (let sequence = 1; sequence <= OWN_TRADES_MAX + 5; sequence += 1)
      trades = tradesAfter(trades, matched(sequence, 12));
    expect(trades).toHaveLength(OWN_TRADES_MAX);
    expect(trades[0]?.tradeId).toBe(`${OWN_TRADES_MAX + 5}-1`);
  });
});
