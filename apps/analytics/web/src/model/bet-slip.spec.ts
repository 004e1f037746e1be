import { TickLadder } from '@backlay/client';
import type { Side } from '@backlay/contracts';
import { checkSlip, type CheckedSlip, type SlipProblem } from './bet-slip.js';

const CLASSIC = TickLadder.CLASSIC;

describe('a bet slip', () => {
  it.each<[Side, string, string, CheckedSlip]>([
    ['BACK', '2.50', '10', { price: 250, size: 1_000, profit: 1_500, liability: 1_000 }],
    ['LAY', '2,5', '10.00', { price: 250, size: 1_000, profit: 1_000, liability: 1_500 }],
    // Fractions of a minor unit: never too much won, never too little lost.
    ['BACK', '1.01', '0.50', { price: 101, size: 50, profit: 0, liability: 50 }],
    ['LAY', '1.01', '0.50', { price: 101, size: 50, profit: 50, liability: 1 }],
  ])('%s at %s with %s', (side, price, size, expected) => {
    expect(checkSlip({ side, price, size }, CLASSIC)).toEqual(expected);
  });

  it.each<[string, string, SlipProblem['field'], RegExp]>([
    ['', '10', 'price', /decimal/],
    ['two', '10', 'price', /decimal/],
    ['3.02', '10', 'price', /nearest prices are 3\.00 and 3\.05/],
    ['1.00', '10', 'price', /from 1\.01 to 1000/],
    ['1001', '10', 'price', /from 1\.01 to 1000/],
    ['2.50', '', 'size', /amount/],
    ['2.50', '0', 'size', /amount/],
    ['2.50', '10.001', 'size', /amount/],
    ['2.50', '10000000.01', 'size', /more than/],
  ])('at "%s" with "%s" names the %s', (price, size, field, text) => {
    const checked = checkSlip({ side: 'BACK', price, size }, CLASSIC);
    expect(checked).toEqual({ field, text: expect.stringMatching(text) });
  });
});
