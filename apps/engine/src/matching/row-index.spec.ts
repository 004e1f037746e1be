import fc from 'fast-check';
import { NO_ROW, RowIndex } from './row-index.js';

/** Ids as the matcher makes them: a place, and a generation above it. */
const orderId = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 1, 2, 63, 64, 2 ** 20, 2 ** 27 - 1))
  .map(([place, generation]) => generation * 2 ** 26 + place);

describe('the index of rows', () => {
  it('knows what a Map knows, whatever is added and removed', () => {
    fc.assert(
      fc.property(fc.array(orderId, { maxLength: 400, size: 'max' }), (orderIds) => {
        const ids: number[] = [];
        const index = new RowIndex((row) => ids[row] ?? 0);
        const model = new Map<number, number>();
        for (const orderId of orderIds) {
          const known = model.get(orderId);
          if (known === undefined) {
            const row = ids.push(orderId) - 1;
            model.set(orderId, row);
            index.add(orderId, row);
          } else {
            model.delete(orderId);
            index.remove(orderId, known);
          }
        }
        expect(index.count).toBe(model.size);
        for (const orderId of new Set(orderIds))
          expect(index.find(orderId)).toBe(model.get(orderId) ?? NO_ROW);
      }),
    );
  });

  it('keeps all rows when it grows, and finds nothing for numbers that are no ids', () => {
    const index = new RowIndex((row) => row * 2 ** 26 + 1);
    for (let row = 0; row < 5_000; row++) index.add(row * 2 ** 26 + 1, row);
    for (let row = 0; row < 5_000; row++) expect(index.find(row * 2 ** 26 + 1)).toBe(row);
    for (const other of [0, -1, 0.5, NaN, Infinity, 2 ** 60]) expect(index.find(other)).toBe(NO_ROW);
  });
});
