import { formatHundredths } from '@backlay/client';
import fc from 'fast-check';
import {
  currencySign,
  formatMoney,
  formatPercent,
  formatPrice,
  formatProfit,
  formatSize,
  typedHundredths,
} from './decimal.js';

describe('numbers as people read them', () => {
  it.each([
    [101, '1.01'],
    [250, '2.50'],
    [1_000, '10'],
    [1_001, '10.01'],
    [1_250, '12.5'],
    [11_000, '110'],
    [100_000, '1000'],
  ])('the price %i is %s', (price, expected) => {
    expect(formatPrice(price)).toBe(expected);
  });

  it.each([
    [0, '0.00', '0.00'],
    [5, '0.05', '+0.05'],
    [-600, '−6.00', '−6.00'],
    [123_456_789, '1,234,567.89', '+1,234,567.89'],
  ])('%i minor units are %s, won or lost %s', (minor, money, profit) => {
    expect(formatMoney(minor)).toBe(money);
    expect(formatProfit(minor)).toBe(profit);
  });

  it.each([
    [1, '0.01'],
    [950, '9.50'],
    [1_000, '10'],
    [9_999, '99.99'],
    [12_399, '123'],
    [999_999, '9999'],
    [1_239_999, '12.3k'],
    [99_999_999, '999.9k'],
    [120_900_000, '1.20m'],
  ])('the size %i is %s', (minor, expected) => {
    expect(formatSize(minor)).toBe(expected);
  });

  it.each([
    ['GBP', '£'],
    ['EUR', '€'],
    ['QQQ', 'QQQ'],
    ['XXX', ''],
    ['', ''],
  ])('the currency %s is written %s', (currency, expected) => {
    expect(currencySign(currency)).toBe(expected);
  });

  it('a percentage has one digit', () => {
    expect(formatPercent(102.449)).toBe('102.4 %');
  });
});

describe('numbers as people type them', () => {
  it.each([
    ['2.5', 250],
    [' 2,50 ', 250],
    ['10', 1_000],
    ['0.07', 7],
    ['1.005', undefined],
    ['-2', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['2.', undefined],
    ['two', undefined],
  ])('"%s" is %p', (text, expected) => {
    expect(typedHundredths(text)).toBe(expected);
  });

  it('are what they were written as, whatever they are', () => {
    const hundredths = fc.integer({ min: 0, max: 1_000_000_000 });
    fc.assert(fc.property(hundredths, (value) => typedHundredths(formatHundredths(value)) === value));
  });
});
