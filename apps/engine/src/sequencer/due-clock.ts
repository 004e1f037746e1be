/** What a due clock works with. */
export interface DueClockParts {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** When something is to happen by itself next, in ms since 1970; Infinity when nothing is. */
  readonly nextDueMs: () => number;
  /** Lets happen what is due. */
  readonly passTime: () => void;
}

/** Longest time that a timer of Node.js can be set to, in ms. */
const TIMER_MAX_MS = 2 ** 31 - 1;
/** What is due and could not happen, because the log is full or the clock stands still, is tried again after this, in ms. */
const AGAIN_MS = 20;

/**
 * Wakes the sequencer when something is due and no command comes: the end of a bet delay, a good-till time, a missing sign of
 * life. It only wakes; what happens, and in which order, is decided by the command that then stands in the log.
 */
export class DueClock {
  readonly #parts: DueClockParts;
  #timer: NodeJS.Timeout | undefined;
  /** What the timer is set for; Infinity when it is not. */
  #armedMs = Infinity;

  constructor(parts: DueClockParts) {
    this.#parts = parts;
  }

  /** Sets the timer for what is due next. Called after every command: costs nothing when that is as before. */
  arm(): void {
    const dueMs = this.#parts.nextDueMs();
    if (dueMs === this.#armedMs) return;
    clearTimeout(this.#timer);
    this.#armedMs = dueMs;
    if (dueMs === Infinity) return;
    this.#set(Math.max(dueMs - this.#parts.now(), 0));
  }

  #set(inMs: number): void {
    this.#timer = setTimeout(() => this.#wake(), Math.min(inMs, TIMER_MAX_MS));
    this.#timer.unref();
  }

  #wake(): void {
    this.#parts.passTime();
    const before = this.#armedMs;
    if (this.#parts.nextDueMs() === before) this.#set(Math.max(before - this.#parts.now(), AGAIN_MS));
    else this.arm();
  }
}
