import { join } from 'node:path';
import {
  EVENT_VARIABLES,
  HOST_VARIABLE,
  chooseBackbone,
  numberVariable,
  portVariable,
  readEnvironment,
  type Environment,
} from '@backlay/service';
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

const VARIABLES = {
  ENGINE_HOST: HOST_VARIABLE,
  ENGINE_PORT: portVariable(3000),
  ...EVENT_VARIABLES,
  LOG_POLICY: {
    schema: z.enum(['fsync', 'os', 'none']),
    defaultValue: 'fsync',
    allowed: 'fsync, os or none',
  },
  LOG_SEGMENT_BYTES: numberVariable({
    what: 'number of bytes',
    min: 1024 * 1024,
    max: 2 ** 30,
    defaultValue: 64 * 1024 * 1024,
  }),
  IDEMPOTENCY_COMMANDS: numberVariable({
    what: 'number of commands',
    min: 1,
    max: 10_000_000,
    defaultValue: 200_000,
  }),
  COMPLETED_ORDERS: numberVariable({
    what: 'number of orders',
    min: 1,
    max: 10_000_000,
    defaultValue: 200_000,
  }),
  COMMANDS_IN_FLIGHT: numberVariable({
    what: 'number of commands',
    min: 1,
    max: 1_000_000,
    defaultValue: 50_000,
  }),
  REQUEST_TIMEOUT_MS: numberVariable({
    what: 'number of milliseconds',
    min: 100,
    max: 300_000,
    defaultValue: 10_000,
  }),
} as const;

/**
 * Reads the engine's settings; an empty variable counts as not set.
 * @throws ConfigError for the first variable that cannot be used
 */
export function readConfig(env: Environment): EngineConfig {
  const settings = readEnvironment(VARIABLES, env);
  return {
    host: settings.ENGINE_HOST,
    port: settings.ENGINE_PORT,
    logDirectory: join(settings.DATA_DIR, 'event-log'),
    logPolicy: settings.LOG_POLICY,
    logSegmentBytes: settings.LOG_SEGMENT_BYTES,
    shard: settings.SHARD,
    backbone: chooseBackbone(settings).backbone,
    redisUrl: settings.REDIS_URL,
    idempotencyCommands: settings.IDEMPOTENCY_COMMANDS,
    completedOrders: settings.COMPLETED_ORDERS,
    commandsInFlight: settings.COMMANDS_IN_FLIGHT,
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
  };
}
