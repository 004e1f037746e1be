const PART_MAX = Number.MAX_SAFE_INTEGER / 2;

/** A sum of whole numbers (each below 2^52 in size) that has no bound, and costs a plain addition nearly always. */
export class Sum {
  #part = 0;
  #total = 0n;

  add(value: number): void {
    this.#part += value;
    if (this.#part > PART_MAX || this.#part < -PART_MAX) this.#settle();
  }

  get value(): bigint {
    this.#settle();
    return this.#total;
  }

  #settle(): void {
    this.#total += BigInt(this.#part);
    this.#part = 0;
  }
}
