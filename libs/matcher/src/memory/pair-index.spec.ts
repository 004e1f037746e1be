import fc from 'fast-check';
import { enterArena, REGIONS } from './arena.js';
import { PairIndex } from './pair-index.js';
import { RecordStore } from './record-store.js';

function storeInArena(): RecordStore {
  const store = new RecordStore(REGIONS.lines, { capacity: 16 });
  enterArena(store);
  return store;
}

describe('PairIndex', () => {
  it('knows what a Map knows, through growth, removal and shrinking', () => {
    const key = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 3_000, size: 'max' }),
        fc.infiniteStream(fc.boolean()),
        (keys, removals) => {
          const store = storeInArena();
          const index = new PairIndex(store);
          const known = new Map<string, number>();
          for (const [first, second] of keys) {
            const name = `${first} ${second}`;
            const record = known.get(name);
            expect(index.find(first, second)).toBe(record ?? 0);
            if (record === undefined) {
              const added = store.take();
              store.words[added + 1] = first;
              store.words[added + 2] = second;
              index.add(added);
              known.set(name, added);
            } else if (removals.next().value === true) {
              index.remove(record);
              store.release(record);
              known.delete(name);
            }
          }
          expect(index.count).toBe(known.size);
          for (const [name, record] of known) {
            const [first, second] = name.split(' ').map(Number);
            expect(index.find(first!, second!)).toBe(record);
          }
          for (const record of known.values()) index.remove(record);
          expect(index.save().some((slot) => slot !== 0)).toBe(false);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([NaN, 0.5, 2 ** 32 + 7, -1, Infinity])('does not find %p for a number that it resembles', (odd) => {
    const store = storeInArena();
    const index = new PairIndex(store);
    const record = store.take();
    store.words[record + 1] = 7;
    store.words[record + 2] = 7;
    index.add(record);
    expect(index.find(odd, 7)).toBe(0);
    expect(index.find(7, odd)).toBe(0);
    expect(index.find(7, 7)).toBe(record);
  });
});
