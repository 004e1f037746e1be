import { describePlaced } from './describe-placed.js';

const order = {
  side: 'BACK',
  price: 250,
  size: 1_000,
  sizeMatched: 0,
  sizeRemaining: 1_000,
  averagePriceMatched: null,
  status: 'RESTING',
  releaseAt: null,
} as const;

describe('what became of an order', () => {
  it.each([
    [order, 'Back of Home: 10.00 rests at 2.50.'],
    [
      {
        ...order,
        sizeMatched: 1_000,
        sizeRemaining: 0,
        averagePriceMatched: 252,
        status: 'COMPLETE' as const,
      },
      'Back of Home: matched, 10.00 at 2.52.',
    ],
    [
      { ...order, sizeMatched: 400, sizeRemaining: 600, averagePriceMatched: 250 },
      'Back of Home: 4.00 matched at 2.50, 6.00 rests at 2.50.',
    ],
    [
      { ...order, sizeRemaining: 0, status: 'COMPLETE' as const },
      'Back of Home: 10.00 was not matched and is cancelled.',
    ],
    [
      { ...order, side: 'LAY' as const, status: 'WAITING' as const },
      'Lay of Home: 10.00 at 2.50 waits for the bet delay.',
    ],
  ])('%#', (placed, expected) => {
    expect(describePlaced(placed, 'Home')).toBe(expected);
  });
});
