import { bookPercentage } from './book-percentage.js';

describe('a book percentage', () => {
  it.each<[readonly (number | undefined)[], number | null]>([
    [[200, 200], 100],
    [[250, 160], 102.5],
    [[400, 400, 400], 75],
    [[200, undefined], null],
    [[], null],
  ])('of the prices %j is %p', (prices, expected) => {
    expect(bookPercentage(prices)).toEqual(expected);
  });
});
