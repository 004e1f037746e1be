import { setTimeout as delay } from 'node:timers/promises';
import { redisOf, withoutRedis, type Fault } from './fault.js';

const PAUSE_MS = { short: 3_000, full: 30_000 };
/** Load between the copy and the failover to it, in ms. */
const BEHIND_MS = { short: 1_500, full: 5_000 };
const FULL_MS = { short: 1_500, full: 10_000 };

const EMPTIED: Fault = {
  name: 'redis-emptied',
  what: 'FLUSHALL',
  times: { short: 2, full: 10 },
  impossible: withoutRedis,
  strike: async (trial, { recovering }) => {
    await redisOf(trial).command('FLUSHALL');
    recovering();
  },
};

const PAUSED: Fault = {
  name: 'redis-paused',
  what: 'SIGSTOP of redis-server for 30 s (short: 3 s)',
  times: { short: 1, full: 3 },
  impossible: withoutRedis,
  strike: async (trial, { isShort, recovering }) => {
    const redis = redisOf(trial);
    redis.signal('SIGSTOP');
    await delay(isShort ? PAUSE_MS.short : PAUSE_MS.full);
    redis.signal('SIGCONT');
    recovering();
    await redis.command('PING');
  },
};

const OLDER: Fault = {
  name: 'redis-older',
  what: 'failover to an older state of Redis',
  times: { short: 1, full: 5 },
  impossible: withoutRedis,
  strike: async (trial, { isShort, recovering }) => {
    const redis = redisOf(trial);
    redis.copyData();
    await delay(isShort ? BEHIND_MS.short : BEHIND_MS.full);
    await redis.kill();
    redis.restoreCopy();
    recovering();
    await redis.start();
  },
};

const FULL: Fault = {
  name: 'redis-full',
  what: 'maxmemory reached, then freed',
  times: { short: 1, full: 5 },
  impossible: withoutRedis,
  strike: async (trial, { isShort, recovering }) => {
    const redis = redisOf(trial);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
    const refusal = await redis.command('SET', 'drill', 'x').then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    if (!refusal.includes('OOM')) throw new Error(`a full Redis should refuse writes, but said ${refusal}`);
    await delay(isShort ? FULL_MS.short : FULL_MS.full);
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    recovering();
  },
};

/** What can happen to Redis short of its death. */
export const REDIS_FAULTS: readonly Fault[] = [EMPTIED, PAUSED, OLDER, FULL];
