import { setTimeout as delay } from 'node:timers/promises';
import type { AppName } from '../system/app-process.js';
import type { Trial } from '../trial.js';
import { redisOf, withoutRedis, type Fault } from './fault.js';

/** A part of the system that can be killed. */
interface Part {
  readonly name: string;
  readonly kill: (trial: Trial) => Promise<void>;
  /** Returns when it is ready. */
  readonly start: (trial: Trial) => Promise<void>;
}

const app = (name: AppName): Part => ({
  name,
  kill: ({ system }) => system.killApp(name),
  start: ({ system }) => system.run(name),
});

const ENGINE = app('engine');
const STORAGE = app('storage');
const ANALYTICS = app('analytics');
const REDIS: Part = {
  name: 'redis-server',
  kill: (trial) => redisOf(trial).kill(),
  start: (trial) => redisOf(trial).start(),
};
const POSTGRES: Part = {
  name: 'PostgreSQL',
  kill: ({ system }) => system.postgres.kill(),
  start: ({ system }) => system.postgres.start(),
};

const TIMES = { short: 1, full: 20 };

const killed = (name: string, part: Part, times = TIMES): Fault => ({
  name,
  what: `kill -9 of ${part.name}`,
  times,
  ...(part === REDIS && { impossible: withoutRedis }),
  strike: async (trial, { recovering }) => {
    await part.kill(trial);
    recovering();
    await part.start(trial);
  },
});

/** How often the engine dies again before it may live, and how long it gets, in ms. */
const DEATHS_AT_START = 3;
const LIFE_MS_MAX = 1_500;

const ENGINE_STARTING: Fault = {
  name: 'engine-starting',
  what: 'kill -9 of the engine while it starts',
  times: { short: 1, full: 20 },
  strike: async (trial, { random, recovering }) => {
    await ENGINE.kill(trial);
    for (let death = 0; death < DEATHS_AT_START; death += 1) {
      trial.system.spawn('engine');
      await delay(random.whole(0, LIFE_MS_MAX));
      await ENGINE.kill(trial);
    }
    recovering();
    await ENGINE.start(trial);
  },
};

const TWO_AT_ONCE: Fault = {
  name: 'two-at-once',
  what: 'kill -9 of two parts at once',
  times: TIMES,
  strike: async (trial, { random, recovering }) => {
    const parts = [
      ENGINE,
      STORAGE,
      ANALYTICS,
      POSTGRES,
      ...(trial.system.redis === undefined ? [] : [REDIS]),
    ];
    const [first] = parts.splice(random.whole(0, parts.length - 1), 1);
    const second = random.pick(parts);
    if (first === undefined || second === undefined) throw new Error('there are fewer than two parts');
    await Promise.all([first.kill(trial), second.kill(trial)]);
    recovering();
    await Promise.all([first.start(trial), second.start(trial)]);
  },
};

/** Sudden deaths, each followed by a start. */
export const KILLS: readonly Fault[] = [
  killed('engine', ENGINE, { short: 3, full: 50 }),
  ENGINE_STARTING,
  killed('storage', STORAGE),
  killed('analytics', ANALYTICS),
  killed('redis', REDIS, { short: 2, full: 20 }),
  killed('postgres', POSTGRES, { short: 2, full: 20 }),
  TWO_AT_ONCE,
];
