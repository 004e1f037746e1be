import { COMMAND_ID_AHEAD_MAX_MS } from './command-id.js';

/**
 * Knows which commandIds are too far ahead of the sequencer's time. That time never runs backwards: it stands while the clock
 * of the machine is behind it. Here it goes on meanwhile, or a clock that was set back for an hour would make
 * the names of all clients early for an hour.
 */
export class CommandClock {
  readonly #steadyMs: () => number;
  #latestMs = 0;
  /** What the steady clock said when the latest time came. */
  #steadyAtLatest = 0;

  /** @param steadyMs milliseconds since any moment, which never jump */
  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /**
   * @param commandTimeMs the time in the commandId
   * @param timeMs the sequencer's time
   */
  isTooEarly(commandTimeMs: number, timeMs: number): boolean {
    if (timeMs > this.#latestMs) {
      this.#latestMs = timeMs;
      this.#steadyAtLatest = this.#steadyMs();
    }
    const aheadMs = commandTimeMs - this.#latestMs;
    if (aheadMs <= COMMAND_ID_AHEAD_MAX_MS) return false;
    return aheadMs - (this.#steadyMs() - this.#steadyAtLatest) > COMMAND_ID_AHEAD_MAX_MS;
  }
}
