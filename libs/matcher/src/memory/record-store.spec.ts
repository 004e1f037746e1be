import { smallRegion } from '../testing/small-region.js';
import { enterArena, REGIONS } from './arena.js';
import { RecordStore, type RecordStoreOptions } from './record-store.js';

function storeInArena(options: RecordStoreOptions): RecordStore {
  const store = new RecordStore(REGIONS.lines, options);
  enterArena(store);
  return store;
}

describe('RecordStore', () => {
  it('keeps what is written when it becomes longer than was ready, in both views', () => {
    const store = storeInArena({ capacity: 1 });
    const first = store.take();
    store.words[first + 3] = 33;
    store.doubles[(first >> 1) + 5] = 2 ** 52 + 1;
    for (let taken = 0; taken < 1_000; taken++) store.take();
    expect(store.words[first + 3]).toBe(33);
    expect(store.doubles[(first >> 1) + 5]).toBe(2 ** 52 + 1);
  });

  it('hands out the record that was released last', () => {
    const store = storeInArena({ capacity: 4 });
    const [first, second] = [store.take(), store.take()];
    store.release(first);
    store.release(second);
    expect([store.take(), store.take(), store.take()]).toEqual([second, first, 48]);
  });

  it('hands out a used record as it was left, or blank', () => {
    const store = storeInArena({ capacity: 4 });
    const record = store.take();
    for (let word = 0; word < 16; word++) store.words[record + word] = 7;
    store.release(record);
    expect(store.take()).toBe(record);
    expect(store.words[record + 15]).toBe(7);
    store.release(record);
    expect(store.takeBlank()).toBe(record);
    expect(store.words.slice(record, record + 16)).toEqual(new Int32Array(16));
  });

  it('is full with as many records as it may have, until one is released', () => {
    const store = storeInArena({ capacity: 1, countMax: 2 });
    const first = store.take();
    expect(store.isFull).toBe(false);
    store.take();
    expect(store.isFull).toBe(true);
    store.release(first);
    expect(store.isFull).toBe(false);
  });

  it('is full when its region is, and the last record is as good as the first', () => {
    const region = smallRegion();
    const store = new RecordStore(region, { capacity: 1 });
    enterArena(store);
    let last = 0;
    while (!store.isFull) last = store.take();
    expect(last).toBe(region.words.length - 16);
    store.words[last + 15] = 7;
    expect(region.words[region.words.length - 1]).toBe(7);
    expect(() => store.take()).toThrow(RangeError);
  });
});
