import fc from 'fast-check';
import { DecimalError, divideHalfUp, formatHundredths, parseHundredths } from './decimal.js';

describe('decimals at the edge', () => {
  it.each([
    ['2.5', 250],
    ['2.50', 250],
    ['0.01', 1],
    ['0', 0],
    ['1000', 100_000],
    ['9999999999.99', 999_999_999_999],
    [2.5, 250],
    [1.01, 101],
    [0.29, 29],
    [1.1, 110],
    [1000, 100_000],
    [-0, 0],
  ])('reads %p as %d hundredths', (value, hundredths) => {
    expect(Object.is(parseHundredths(value), hundredths)).toBe(true);
  });

  it.each([
    ['2.505', /more than two digits/],
    [2.505, /more than two digits/],
    [1e-7, /more than two digits/],
    ['-1.00', /negative/],
    [-1, /negative/],
    ['+1', /without sign/],
    ['01.00', /leading zeros/],
    ['10000000000', /more than 10 digits/],
    [1e10, /more than 10 digits/],
    [1e300, /more than 10 digits/],
    [Number.NaN, /finite/],
    [Number.POSITIVE_INFINITY, /finite/],
    ['', /not a decimal/],
    ['abc', /not a decimal/],
    ['NaN', /not a decimal/],
    ['1e2', /not a decimal/],
    ['2,50', /not a decimal/],
    ['2.', /not a decimal/],
    ['.5', /not a decimal/],
    [' 2.50', /not a decimal/],
    ['2.50\n', /not a decimal/],
    ['٢.٥', /not a decimal/],
  ])('refuses %p', (value, message) => {
    expect(() => parseHundredths(value)).toThrow(DecimalError);
    expect(() => parseHundredths(value)).toThrow(message);
  });

  it('gives back every count of hundredths it has written, as text and as a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (hundredths) => {
        const text = formatHundredths(hundredths);
        expect(text).toMatch(/^\d+\.\d\d$/);
        expect(parseHundredths(text)).toBe(hundredths);
        expect(parseHundredths(Number(text))).toBe(hundredths);
      }),
    );
  });

  it('accepts a number exactly when its shortest form has at most two digits after the point', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 9_999_999_999, noNaN: true }),
        fc.nat({ max: 6 }),
        (double, digits) => {
          const value = Number(double.toFixed(digits));
          const shortest = value.toString();
          const isExact = /^\d+(\.\d{1,2})?$/.test(shortest);
          if (isExact) expect(parseHundredths(value)).toBe(parseHundredths(shortest));
          else expect(() => parseHundredths(value)).toThrow(DecimalError);
        },
      ),
    );
  });

  it('divides half up without forming a fraction', () => {
    expect(divideHalfUp(5, 2)).toBe(3);
    expect(divideHalfUp(249, 100)).toBe(2);
    expect(divideHalfUp(250, 100)).toBe(3);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), fc.integer({ min: 1, max: 1e9 }), (sum, count) => {
        const twice = (2n * BigInt(sum) + BigInt(count)) / (2n * BigInt(count));
        expect(divideHalfUp(sum, count)).toBe(Number(twice));
      }),
    );
  });
});
