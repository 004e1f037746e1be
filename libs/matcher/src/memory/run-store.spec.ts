import { smallRegion } from '../testing/small-region.js';
import { enterArena, REGIONS } from './arena.js';
import { RunStore } from './run-store.js';

const RECORD_WORDS = 8;

function storeOf(countMax = 100): RunStore {
  const store = new RunStore(REGIONS.holdings, {
    capacity: 2,
    countMax,
    recordWords: RECORD_WORDS,
    lengthMax: 10,
  });
  enterArena(store);
  return store;
}

describe('RunStore', () => {
  it('keeps what is written when it becomes longer than was ready, in both views', () => {
    const store = storeOf(10_000);
    const first = store.take(3);
    store.words[first + 2 * RECORD_WORDS] = 33;
    store.doubles[(first >> 1) + 4] = 2 ** 52 + 1;
    for (let taken = 0; taken < 1_000; taken++) store.take(1 + (taken % 10));
    expect(store.words[first + 2 * RECORD_WORDS]).toBe(33);
    expect(store.doubles[(first >> 1) + 4]).toBe(2 ** 52 + 1);
  });

  it('hands out no word twice', () => {
    const store = storeOf(10_000);
    const runs = [4, 1, 10, 2].map((length) => ({ length, run: store.take(length) }));
    store.release(runs[0]!.run, 4);
    runs[0] = { length: 4, run: store.take(4) };
    const words = runs.flatMap(({ length, run }) =>
      Array.from({ length: length * RECORD_WORDS }, (_, word) => run + word),
    );
    expect(new Set(words).size).toBe(17 * RECORD_WORDS);
    expect(Math.min(...words)).toBe(RECORD_WORDS);
  });

  it('uses a run again for one of the same length, the latest first and with all words 0', () => {
    const store = storeOf();
    const [first, second] = [store.take(2), store.take(2)];
    for (let word = 0; word < 2 * RECORD_WORDS; word++) store.words[second + word] = -1;
    store.release(first, 2);
    store.release(second, 2);
    const end = store.end;
    expect(store.take(3)).toBe(end);
    expect([store.take(2), store.take(2)]).toEqual([second, first]);
    expect([...store.words.subarray(second, second + 2 * RECORD_WORDS)]).toEqual(Array(16).fill(0));
  });

  it('has room for so many records, and for a run that was given back', () => {
    const store = storeOf(5);
    const run = store.take(3);
    expect([store.hasRoomFor(2), store.hasRoomFor(3)]).toEqual([true, false]);
    store.release(run, 3);
    expect(store.hasRoomFor(3)).toBe(true);
  });

  it('goes on from what it saved as it would have without', () => {
    const store = storeOf();
    const run = store.take(3);
    store.take(2);
    store.words[run + 5] = 55;
    store.release(store.take(4), 4);
    const { words, firstFree } = store.save();
    const taken = [4, 4, 1].map((length) => store.take(length));
    const loaded = storeOf();
    loaded.load(words, firstFree);
    expect(loaded.words[run + 5]).toBe(55);
    expect([4, 4, 1].map((length) => loaded.take(length))).toEqual(taken);
  });

  it('has room for no more than its region', () => {
    const region = smallRegion();
    const store = new RunStore(region, {
      capacity: 2,
      countMax: 2 ** 27 - 1,
      recordWords: RECORD_WORDS,
      lengthMax: 1_000,
    });
    enterArena(store);
    while (store.hasRoomFor(1_000)) store.take(1_000);
    const left = region.words.length - store.end;
    expect(left).toBeLessThan(1_000 * RECORD_WORDS);
    expect(store.hasRoomFor(left / RECORD_WORDS)).toBe(true);
    store.take(left / RECORD_WORDS);
    expect(store.hasRoomFor(1)).toBe(false);
  });
});
