/** Something that is to happen at a simulated moment. */
export interface Due {
  readonly atMs: number;
  /** Order of scheduling: decides between two of the same moment. */
  readonly order: number;
}

/** A binary heap: the earliest first. */
export class EventHeap<T extends Due> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = items[parent];
      if (other === undefined || isBefore(other, item)) break;
      items[at] = other;
      at = parent;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      const child = this.#earlierChild(at);
      const other = items[child];
      if (other === undefined || isBefore(last, other)) break;
      items[at] = other;
      at = child;
    }
    items[at] = last;
    return first;
  }

  #earlierChild(at: number): number {
    const left = this.#items[2 * at + 1];
    const right = this.#items[2 * at + 2];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
