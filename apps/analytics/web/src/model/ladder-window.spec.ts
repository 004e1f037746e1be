import fc from 'fast-check';
import { OVERSCAN_ROWS, scrollTopFor, windowOf } from './ladder-window.js';

const ROW_HEIGHT = 26;
const view = fc.record({
  rowCount: fc.integer({ min: 1, max: 100_000 }),
  height: fc.integer({ min: 100, max: 2_000 }),
  row: fc.nat(),
});

describe('the window on a ladder', () => {
  it('contains everything that can be seen, and not much more, wherever one scrolls', () => {
    fc.assert(
      fc.property(view, ({ rowCount, height, row }) => {
        const shape = { rowCount, height, rowHeight: ROW_HEIGHT };
        const scrollTop = scrollTopFor(row % rowCount, shape);
        const { firstRow, endRow } = windowOf({ ...shape, scrollTop });
        expect(firstRow * ROW_HEIGHT).toBeLessThanOrEqual(scrollTop);
        expect(endRow * ROW_HEIGHT).toBeGreaterThanOrEqual(
          Math.min(scrollTop + height, rowCount * ROW_HEIGHT),
        );
        expect(endRow - firstRow).toBeLessThanOrEqual(Math.ceil(height / ROW_HEIGHT) + 3 * OVERSCAN_ROWS);
      }),
    );
  });

  it('stays as it is for a short scroll', () => {
    const shape = { rowCount: 350, height: 600, rowHeight: ROW_HEIGHT };
    const before = windowOf({ ...shape, scrollTop: 100 * ROW_HEIGHT });
    expect(windowOf({ ...shape, scrollTop: 103 * ROW_HEIGHT })).toEqual(before);
  });

  it.each([
    ['in the middle', 100, 100 * ROW_HEIGHT - (600 - ROW_HEIGHT) / 2],
    ['at the top', 3, 0],
    ['at the bottom', 349, 350 * ROW_HEIGHT - 600],
  ])('has a row %s', (_, row, expected) => {
    expect(scrollTopFor(row, { rowCount: 350, height: 600, rowHeight: ROW_HEIGHT })).toBe(expected);
  });
});
