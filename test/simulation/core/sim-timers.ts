import type { Timers } from '@backlay/transport';
import type { Scheduler } from './scheduler.js';

/** The moment, in ms since 1970, at which every run begins. */
export const RUN_BEGINS_AT_MS = 1_763_871_000_000;

/** A wall clock that can be set wrong. */
export class WallClock {
  /** Added to the true time, in ms. */
  offsetMs = 0;

  constructor(private readonly scheduler: Scheduler) {}

  readonly now = (): number => RUN_BEGINS_AT_MS + Math.floor(this.scheduler.nowMs) + this.offsetMs;
}

/** Time as the scheduler makes it. What waits belongs to the process that began to wait. */
export function simTimers(scheduler: Scheduler, clock: WallClock): Timers {
  return {
    nowMs: () => scheduler.nowMs,
    dateMs: clock.now,
    immediate: (run) => void scheduler.after(0, run),
    delay: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const cancel = scheduler.after(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = (): void => {
          cancel();
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
