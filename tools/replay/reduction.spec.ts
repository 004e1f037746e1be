import { reducedPrice } from './reduction.js';

describe('a price after a removal', () => {
  it.each([
    // Kind, factor, price, reduced: the worked cases of the published rules.
    ['WIN', 2500, 800, 600],
    ['WIN', 1620, 860, 721],
    ['WIN', 249, 800, 800],
    ['WIN', 250, 800, 780],
    ['WIN', 9000, 150, 101],
    ['PLACE', 2500, 800, 625],
    ['PLACE', 100, 800, 793],
    ['PLACE', 0, 800, 800],
    // Halves go up: 2.01 x 0.50 = 1.005.
    ['WIN', 5000, 201, 101],
    ['WIN', 5000, 303, 152],
  ] as const)('of kind %s, factor %d: %d is %d', (kind, factor, price, reduced) => {
    expect(reducedPrice(kind, { factor }, price)).toBe(reduced);
  });
});
