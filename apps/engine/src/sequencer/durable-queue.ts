interface Entry<T> {
  readonly sequence: number;
  readonly item: T;
}

/** What waits until the log is durable up to a sequence, in the order in which it came. */
export class DurableQueue<T> {
  #waiting: Entry<T>[] = [];

  /** What waits for an earlier sequence than one before it, as a retry may, goes behind that all the same. */
  add(sequence: number, item: T): void {
    const before = this.#waiting.at(-1)?.sequence ?? 0;
    this.#waiting.push({ sequence: Math.max(sequence, before), item });
  }

  /** Takes out what waits for no later sequence than this. */
  takeUpTo(sequence: number): T[] {
    const waiting = this.#waiting;
    let count = 0;
    while (count < waiting.length && waiting[count]!.sequence <= sequence) count += 1;
    this.#waiting = waiting.slice(count);
    return waiting.slice(0, count).map(({ item }) => item);
  }
}
