import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';

const AWAY_MS = { short: 3_000, full: 30_000 };

/** PostgreSQL stopped by its operator for a while. */
export const POSTGRES_AWAY: Fault = {
  name: 'postgres-away',
  what: 'PostgreSQL away for 30 s (short: 3 s)',
  times: { short: 1, full: 3 },
  strike: async ({ system }, { isShort, recovering }) => {
    await system.postgres.stop();
    await delay(isShort ? AWAY_MS.short : AWAY_MS.full);
    recovering();
    await system.postgres.start();
  },
};
