import { setTimeout as delay } from 'node:timers/promises';
import { durableSequence } from '../facts/engine-facts.js';
import type { AppName } from '../system/app-process.js';
import { engineOf, type Trial } from '../trial.js';
import type { Fault } from './fault.js';

/** Longer than the lease of either form, in ms. */
const PAUSE_MS = { short: 3_000, full: 20_000 };
const REFUSAL_TIMEOUT_MS = 30_000;

const ENGINE_PAUSED: Fault = {
  name: 'engine-paused',
  what: 'SIGSTOP of the engine; a second one on its log is refused',
  times: { short: 1, full: 3 },
  strike: async (trial, { isShort, recovering }) => {
    const engine = trial.system.app('engine');
    engine.signal('SIGSTOP');
    const [refusal] = await Promise.allSettled([
      expectSecondRefused(trial),
      delay(isShort ? PAUSE_MS.short : PAUSE_MS.full),
    ]);
    engine.signal('SIGCONT');
    recovering();
    if (refusal.status === 'rejected') throw refusal.reason;
    await engine.ready();
  },
};

async function expectSecondRefused({ system }: Trial): Promise<void> {
  const second = await system.spawnSecond('engine');
  const code = await second.ended(REFUSAL_TIMEOUT_MS);
  if (code === 0 || !/held by|only one writer/.test(second.words))
    throw new Error(`a second engine on the same log ended with ${code} and said: ${second.words}`);
}

const consumerPaused = (name: Exclude<AppName, 'engine'>): Fault => ({
  name: `${name}-paused`,
  what: `SIGSTOP of ${name}, longer than a lease`,
  times: { short: 1, full: 3 },
  strike: async ({ system }, { isShort, recovering }) => {
    system.app(name).signal('SIGSTOP');
    await delay(isShort ? PAUSE_MS.short : PAUSE_MS.full);
    system.app(name).signal('SIGCONT');
    recovering();
    await system.app(name).ready();
  },
});

const STANDBY: Fault = {
  name: 'standby',
  what: 'a consumer dies, or stands still, beside a standby, which takes over; then it comes back',
  times: { short: 1, full: 10 },
  strike: async (trial, { random, recovering }) => {
    const { system } = trial;
    const name = random.pick(['storage', 'analytics'] as const) ?? 'storage';
    const standby = await system.spawnSecond(name, { [`${name.toUpperCase()}_CONSUMER_NAME`]: `${name}-2` });
    await standby.ready();
    const isDeath = random.next() < 0.5;
    if (isDeath) await system.killApp(name);
    else system.app(name).signal('SIGSTOP');
    recovering();
    await trial.applied(standby, await durableSequence(engineOf(system)));
    if (isDeath) system.spawn(name);
    else system.app(name).signal('SIGCONT');
    await system.app(name).ready();
    await standby.stop();
  },
};

/** Processes that stand still and then go on as if nothing had been. */
export const PAUSES: readonly Fault[] = [ENGINE_PAUSED, consumerPaused('storage'), STANDBY];
