import { TickLadder, type PriceLevels, type RunnerCopy } from '@backlay/client';
import type { FeedOrder, PriceSize } from '@backlay/contracts';
import { effect } from '@preact/signals';
import { LadderModel, type LadderRow } from './ladder-model.js';

const levels = (entries: readonly PriceSize[]): PriceLevels => ({
  count: entries.length,
  size: (price) => entries.find(([at]) => at === price)?.[1] ?? 0,
  best: (n) => entries.slice(0, n),
  entries: () => entries,
});

const runner = (parts: {
  readonly back?: readonly PriceSize[];
  readonly lay?: readonly PriceSize[];
  readonly traded?: readonly PriceSize[];
  readonly lastPrice?: number;
}): RunnerCopy => ({
  runnerId: 1,
  availableToBack: levels(parts.back ?? []),
  availableToLay: levels(parts.lay ?? []),
  traded: new Map(parts.traded),
  lastPrice: parts.lastPrice ?? null,
  totalMatched: (parts.traded ?? []).reduce((sum, [, size]) => sum + size, 0),
});

const order = (orderId: number, parts: Partial<FeedOrder>): FeedOrder => ({
  orderId,
  marketId: 1,
  runnerId: 1,
  side: 'BACK',
  price: 250,
  size: 100,
  sizeMatched: 0,
  sizeRemaining: 100,
  sizeCancelled: 0,
  sizeLapsed: 0,
  sizeVoided: 0,
  status: 'RESTING',
  persistence: 'LAPSE',
  placedMs: 0,
  ...parts,
});

/** The ladder around a price. */
function ladderAt(price: number, rows = 5): LadderModel {
  const model = new LadderModel(TickLadder.CLASSIC);
  const row = model.rowOf(price);
  model.show({ firstRow: row - rows, endRow: row + rows + 1 });
  return model;
}

const rowAt = (model: LadderModel, price: number): LadderRow => {
  const row = model.rows.value.find((each) => each.price === price);
  if (row === undefined) throw new Error(`${price} is not drawn`);
  return row;
};

describe('the ladder of a runner', () => {
  it('has the highest price at the top', () => {
    expect(ladderAt(300, 2).rows.value.map(({ price }) => price)).toEqual([310, 305, 300, 298, 296]);
  });

  it('shows each price what is there', () => {
    const model = ladderAt(250);
    model.syncRunner(
      runner({
        back: [[248, 500]],
        lay: [[252, 700]],
        traded: [
          [250, 300],
          [400, 900],
        ],
        lastPrice: 250,
      }),
    );
    expect(rowAt(model, 248).toBack.value).toBe(500);
    expect(rowAt(model, 252).toLay.value).toBe(700);
    expect(rowAt(model, 250).traded.value).toBe(300);
    expect(model.rows.value.filter(({ isLast }) => isLast.value).map(({ price }) => price)).toEqual([250]);
    // Also what cannot be seen counts for the length of the bars.
    expect(model.tradedMax.value).toBe(900);
  });

  it('draws nothing anew but what is other', () => {
    const model = ladderAt(250);
    model.syncRunner(runner({ back: [[248, 500]], lay: [[252, 700]] }));
    const drawn: number[] = [];
    for (const { price, toBack, toLay } of model.rows.value) {
      effect(() => {
        drawn.push(price + 0 * (toBack.value + toLay.value));
      });
    }
    drawn.length = 0;
    model.syncRunner(runner({ back: [[248, 500]], lay: [[252, 710]] }));
    expect(drawn).toEqual([252]);
  });

  it('keeps the rows that stay when it is scrolled, and fills the new ones', () => {
    const model = ladderAt(250, 2);
    model.syncRunner(runner({ back: [[240, 500]] }));
    const before = rowAt(model, 248);
    const row = model.rowOf(250);
    model.show({ firstRow: row - 2, endRow: row + 10 });
    expect(rowAt(model, 248)).toBe(before);
    expect(rowAt(model, 240).toBack.value).toBe(500);
  });

  it('has the own orders that rest, at their prices', () => {
    const model = ladderAt(250);
    model.syncOrders([
      order(1, {}),
      order(2, { side: 'LAY', price: 246 }),
      order(3, { status: 'WAITING' }),
      order(4, { price: 900 }),
    ]);
    expect(rowAt(model, 250).ownBack.value.map(({ orderId }) => orderId)).toEqual([1]);
    expect(rowAt(model, 246).ownLay.value.map(({ orderId }) => orderId)).toEqual([2]);
    model.syncOrders([]);
    expect(rowAt(model, 250).ownBack.value).toEqual([]);
  });

  it('says at each price what closing there would bring', () => {
    const model = ladderAt(250);
    model.syncHolding({ ifWin: 2_000, ifLose: -1_000 });
    expect(rowAt(model, 250).closing.value).toEqual({ side: 'LAY', size: 1_200, profit: 200 });
    model.syncHolding(undefined);
    expect(rowAt(model, 250).closing.value).toBeUndefined();
  });

  it.each([
    ['the last price', runner({ back: [[248, 1]], lastPrice: 300 }), 300],
    ['between the best prices', runner({ back: [[248, 1]], lay: [[252, 1]] }), 250],
    ['the only best price', runner({ lay: [[252, 1]] }), 252],
    // Reduced by a removal, it is on no ladder.
    ['the price nearest to the last', runner({ lastPrice: 303 }), 305],
  ])('is centred at %s', (_, copy, expected) => {
    const model = ladderAt(250);
    model.syncRunner(copy);
    expect(model.centreRow()).toBe(model.rowOf(expected));
  });
});
