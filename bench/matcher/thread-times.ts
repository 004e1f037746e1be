import { openSync, readSync } from 'node:fs';

const SPACE = 0x20;
const DIGIT_ZERO = 0x30;
const NS_PER_MS = 1e6;
/** What takes less by the clock of the wall is not worth a second look. */
const LONG_MS = 0.5;

/**
 * How long blocks of work of this thread took, and how much of that the thread had a core: the rest is of other programs and of
 * the host.
 *
 * Linux knows of a thread how long it has run and how long it has stood in the queue for a core. The second is exact whenever
 * the thread looks, as it was let in since. The first is brought up to date when the thread loses its core, and else with
 * every tick of some ms. So a block that took long is looked at again when the next tick has come: what was run since the
 * latest update before it, less what the blocks between took. Looking takes 2 microseconds and leaves no garbage.
 * Elsewhere than on Linux all that a block took counts as the thread's own.
 */
export class ThreadTimes {
  readonly #file = process.platform === 'linux' ? openSync('/proc/thread-self/schedstat', 'r') : undefined;
  readonly #text = new Uint8Array(128);
  /** What the system says now, in ms. */
  #ran = 0;
  #waited = 0;
  #nowMs = 0;
  /** The latest update of what was run before the block, and what has been run since until the block began. */
  #updatedRan = 0;
  #sinceUpdateMs = 0;
  #waitMs = 0;
  /** Of the latest block, by the clock of the wall. */
  wallMs = 0;
  /** By how much the system's count rose during it. */
  ticksMs = 0;

  /** A block begins; the following ones begin where the one before has ended. */
  begin(): void {
    this.#look();
    this.#awaitUpdate();
    this.#updatedRan = this.#ran;
    this.#sinceUpdateMs = 0;
    this.wallMs = 0;
    this.ticksMs = 0;
    this.#waitMs = 0;
  }

  endBlock(): void {
    // Of the block before.
    if (this.ticksMs > 0) {
      this.#updatedRan = this.#ran;
      this.#sinceUpdateMs = 0;
    } else {
      this.#sinceUpdateMs += this.wallMs - this.#waitMs;
    }
    const [nowMs, ran, waited] = [this.#nowMs, this.#ran, this.#waited];
    this.#look();
    this.wallMs = this.#nowMs - nowMs;
    this.ticksMs = this.#ran - ran;
    this.#waitMs = this.#waited - waited;
  }

  /** How long the thread had a core during the latest block, in ms. May take until the next tick, of which nothing is counted. */
  runMs(): number {
    const withoutQueueMs = this.wallMs - this.#waitMs;
    if (this.#file === undefined || withoutQueueMs < LONG_MS) return withoutQueueMs;
    const [endMs, waited] = [this.#nowMs, this.#waited];
    this.#awaitUpdate();
    const spinMs = this.#nowMs - endMs - (this.#waited - waited);
    const runMs = this.#ran - this.#updatedRan - this.#sinceUpdateMs - spinMs;
    this.begin();
    return Math.min(withoutQueueMs, Math.max(0, runMs));
  }

  #awaitUpdate(): void {
    const ran = this.#ran;
    while (this.#file !== undefined && this.#ran === ran) this.#look();
  }

  #look(): void {
    if (this.#file !== undefined) {
      readSync(this.#file, this.#text, 0, this.#text.length, 0);
      this.#ran = this.#numberAt(0) / NS_PER_MS;
      this.#waited = this.#numberAt(this.#text.indexOf(SPACE) + 1) / NS_PER_MS;
    }
    this.#nowMs = performance.now();
  }

  #numberAt(start: number): number {
    let number = 0;
    for (let at = start; this.#text[at]! >= DIGIT_ZERO; at++)
      number = number * 10 + this.#text[at]! - DIGIT_ZERO;
    return number;
  }
}
