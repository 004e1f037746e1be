/**
 * All that this package knows of time. Whatever waits or looks at a clock takes it as an option, so that a simulation can
 * decide when time passes; everything else uses `SYSTEM_TIMERS`.
 */
export interface Timers {
  /** Monotonic clock in ms: only differences mean something. */
  nowMs(): number;
  /** Wall clock in ms since 1970, for people to read; nothing may be decided by it. */
  dateMs(): number;
  /** Runs the function after everything that is due in this turn of the event loop. */
  immediate(run: () => void): void;
  /** Resolves after so many ms, or as soon as the signal is aborted; never rejects. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clocks and timers of this process. */
export const SYSTEM_TIMERS: Timers = {
  nowMs: () => performance.now(),
  dateMs: () => Date.now(),
  immediate: (run) => void setImmediate(run),
  delay,
};

/** By hand: the one of Node.js makes an error with a stack of each delay that ends early, and that happens with each event. */
function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
