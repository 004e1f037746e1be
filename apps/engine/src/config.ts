import { join } from 'node:path';
import { z } from 'zod';

/** When an answer is given: after fdatasync, after the write to the operating system, or at once. */
export type LogPolicy = 'fsync' | 'os' | 'none';

/** How events leave the engine: followers read the log files, or the publisher copies the log to Redis. */
export type Backbone = 'redis' | 'log';

/** The engine's settings, checked once at the start and never changed afterwards. */
export interface EngineConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logDirectory: string;
  readonly logPolicy: LogPolicy;
  readonly logSegmentBytes: number;
  readonly shard: number;
  readonly backbone: Backbone;
  readonly redisUrl: string | undefined;
  /** How many of the latest commandIds keep their first answer. */
  readonly idempotencyCommands: number;
  /** How many of the latest completed orders can still be read. */
  readonly completedOrders: number;
  /** Commands that may wait for the disk at the same time. */
  readonly commandsInFlight: number;
  /** Time a client has to send a whole request, in ms. */
  readonly requestTimeoutMs: number;
}

/** A setting that cannot be used; the message is one sentence that names the variable and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);

const oneOf = <const T extends string>(...values: T[]) => z.enum(values);

interface Variable<T extends z.ZodType> {
  readonly schema: T;
  readonly defaultValue: string | undefined;
  readonly allowed: string;
}

const variable = <T extends z.ZodType>(
  schema: T,
  defaultValue: string | undefined,
  allowed: string,
): Variable<T> => ({
  schema,
  defaultValue,
  allowed,
});

const VARIABLES = {
  ENGINE_HOST: variable(z.string().min(1), '127.0.0.1', 'a host name or an IP address'),
  ENGINE_PORT: variable(whole(0, 65_535), '3000', 'a port from 0 to 65535 (0 takes any free one)'),
  DATA_DIR: variable(z.string().min(1), '.data', 'a folder'),
  SHARD: variable(whole(0, 65_535), '0', 'a whole number from 0 to 65535'),
  LOG_POLICY: variable(oneOf('fsync', 'os', 'none'), 'fsync', 'fsync, os or none'),
  LOG_SEGMENT_BYTES: variable(
    whole(1024 * 1024, 2 ** 31),
    String(64 * 1024 * 1024),
    'a number of bytes from 1048576 to 2147483648',
  ),
  REDIS_URL: variable(
    z
      .string()
      .regex(/^rediss?:\/\//)
      .optional(),
    undefined,
    'a redis:// or rediss:// URL',
  ),
  BACKBONE: variable(oneOf('redis', 'log').optional(), undefined, 'redis or log'),
  IDEMPOTENCY_COMMANDS: variable(whole(1, 10_000_000), '200000', 'a number of commands from 1 to 10000000'),
  COMPLETED_ORDERS: variable(whole(1, 10_000_000), '200000', 'a number of orders from 1 to 10000000'),
  COMMANDS_IN_FLIGHT: variable(whole(1, 1_000_000), '50000', 'a number of commands from 1 to 1000000'),
  REQUEST_TIMEOUT_MS: variable(whole(100, 300_000), '10000', 'a number of milliseconds from 100 to 300000'),
} as const;

type VariableName = keyof typeof VARIABLES;
type Value<N extends VariableName> = z.output<(typeof VARIABLES)[N]['schema']>;

/**
 * Reads the engine's settings; an empty variable counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): EngineConfig {
  const redisUrl = read(env, 'REDIS_URL');
  const backbone = read(env, 'BACKBONE') ?? (redisUrl === undefined ? 'log' : 'redis');
  if (backbone === 'redis' && redisUrl === undefined) {
    throw new ConfigError('BACKBONE=redis needs REDIS_URL: set it to a redis:// or rediss:// URL.');
  }
  return {
    host: read(env, 'ENGINE_HOST'),
    port: read(env, 'ENGINE_PORT'),
    logDirectory: join(read(env, 'DATA_DIR'), 'event-log'),
    logPolicy: read(env, 'LOG_POLICY'),
    logSegmentBytes: read(env, 'LOG_SEGMENT_BYTES'),
    shard: read(env, 'SHARD'),
    backbone,
    redisUrl,
    idempotencyCommands: read(env, 'IDEMPOTENCY_COMMANDS'),
    completedOrders: read(env, 'COMPLETED_ORDERS'),
    commandsInFlight: read(env, 'COMMANDS_IN_FLIGHT'),
    requestTimeoutMs: read(env, 'REQUEST_TIMEOUT_MS'),
  };
}

function read<N extends VariableName>(env: Readonly<Record<string, string | undefined>>, name: N): Value<N> {
  const { schema, defaultValue, allowed } = VARIABLES[name];
  const given = env[name] === '' ? undefined : env[name];
  const parsed = schema.safeParse(given ?? defaultValue);
  if (!parsed.success) throw new ConfigError(`${name} is "${given}" but must be ${allowed}.`);
  return parsed.data as Value<N>;
}
