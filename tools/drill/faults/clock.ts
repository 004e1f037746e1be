import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';

const HOUR_MS = 3_600_000;
/** Under load at each setting of the clock, in ms. */
const HOLD_MS = { short: 700, full: 3_000 };

/** The engine's clock jumps while it runs and before it starts. */
export const CLOCK_SET: Fault = {
  name: 'clock-set',
  what: 'the engine’s clock an hour back, forward and back, with restarts',
  times: { short: 1, full: 5 },
  prepare: async ({ system }) => {
    await system.app('engine').stop();
    await system.run('engine', system.clockEnv);
  },
  strike: async ({ system }, { isShort, recovering }) => {
    for (const offsetMs of [-HOUR_MS, HOUR_MS, -HOUR_MS]) {
      system.setClock(offsetMs);
      await delay(isShort ? HOLD_MS.short : HOLD_MS.full);
    }
    await system.killApp('engine');
    recovering();
    await system.run('engine', system.clockEnv);
    system.setClock(0);
  },
  tidy: async ({ system }) => {
    system.setClock(0);
    await system.app('engine').stop();
    await system.run('engine');
  },
};
