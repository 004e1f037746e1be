/** The first differences of each kind are told in words. */
const TOLD_MAX = 12;

/** What a comparison has found. */
export class Differences {
  /** Answered, and not there. */
  lost = 0;
  /** There without an answer, or more often than once. */
  doubled = 0;
  /** There once, but not as it was answered. */
  other = 0;
  readonly told: string[] = [];

  get isEmpty(): boolean {
    return this.lost + this.doubled + this.other === 0;
  }

  noteLost(what: string): void {
    this.lost += 1;
    this.tell(`lost: ${what}`);
  }

  noteDoubled(what: string): void {
    this.doubled += 1;
    this.tell(`twice: ${what}`);
  }

  noteOther(what: string): void {
    this.other += 1;
    this.tell(`not as answered: ${what}`);
  }

  /** Notes an inequality of numbers. */
  expectEqual(what: string, found: number, expected: number): void {
    if (found !== expected) this.noteOther(`${what}: ${found} instead of ${expected}`);
  }

  private tell(text: string): void {
    if (this.told.length < TOLD_MAX) this.told.push(text);
    else if (this.told.length === TOLD_MAX) this.told.push('... and more');
  }
}
