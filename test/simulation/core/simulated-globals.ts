import type { Random } from './random.js';
import type { Scheduler } from './scheduler.js';
import type { WallClock } from './sim-timers.js';

type Run = (...args: unknown[]) => void;

/** What `setTimeout` returns: enough of it for libraries. */
class SimTimer {
  cancel: () => void = () => undefined;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/**
 * Puts the scheduler behind the global timers, clocks and the global source of chance for as long as a run lasts: the
 * libraries below our code (ioredis, Nest) use them and take no options.
 *
 * @returns how to put the real ones back
 */
export function simulateGlobals(
  scheduler: Scheduler,
  { random, clock }: { random: Random; clock: WallClock },
): () => void {
  const clear = (timer: unknown): void => {
    if (timer instanceof SimTimer) timer.cancel();
  };
  const once = (run: Run, ms: unknown, args: readonly unknown[]): SimTimer => {
    const timer = new SimTimer();
    timer.cancel = scheduler.after(typeof ms === 'number' ? ms : 0, () => run(...args));
    return timer;
  };
  const restore = [
    replace(globalThis, 'setTimeout', (run: Run, ms?: number, ...args: unknown[]) => once(run, ms, args)),
    replace(globalThis, 'setImmediate', (run: Run, ...args: unknown[]) => once(run, 0, args)),
    replace(globalThis, 'setInterval', (run: Run, ms: number) => repeat(scheduler, run, ms)),
    replace(globalThis, 'clearTimeout', clear),
    replace(globalThis, 'clearImmediate', clear),
    replace(globalThis, 'clearInterval', clear),
    replace(Date, 'now', clock.now),
    replace(performance, 'now', () => scheduler.nowMs),
    replace(Math, 'random', () => random.next()),
  ];
  return () => {
    for (const putBack of restore) putBack();
  };
}

function repeat(scheduler: Scheduler, run: Run, ms: number): SimTimer {
  const timer = new SimTimer();
  const again = (): void => {
    timer.cancel = scheduler.after(ms, again);
    run();
  };
  timer.cancel = scheduler.after(ms, again);
  return timer;
}

function replace(holder: object, name: string, value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, {
    value,
    configurable: true,
    writable: true,
  });
  return () => {
    if (original === undefined) Reflect.deleteProperty(holder, name);
    else Object.defineProperty(holder, name, original);
  };
}
