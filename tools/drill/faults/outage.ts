import { residentBytes } from '../system/process-tree.js';
import { redisOf, withoutRedis, type Fault } from './fault.js';

const SAMPLE_INTERVAL_MS = 100;
/** What the engine may hold more than at the beginning of the outage, in bytes: it reads back from the log, and keeps nothing. */
const GROWTH_BYTES_MAX = 384 * 1024 * 1024;

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/** As many commands as an hour brings, while Redis is away. */
export const REDIS_OUTAGE: Fault = {
  name: 'redis-outage',
  what: 'Redis away for the commands of an hour; the engine’s memory stays bounded',
  times: { short: 1, full: 1 },
  impossible: withoutRedis,
  strike: async (trial, { outageCommands, recovering, note }) => {
    await trial.load.pause();
    await redisOf(trial).kill();
    const { pid } = trial.system.app('engine');
    const before = residentBytes(pid);
    let peak = before;
    const sampler = setInterval(() => {
      peak = Math.max(peak, residentBytes(pid));
    }, SAMPLE_INTERVAL_MS);
    try {
      await trial.load.flood(outageCommands);
    } finally {
      clearInterval(sampler);
    }
    note(
      `${outageCommands} commands while Redis was away: the engine held ${megabytes(before)} before, ${megabytes(peak)} at most`,
    );
    if (peak - before > GROWTH_BYTES_MAX)
      throw new Error(`the engine grew by ${megabytes(peak - before)} while Redis was away`);
    recovering();
    await redisOf(trial).start();
    trial.load.start();
  },
};
