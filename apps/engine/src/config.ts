import { join } from 'node:path';
import {
  ACCESS_VARIABLES,
  ConfigError,
  EVENT_VARIABLES,
  HOST_VARIABLE,
  accessSettings,
  chooseBackbone,
  numberVariable,
  portVariable,
  readEnvironment,
  type AccessSettings,
  type ConnectionBounds,
  type Environment,
  type Settings,
} from '@backlay/service';
import { z } from 'zod';
import type { CommandHorizon } from './answers/command-index.js';

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
  /** The log's latest commands that are never removed; undefined keeps the whole log. */
  readonly logRetentionCommands: number | undefined;
  readonly snapshotDirectory: string;
  /** A snapshot is made when the log has grown by so many commands since the last one; 0 makes none. */
  readonly snapshotCommands: number;
  /** So many of the latest snapshots are kept. */
  readonly snapshotsKept: number;
  readonly shard: number;
  readonly backbone: Backbone;
  readonly redisUrl: string | undefined;
  /** Consumer groups without which the stream is not trimmed. */
  readonly streamGroups: readonly string[];
  /** The latest commands stay in the stream also when every group has acknowledged them. */
  readonly streamRetentionCommands: number;
  /** How long a commandId is known. */
  readonly commandHorizon: CommandHorizon;
  /** How many of the latest completed orders can still be read. */
  readonly completedOrders: number;
  /** Bytes of requests that may be let in and not answered, before others are refused. */
  readonly intakeBytesMax: number;
  /** Commands that may wait for the disk at the same time. */
  readonly commandsInFlight: number;
  /** Time a client has to send a whole request, in ms. */
  readonly requestTimeoutMs: number;
  /** How many WebSockets may bring commands. */
  readonly commandConnections: ConnectionBounds;
  readonly access: AccessSettings;
}

const HOUR_MS = 3_600_000;

const VARIABLES = {
  ENGINE_HOST: HOST_VARIABLE,
  ENGINE_PORT: portVariable(3000),
  ...EVENT_VARIABLES,
  ...ACCESS_VARIABLES,
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
  LOG_RETENTION: {
    schema: z
      .string()
      .regex(/^(all|[1-9]\d{0,14})$/)
      .transform((text) => (text === 'all' ? undefined : Number(text))),
    defaultValue: 'all',
    allowed: 'all, or a number of commands',
  },
  SNAPSHOT_COMMANDS: numberVariable({
    what: 'number of commands',
    min: 0,
    max: 2 ** 40,
    defaultValue: 1_000_000,
  }),
  SNAPSHOTS_KEPT: numberVariable({ what: 'number of snapshots', min: 1, max: 1000, defaultValue: 3 }),
  STREAM_GROUPS: {
    schema: z
      .string()
      .regex(/^[^\s,]{1,100}(,[^\s,]{1,100})*$/)
      .transform((names) => names.split(',')),
    defaultValue: 'storage,analytics',
    allowed: 'names of consumer groups, separated by commas',
  },
  STREAM_RETENTION_COMMANDS: numberVariable({
    what: 'number of commands',
    min: 0,
    max: 2 ** 40,
    defaultValue: 200_000,
  }),
  IDEMPOTENCY_HOURS: numberVariable({ what: 'number of hours', min: 0, max: 8760, defaultValue: 24 }),
  IDEMPOTENCY_COMMANDS: numberVariable({
    what: 'number of commands',
    min: 1,
    max: 100_000_000,
    defaultValue: 10_000_000,
  }),
  IDEMPOTENCY_COMMANDS_MAX: numberVariable({
    what: 'number of commands',
    min: 1,
    max: 400_000_000,
    defaultValue: 50_000_000,
  }),
  COMPLETED_ORDERS: numberVariable({
    what: 'number of orders',
    min: 1,
    max: 10_000_000,
    defaultValue: 200_000,
  }),
  INTAKE_BYTES_MAX: numberVariable({
    what: 'number of bytes',
    min: 1024,
    max: 2 ** 30,
    defaultValue: 128 * 1024,
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
  COMMAND_CONNECTIONS_MAX: numberVariable({
    what: 'number of connections',
    min: 0,
    max: 1_000_000,
    defaultValue: 2_000,
  }),
  COMMAND_CONNECTIONS_PER_KEY_MAX: numberVariable({
    what: 'number of connections',
    min: 1,
    max: 1_000_000,
    defaultValue: 100,
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
    logRetentionCommands: settings.LOG_RETENTION,
    snapshotDirectory: join(settings.DATA_DIR, 'snapshots'),
    snapshotCommands: settings.SNAPSHOT_COMMANDS,
    snapshotsKept: settings.SNAPSHOTS_KEPT,
    shard: settings.SHARD,
    backbone: chooseBackbone(settings).backbone,
    redisUrl: settings.REDIS_URL,
    streamGroups: settings.STREAM_GROUPS,
    streamRetentionCommands: settings.STREAM_RETENTION_COMMANDS,
    commandHorizon: readHorizon(settings),
    completedOrders: settings.COMPLETED_ORDERS,
    intakeBytesMax: settings.INTAKE_BYTES_MAX,
    commandsInFlight: settings.COMMANDS_IN_FLIGHT,
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
    commandConnections: {
      connectionsMax: settings.COMMAND_CONNECTIONS_MAX,
      connectionsPerKeyMax: settings.COMMAND_CONNECTIONS_PER_KEY_MAX,
    },
    access: accessSettings(settings),
  };
}

function readHorizon(settings: Settings<typeof VARIABLES>): CommandHorizon {
  const { IDEMPOTENCY_COMMANDS: commands, IDEMPOTENCY_COMMANDS_MAX: commandsMax } = settings;
  if (commandsMax < commands) {
    throw new ConfigError(
      `IDEMPOTENCY_COMMANDS_MAX is "${commandsMax}" but must be at least IDEMPOTENCY_COMMANDS, which is ${commands}.`,
    );
  }
  return { commands, commandsMax, ageMs: settings.IDEMPOTENCY_HOURS * HOUR_MS };
}
