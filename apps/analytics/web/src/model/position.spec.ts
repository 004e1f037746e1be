import fc from 'fast-check';
import { canClose, closeAt, withOrder, type ClosingOrder, type Holding } from './position.js';

describe('closing what is open on a runner', () => {
  it.each<[string, Holding, number, ClosingOrder | undefined]>([
    [
      'a back of 10.00 at 3.00, now 2.50: won',
      { ifWin: 2_000, ifLose: -1_000 },
      250,
      { side: 'LAY', size: 1_200, profit: 200 },
    ],
    [
      'a back of 10.00 at 3.00, now 4.00: lost',
      { ifWin: 2_000, ifLose: -1_000 },
      400,
      { side: 'LAY', size: 750, profit: -250 },
    ],
    [
      'a lay of 10.00 at 3.00, now 4.00: won',
      { ifWin: -2_000, ifLose: 1_000 },
      400,
      { side: 'BACK', size: 750, profit: 250 },
    ],
    ['nothing', { ifWin: 0, ifLose: 0 }, 250, undefined],
    ['what is closed already', { ifWin: 300, ifLose: 300 }, 250, undefined],
    ['less than can be bet', { ifWin: 3, ifLose: 0 }, 100_000, undefined],
  ])('%s', (_, holding, price, expected) => {
    expect(closeAt(holding, price)).toEqual(expected);
  });

  it('leaves the same result whether the runner wins or loses, but for the rounding of the size', () => {
    const holding = fc.record({
      ifWin: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      ifLose: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    });
    const price = fc.integer({ min: 101, max: 100_000 });
    fc.assert(
      fc.property(holding, price, (before, at) => {
        const closing = closeAt(before, at);
        if (closing === undefined) return Math.abs(before.ifWin - before.ifLose) * 100 <= at / 2;
        const after = withOrder(before, { ...closing, price: at });
        // Half a minor unit of the size, at the price.
        return (
          Math.abs(after.ifWin - after.ifLose) <= at / 200 + 1e-6 &&
          Math.abs(after.ifLose - closing.profit) <= 1
        );
      }),
    );
  });
});

describe('what is offered', () => {
  const offers = {
    BACK: [[300, 500]],
    LAY: [
      [250, 800],
      [256, 400],
    ],
  } as const;

  it.each<[string, Holding, boolean]>([
    // 8.00 at 2.50 and 4.00 at 2.56 are a payout of 30.24.
    ['is just enough to lay what was backed', { ifWin: 2_024, ifLose: -1_000 }, true],
    ['is not enough to lay what was backed', { ifWin: 2_025, ifLose: -1_000 }, false],
    ['is just enough to back what was laid', { ifWin: -1_000, ifLose: 500 }, true],
    ['is not enough to back what was laid', { ifWin: -1_001, ifLose: 500 }, false],
  ])('%s', (_, holding, expected) => {
    expect(canClose(holding, (side) => offers[side])).toBe(expected);
  });
});
