import type { RecordStore } from '../memory/record-store.js';
import type { RunStore } from '../memory/run-store.js';

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

/** How many records of a store of runs are in use: those that were handed out less those of the free runs. */
export function countUsedInRuns(store: RunStore, recordWords: number): number {
  let count = store.end / recordWords - 1;
  for (const [length, head] of store.save().firstFree.entries()) {
    for (let run = head; run !== 0; run = store.words[run]!) count -= length;
  }
  return count;
}
