import type { RecordStore } from '../memory/record-store.js';

/** Records handed out and not on the free list. */
export function countUsed(store: RecordStore, recordWords: number): number {
  const free = new Set<number>();
  for (let record = store.firstFree; record !== 0; record = store.words[record]!) {
    if (free.has(record)) throw new Error(`record ${record} is on the free list twice`);
    free.add(record);
  }
  return store.end / recordWords - 1 - free.size;
}

export function expectSame<T>(what: string, actual: T, wanted: T): void {
  if (actual !== wanted) throw new Error(`${what}: ${String(actual)}, not ${String(wanted)}`);
}
