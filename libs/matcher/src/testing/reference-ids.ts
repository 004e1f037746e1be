/** Order ids as the documentation tells: generation x 2^26 + index, the index given back last is used first. */
export class ReferenceIds {
  readonly #free: number[] = [];
  #indexesMade = 0;

  next(): number {
    return this.#free.pop() ?? ++this.#indexesMade;
  }

  giveBack(orderId: number): void {
    this.#free.push(orderId + 2 ** 26);
  }
}
