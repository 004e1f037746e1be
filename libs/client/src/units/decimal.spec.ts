import fc from 'fast-check';
import {
  formatExact,
  formatHundredths,
  parseExact,
  parseHundredths,
  parsePrice,
  parseSignedHundredths,
  parseSize,
} from './decimal.js';

const count = fc.integer({ min: -(10 ** 14), max: 10 ** 14 });

describe('decimals', () => {
  it.each([
    [parsePrice, '2.5', 250],
    [parsePrice, ' 1000 ', 100_000],
    [parseSize, '10', 1_000],
    [parseHundredths, '0', 0],
    [parseSignedHundredths, '-0.38', -38],
    [parseSignedHundredths, '-0.00', 0],
    [parseExact, '18.0000', 180_000],
    [parseExact, '-1.25', -12_500],
  ])('%o reads %j as %d', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each([
    [parsePrice, '0'],
    [parsePrice, '-2.50'],
    [parsePrice, '2,50'],
    [parsePrice, '2.505'],
    [parsePrice, ''],
    [parsePrice, '.5'],
    [parsePrice, '1e3'],
    [parseSize, 'ten'],
    [parseHundredths, '-1.00'],
    [parseHundredths, '99999999999999999'],
    [parseExact, '1.00001'],
  ])('%o refuses %j', (parse, text) => {
    expect(() => parse(text)).toThrow(RangeError);
  });

  it('are written so that they read as what they were', () => {
    fc.assert(
      fc.property(count, (value) => {
        expect(parseSignedHundredths(formatHundredths(value))).toBe(value);
        expect(parseExact(formatExact(value))).toBe(value);
      }),
    );
  });
});
