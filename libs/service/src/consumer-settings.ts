import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError, readEnvironment, readVariable, type Environment } from './environment.js';

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

/** What differs between the apps. */
export interface ConsumerDefaults {
  /** The app's name: prefix of its HOST and PORT variables, and the default name of its consumer group. */
  readonly name: string;
  readonly port: number;
}

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
const HOST = {
  schema: z.string().min(1),
  defaultValue: '127.0.0.1',
  allowed: 'a host name or an IP address',
};
const PORT = { schema: whole(0, 65_535), allowed: 'a port from 0 to 65535 (0 takes any free one)' };
const NAME = {
  schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/),
  allowed: '1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit',
};

const COMMON = {
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    defaultValue: undefined,
    allowed: 'a postgres:// URL',
  },
  BACKBONE: { schema: z.enum(['redis', 'log']).optional(), defaultValue: undefined, allowed: 'redis or log' },
  REDIS_URL: {
    schema: z
      .string()
      .regex(/^rediss?:\/\/\S+$/)
      .optional(),
    defaultValue: undefined,
    allowed: 'a redis:// or rediss:// URL',
  },
  DATA_DIR: { schema: z.string().min(1), defaultValue: '.data', allowed: 'a folder' },
  SHARD: { schema: whole(0, 65_535), defaultValue: '0', allowed: 'a whole number from 0 to 65535' },
  EVENTS_PER_BATCH: {
    schema: whole(1, 100_000),
    defaultValue: '5000',
    allowed: 'a whole number from 1 to 100000',
  },
} as const;

/**
 * Reads the settings of a consuming app; an empty variable counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConsumerSettings({ name, port }: ConsumerDefaults, env: Environment): ConsumerSettings {
  const common = readEnvironment(COMMON, env);
  const prefix = name.toUpperCase();
  return {
    host: readVariable(`${prefix}_HOST`, HOST, env),
    port: readVariable(`${prefix}_PORT`, { ...PORT, defaultValue: String(port) }, env),
    databaseUrl: common.DATABASE_URL,
    source: eventSource(common.BACKBONE, common.REDIS_URL, common.DATA_DIR),
    shard: common.SHARD,
    group: readVariable('CONSUMER_GROUP', { ...NAME, defaultValue: name }, env),
    consumer: readVariable('CONSUMER_NAME', { ...NAME, defaultValue: `${name}-1` }, env),
    maxEventsPerBatch: common.EVENTS_PER_BATCH,
  };
}

function eventSource(
  chosen: 'redis' | 'log' | undefined,
  redisUrl: string | undefined,
  dataDirectory: string,
): EventSource {
  const backbone = chosen ?? (redisUrl === undefined ? 'log' : 'redis');
  if (backbone === 'log') return { backbone, directory: join(dataDirectory, 'event-log') };
  if (redisUrl === undefined) {
    throw new ConfigError('BACKBONE=redis needs REDIS_URL: set it to a redis:// or rediss:// URL.');
  }
  return { backbone, url: redisUrl };
}
