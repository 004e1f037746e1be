/** The fills of a run in their order, boiled down to three numbers that two engines must agree on. */
export class Fills {
  count = 0;
  size = 0;
  checksum = 0;

  add(price: number, size: number): void {
    this.count += 1;
    this.size += size;
    this.checksum = (Math.imul(this.checksum, 31) + Math.imul(price, size)) | 0;
  }

  toString(): string {
    return `${this.count} fills of ${this.size} in all, checksum ${(this.checksum >>> 0).toString(16)}`;
  }
}
