import type { Random } from '../../simulate/random.js';
import type { Trial } from '../trial.js';

/** What a fault is told about the one time that it strikes, and what it tells. */
export interface Strike {
  readonly random: Random;
  /** The short form: outages of seconds, floods of thousands. */
  readonly isShort: boolean;
  /** Commands that come in while Redis is away for an hour. */
  readonly outageCommands: number;
  /** From now on nothing keeps the system from recovering: the time until it has counts from here. */
  readonly recovering: () => void;
  /** Says something that belongs beside the table. */
  readonly note: (text: string) => void;
}

/** Something bad that happens to a running system. */
export interface Fault {
  /** For `--only` and for the table. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly what: string;
  /** How often, when nothing else is asked for. */
  readonly times: { readonly short: number; readonly full: number };
  /** Why it cannot be tried here; undefined when it can. */
  readonly impossible?: (trial: Trial) => string | undefined;
  /** Before the first strike. */
  readonly prepare?: (trial: Trial) => Promise<void>;
  /** After the last strike, also after a failure. */
  readonly tidy?: (trial: Trial) => Promise<void>;
  /** Does it once, under load, undoes it, and returns when what was hit is ready again. */
  readonly strike: (trial: Trial, strike: Strike) => Promise<void>;
}

/** For faults that happen to Redis. */
export function withoutRedis({ system }: Trial): string | undefined {
  return system.redis === undefined ? 'events travel without Redis here' : undefined;
}

/** The Redis of a trial that has one. */
export function redisOf({ system: { redis } }: Trial) {
  if (redis === undefined) throw new Error('this trial has no Redis');
  return redis;
}
