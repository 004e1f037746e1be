import fc from 'fast-check';
import { checksumAfter, levelChecksum } from './book-checksum.js';

const level = fc.record({
  runnerId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  side: fc.constantFrom('BACK' as const, 'LAY' as const),
  price: fc.integer({ min: 101, max: 1_000_000 }),
});
const size = fc.integer({ min: 0, max: 2 ** 50 });

describe('the checksum of a book', () => {
  it('is known, so that clients in other languages can be tested', () => {
    expect(levelChecksum(101, 'LAY', 250, 1_000)).toBe(3_499_678_989);
    expect(levelChecksum(101, 'BACK', 252, 2 ** 32 + 1)).toBe(2_590_997_705);
    expect(levelChecksum(101, 'LAY', 250, 0)).toBe(0);
  });

  it('kept up change by change is the sum over what is there, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(level, size)), (changes) => {
        const book = new Map<string, { at: (typeof changes)[number][0]; size: number }>();
        let checksum = 0;
        for (const [at, after] of changes) {
          const key = JSON.stringify(at);
          checksum = checksumAfter(checksum, at, book.get(key)?.size ?? 0, after);
          book.set(key, { at, size: after });
        }
        const levels = [...book.values()].reverse();
        const sum = levels.reduce(
          (total, { at, size: there }) => total + levelChecksum(at.runnerId, at.side, at.price, there),
          0,
        );
        expect(checksum).toBe(sum % 2 ** 32);
      }),
    );
  });

  it('tells any two levels apart that differ in one thing, but for one pair in millions', () => {
    fc.assert(
      fc.property(level, size, size, (at, one, other) => {
        fc.pre(one !== other && one > 0 && other > 0);
        const { runnerId, side, price } = at;
        const sum = levelChecksum(runnerId, side, price, one);
        const others = [
          levelChecksum(runnerId, side, price, other),
          levelChecksum(runnerId, side === 'BACK' ? 'LAY' : 'BACK', price, one),
          levelChecksum(runnerId, side, price + 1, one),
          levelChecksum(runnerId + 1, side, price, one),
        ];
        expect(others).not.toContain(sum);
      }),
      { seed: 1 },
    );
  });
});
