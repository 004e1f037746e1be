import { CLOCK_SET } from './clock.js';
import { DISK_FAULTS } from './disk-full.js';
import type { Fault } from './fault.js';
import { KILLS } from './kills.js';
import { REDIS_OUTAGE } from './outage.js';
import { PAUSES } from './pauses.js';
import { POSTGRES_AWAY } from './postgres-away.js';
import { REDIS_FAULTS } from './redis-faults.js';

/** Every fault, in the order in which they are tried. */
export const ALL_FAULTS: readonly Fault[] = [
  ...KILLS,
  ...REDIS_FAULTS,
  POSTGRES_AWAY,
  ...PAUSES,
  ...DISK_FAULTS,
  CLOCK_SET,
  REDIS_OUTAGE,
];
