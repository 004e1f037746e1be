import { growthOfThirds, thirdsOf } from './thirds.js';

test('the last third is compared with the middle one, by medians, so that one odd sample says nothing', () => {
  expect(thirdsOf([50, 60, 70, 100, 900, 100, 120, 900, 120])).toEqual({ middle: 100, last: 120 });
  expect(growthOfThirds([50, 60, 70, 100, 900, 100, 120, 900, 120])).toBeCloseTo(0.2);
});

test('what grows in the beginning only has not grown', () => {
  expect(growthOfThirds([1, 100, 100])).toBe(0);
});

test('two samples have no thirds', () => {
  expect(() => thirdsOf([1, 2])).toThrow('2 samples have no thirds');
});
