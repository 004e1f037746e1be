import type { PriceLevels } from '@backlay/client';
import type { PriceSize } from '@backlay/contracts';
import { DEPTH_LEVELS, depthColumns } from './depth-data.js';

const levels = (...entries: readonly PriceSize[]): PriceLevels => ({
  count: entries.length,
  size: () => 0,
  best: (n) => entries.slice(0, n),
  entries: () => entries,
});

describe('the depth of a book', () => {
  it('adds up from the best price outwards, on both sides', () => {
    const columns = depthColumns(levels([250, 1_000], [248, 500]), levels([252, 200], [256, 300]));
    expect(columns).toEqual([
      [2.48, 2.5, 2.52, 2.56],
      [15, 10, null, null],
      [null, null, 2, 5],
    ]);
  });

  it('is empty for an empty book', () => {
    expect(depthColumns(levels(), levels())).toEqual([[], [], []]);
  });

  it('leaves out what is far away', () => {
    const many = Array.from({ length: 100 }, (_, index): PriceSize => [1_000 - index, 100]);
    expect(depthColumns(levels(...many), levels())[0]).toHaveLength(DEPTH_LEVELS);
  });
});
