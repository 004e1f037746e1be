/** What happens at a due time. The numbers are stable: snapshots have them. */
export enum DueKind {
  /** An order's wait for the bet delay ends; the reference is its orderId. */
  Release = 1,
  /** An order was good till now; the reference is its orderId. */
  Expiry = 2,
  /** An account's sign of life must have come; the reference is its record. */
  Heartbeat = 3,
}

export interface DueEntry {
  readonly timeMs: number;
  readonly kind: DueKind;
  readonly reference: number;
  /** Of two entries of one time the one that was added first comes first. */
  readonly nth: number;
}

const CAPACITY_MIN = 64;

/**
 * What is to happen later, the earliest first: a binary heap. Entries are never taken out of the middle: whether one
 * still counts is told when it comes up, or when room is needed, by whoever knows what it is about.
 */
export class DueQueue {
  readonly #heap: DueEntry[] = [];
  #added = 0;
  #capacity = CAPACITY_MIN;

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest entry that still counts; those before it are dropped. */
  first(counts: (entry: DueEntry) => boolean): DueEntry | undefined {
    while (this.#heap.length > 0 && !counts(this.#heap[0]!)) this.removeFirst();
    return this.#heap[0];
  }

  removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
  }

  /** @param counts drops what no longer counts, before the queue doubles */
  add(kind: DueKind, reference: number, timeMs: number, counts: (entry: DueEntry) => boolean): void {
    if (this.#heap.length >= this.#capacity) this.#makeRoom(counts);
    this.#heap.push({ timeMs, kind, reference, nth: this.#added++ });
    this.#rise(this.#heap.length - 1);
  }

  /** Everything that still counts, the earliest first. */
  save(counts: (entry: DueEntry) => boolean): DueEntry[] {
    return this.#heap.filter(counts).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /** Takes over what `save` gave. The queue is new. */
  load(entries: readonly DueEntry[]): void {
    this.#heap.push(...entries);
    this.#added = entries.reduce((most, { nth }) => Math.max(most, nth + 1), 0);
    while (this.#heap.length > this.#capacity) this.#capacity *= 2;
  }

  #makeRoom(counts: (entry: DueEntry) => boolean): void {
    const kept = this.#heap.filter(counts);
    this.#heap.length = 0;
    for (const entry of kept) {
      this.#heap.push(entry);
      this.#rise(this.#heap.length - 1);
    }
    if (kept.length * 2 > this.#capacity) this.#capacity *= 2;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const entry = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const entry = heap[from]!;
    let at = from;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }
}

function isBefore(a: DueEntry, b: DueEntry): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.nth < b.nth);
}
