import { setTimeout as delay } from 'node:timers/promises';

/** A request waits so long for its sequence, in ms. */
export const AT_LEAST_WAIT_MS = 2_000;
/** Requests that wait at the same time; more are refused at once. */
export const AT_LEAST_WAITING_MAX = 1_000;
/** Between two looks at the checkpoint, in ms: one look is for all who wait. */
const LOOK_INTERVAL_MS = 5;

/** How far the rows are, whoever writes them. */
export type AppliedSequence = () => Promise<number>;

interface Waiting {
  readonly sequence: number;
  readonly untilMs: number;
  readonly resolve: (isReached: boolean) => void;
}

/** Lets requests wait until what they want to see is committed. */
export class AppliedWaiter {
  readonly #applied: AppliedSequence;
  readonly #waitMs: number;
  readonly #waiting = new Set<Waiting>();
  #isLooking = false;

  constructor(applied: AppliedSequence, waitMs = AT_LEAST_WAIT_MS) {
    this.#applied = applied;
    this.#waitMs = waitMs;
  }

  /** Requests that wait now. */
  get count(): number {
    return this.#waiting.size;
  }

  /** @returns false when it was not reached in time, or too many wait already */
  async reaches(sequence: number): Promise<boolean> {
    if (this.#waiting.size >= AT_LEAST_WAITING_MAX) return false;
    const isReached = new Promise<boolean>((resolve) =>
      this.#waiting.add({ sequence, untilMs: performance.now() + this.#waitMs, resolve }),
    );
    if (!this.#isLooking) void this.#look();
    return isReached;
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      // Whoever cannot be answered for want of a database is told by its own read.
      const applied = await this.#applied().catch(() => Infinity);
      const nowMs = performance.now();
      for (const one of this.#waiting) {
        if (one.sequence > applied && one.untilMs > nowMs) continue;
        this.#waiting.delete(one);
        one.resolve(one.sequence <= applied);
      }
      if (this.#waiting.size > 0) await delay(LOOK_INTERVAL_MS);
    }
    this.#isLooking = false;
  }
}
