import { hostname } from 'node:os';
import { join } from 'node:path';
import { LEASE_MS_DEFAULT } from '@backlay/persistence';
import {
  ACCESS_VARIABLES,
  EVENT_VARIABLES,
  HOST_VARIABLE,
  accessSettings,
  chooseBackbone,
  numberVariable,
  portVariable,
  readEnvironment,
  readVariable,
  type AccessSettings,
  type Environment,
  type Settings,
} from '@backlay/service';
import { z } from 'zod';

/**
 * How events arrive: from the engine's log files on this machine, or from Redis Streams. What the stream lacks is looked
 * for in the log as well, if it is on this machine.
 */
export type EventSource =
  | { readonly backbone: 'log'; readonly directory: string }
  | { readonly backbone: 'redis'; readonly url: string; readonly directory: string };

/** The settings of an app that takes events in, keeps rows and answers questions; checked once at the start. */
export interface ConsumerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly source: EventSource;
  readonly shard: number;
  /** Name of the consumer group, and of the checkpoint. */
  readonly group: string;
  /** Name of this process within the group: no two that run at the same time may have the same. */
  readonly consumer: string;
  readonly maxEventsPerBatch: number;
  /** How long this process may be silent before another one of its group may take over, in ms. */
  readonly leaseMs: number;
  /** What to do with a sequence that cannot be applied. */
  readonly onPoison: PoisonAction;
  /** Failed attempts after which a sequence counts as poison. */
  readonly poisonAttempts: number;
  readonly access: AccessSettings;
}

/** `halt`: stand still in front of it until an operator says what to do. `skip`: put it aside and go on. */
export type PoisonAction = 'halt' | 'skip';

/** Injection token of the {@link ConsumerSettings} of the app. */
export const CONSUMER_SETTINGS = Symbol('CONSUMER_SETTINGS');

/** What differs between the apps. */
export interface ConsumerDefaults {
  /** The app's name: prefix of its HOST and PORT variables, and the default name of its consumer group. */
  readonly name: string;
  readonly port: number;
  readonly onPoison: PoisonAction;
}

/**
 * Most events in one transaction. Behind a backlog a large one costs less for each event: of the orders placed in it, more are
 * already gone, and are written once. When there is no backlog, transactions are as small as what has come since the last one.
 */
export const EVENTS_PER_BATCH_DEFAULT = 20_000;

const NAME_LENGTH_MAX = 64;
const NAME = {
  schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/),
  allowed: '1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit',
};

const POISON_ACTION = { schema: z.enum(['halt', 'skip']), allowed: 'halt or skip' };

const VARIABLES = {
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    defaultValue: undefined,
    allowed: 'a postgres:// URL',
  },
  ...EVENT_VARIABLES,
  ...ACCESS_VARIABLES,
  EVENTS_PER_BATCH: numberVariable({
    what: 'whole number',
    min: 1,
    max: 100_000,
    defaultValue: EVENTS_PER_BATCH_DEFAULT,
  }),
  CONSUMER_LEASE_MS: numberVariable({
    what: 'number of milliseconds',
    min: 1_000,
    max: 600_000,
    defaultValue: LEASE_MS_DEFAULT,
  }),
  POISON_ATTEMPTS: numberVariable({ what: 'whole number', min: 1, max: 1_000, defaultValue: 5 }),
} as const;

/**
 * Reads the settings of a consuming app; an empty variable counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConsumerSettings(
  { name, port, onPoison }: ConsumerDefaults,
  env: Environment,
): ConsumerSettings {
  const common = readEnvironment(VARIABLES, env);
  const prefix = name.toUpperCase();
  return {
    host: readVariable(`${prefix}_HOST`, HOST_VARIABLE, env),
    port: readVariable(`${prefix}_PORT`, portVariable(port), env),
    databaseUrl: common.DATABASE_URL,
    source: eventSource(common),
    shard: common.SHARD,
    group: readVariable(`${prefix}_CONSUMER_GROUP`, { ...NAME, defaultValue: name }, env),
    consumer: readVariable(`${prefix}_CONSUMER_NAME`, { ...NAME, defaultValue: processName(name) }, env),
    maxEventsPerBatch: common.EVENTS_PER_BATCH,
    leaseMs: common.CONSUMER_LEASE_MS,
    onPoison: readVariable(`${prefix}_ON_POISON`, { ...POISON_ACTION, defaultValue: onPoison }, env),
    poisonAttempts: common.POISON_ATTEMPTS,
    access: accessSettings(common),
  };
}

/** No other process that runs now has it: `storage-<host>-<process id>`. */
function processName(app: string): string {
  const suffix = `-${process.pid}`;
  const host = hostname().replaceAll(/[^A-Za-z0-9_.:-]/g, '-');
  return `${app}-${host}`.slice(0, NAME_LENGTH_MAX - suffix.length) + suffix;
}

function eventSource(settings: Settings<typeof EVENT_VARIABLES>): EventSource {
  return { ...chooseBackbone(settings), directory: join(settings.DATA_DIR, 'event-log') };
}
