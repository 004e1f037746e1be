const FNV_PRIME = 0x01000193;
const FNV_OFFSET = 0x811c9dc5;

/** What happened, in readable lines, and a digest of them that tells whether two runs were the same. */
export class Trace {
  readonly #lines: string[] = [];
  #hash = FNV_OFFSET;
  #count = 0;

  /**
   * @param nowMs simulated time
   * @param print gets each line as it comes
   * @param keep how many of the latest lines are kept
   */
  constructor(
    private readonly nowMs: () => number,
    private readonly print: ((line: string) => void) | undefined,
    private readonly keep = 60,
  ) {}

  /** Digest of all lines so far. */
  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  get count(): number {
    return this.#count;
  }

  get latest(): readonly string[] {
    return this.#lines.slice(-this.keep);
  }

  say(who: string, what: string): void {
    const line = `${this.nowMs().toFixed(3).padStart(11)}  ${who.padEnd(10)} ${what}`;
    let hash = this.#hash;
    for (let at = 0; at < line.length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), FNV_PRIME);
    this.#hash = hash;
    this.#count += 1;
    this.print?.(line);
    this.#lines.push(line);
    if (this.#lines.length > 4 * this.keep) this.#lines.splice(0, 3 * this.keep);
  }
}
