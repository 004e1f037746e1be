/** What waits until the log is durable up to a sequence, in the order in which it came. */
export class DurableQueue<T> {
  #items: T[] = [];
  /** Of each item, the sequence that it waits for. */
  #sequences: number[] = [];

  /** What waits for an earlier sequence than one before it, as a retry may, goes behind that all the same. */
  add(sequence: number, item: T): void {
    this.#items.push(item);
    this.#sequences.push(Math.max(sequence, this.#sequences.at(-1) ?? 0));
  }

  /**
   * Takes out what waits for no later sequence than this. Nothing here holds it from then on: what outlives two collections
   * of young objects costs as much as the whole rest of an answer.
   */
  takeUpTo(sequence: number): T[] {
    const items = this.#items;
    const sequences = this.#sequences;
    let count = 0;
    while (count < items.length && sequences[count]! <= sequence) count += 1;
    if (count === items.length) {
      this.#items = [];
      this.#sequences = [];
    } else {
      this.#items = items.splice(count);
      this.#sequences = sequences.slice(count);
    }
    return items;
  }
}
