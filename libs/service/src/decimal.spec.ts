import { formatHundredths, formatRatio } from './decimal.js';

describe('decimals', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [250, '2.50'],
    [1_000_000, '10000.00'],
    [123456789012345678901n, '1234567890123456789.01'],
  ])('writes %s hundredths as %s', (hundredths, text) => {
    expect(formatHundredths(hundredths)).toBe(text);
  });

  it.each([
    { numerator: 10, denominator: 3, digits: 4, text: '3.3333' },
    { numerator: 20, denominator: 3, digits: 4, text: '6.6667' },
    { numerator: 1, denominator: 8, digits: 2, text: '0.13' },
    { numerator: 0, denominator: 7, digits: 2, text: '0.00' },
    { numerator: 10n ** 30n, denominator: 10n ** 28n, digits: 2, text: '100.00' },
  ])('divides $numerator by $denominator to $digits digits, half up: $text', ({ text, ...ratio }) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});
