import { bookPercentage } from './book-percentage.js';

describe('book percentage', () => {
  it.each([
    { name: 'a round book', prices: [200, 200], percentage: '100.00' },
    { name: 'an overround book', prices: [190, 190], percentage: '105.26' },
    { name: 'an overbroke book of three', prices: [320, 320, 320], percentage: '93.75' },
    { name: 'one runner', prices: [101], percentage: '99.01' },
    { name: 'a half of the last digit, rounded up', prices: [80_000], percentage: '0.13' },
  ])('of $name is $percentage', ({ prices, percentage }) => {
    expect(bookPercentage(prices)).toBe(percentage);
  });

  it('is exact for many runners at long prices', () => {
    expect(bookPercentage(Array.from({ length: 1000 }, () => 1_000_000))).toBe('10.00');
  });

  it('is unknown when a runner has no price, or there is no runner', () => {
    expect(bookPercentage([200, null, 300])).toBeNull();
    expect(bookPercentage([])).toBeNull();
  });
});
