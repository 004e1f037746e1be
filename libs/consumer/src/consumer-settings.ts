import { join } from 'node:path';
import {
  EVENT_VARIABLES,
  HOST_VARIABLE,
  chooseBackbone,
  numberVariable,
  portVariable,
  readEnvironment,
  readVariable,
  type Environment,
  type Settings,
} from '@backlay/service';
import { z } from 'zod';

/** How events arrive: from the engine's log files on this machine, or from Redis Streams. */
export type EventSource =
  | { readonly backbone: 'log'; readonly directory: string }
  | { readonly backbone: 'redis'; readonly url: string };

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
  /** Name of this process within the group. */
  readonly consumer: string;
  readonly maxEventsPerBatch: number;
}

/** Injection token of the {@link ConsumerSettings} of the app. */
export const CONSUMER_SETTINGS = Symbol('CONSUMER_SETTINGS');

/** What differs between the apps. */
export interface ConsumerDefaults {
  /** The app's name: prefix of its HOST and PORT variables, and the default name of its consumer group. */
  readonly name: string;
  readonly port: number;
}

const NAME = {
  schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/),
  allowed: '1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit',
};

const VARIABLES = {
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    defaultValue: undefined,
    allowed: 'a postgres:// URL',
  },
  ...EVENT_VARIABLES,
  EVENTS_PER_BATCH: numberVariable({ what: 'whole number', min: 1, max: 100_000, defaultValue: 5_000 }),
} as const;

/**
 * Reads the settings of a consuming app; an empty variable counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConsumerSettings({ name, port }: ConsumerDefaults, env: Environment): ConsumerSettings {
  const common = readEnvironment(VARIABLES, env);
  const prefix = name.toUpperCase();
  return {
    host: readVariable(`${prefix}_HOST`, HOST_VARIABLE, env),
    port: readVariable(`${prefix}_PORT`, portVariable(port), env),
    databaseUrl: common.DATABASE_URL,
    source: eventSource(common),
    shard: common.SHARD,
    group: readVariable(`${prefix}_CONSUMER_GROUP`, { ...NAME, defaultValue: name }, env),
    consumer: readVariable(`${prefix}_CONSUMER_NAME`, { ...NAME, defaultValue: `${name}-1` }, env),
    maxEventsPerBatch: common.EVENTS_PER_BATCH,
  };
}

function eventSource(settings: Settings<typeof EVENT_VARIABLES>): EventSource {
  const chosen = chooseBackbone(settings);
  if (chosen.backbone === 'redis') return chosen;
  return { backbone: 'log', directory: join(settings.DATA_DIR, 'event-log') };
}
