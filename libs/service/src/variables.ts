import { z } from 'zod';
import { ConfigError, type Settings, type Variable } from './environment.js';

/** Bounds of a whole number, both included, and what it counts: "whole number", "number of bytes". */
export interface NumberVariable {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  readonly defaultValue: number;
}

/** A variable that holds a whole number, written in digits. */
export function numberVariable({
  what,
  min,
  max,
  defaultValue,
}: NumberVariable): Variable<z.ZodType<number>> {
  return {
    schema: z
      .string()
      .regex(/^\d+$/)
      .transform(Number)
      .refine((value) => value >= min && value <= max),
    defaultValue: String(defaultValue),
    allowed: `a ${what} from ${min} to ${max}`,
  };
}

/** The port that an app listens on. */
export function portVariable(defaultPort: number): Variable<z.ZodType<number>> {
  const port = numberVariable({ what: 'port', min: 0, max: 65_535, defaultValue: defaultPort });
  return { ...port, allowed: `${port.allowed} (0 takes any free one)` };
}

/** The address that an app listens on. */
export const HOST_VARIABLE = {
  schema: z.string().min(1),
  defaultValue: '127.0.0.1',
  allowed: 'a host name or an IP address',
} as const;

/** What the writer of the events and their readers must agree on. */
export const EVENT_VARIABLES = {
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
  SHARD: numberVariable({ what: 'whole number', min: 0, max: 65_535, defaultValue: 0 }),
} as const;

/** How events travel from the engine to the others: in its log files on this machine, or in Redis Streams. */
export type BackboneChoice =
  { readonly backbone: 'log' } | { readonly backbone: 'redis'; readonly url: string };

/**
 * What BACKBONE says; when it says nothing, Redis if there is one.
 * @throws ConfigError when Redis is chosen without an address
 */
export function chooseBackbone({ BACKBONE, REDIS_URL }: Settings<typeof EVENT_VARIABLES>): BackboneChoice {
  const backbone = BACKBONE ?? (REDIS_URL === undefined ? 'log' : 'redis');
  if (backbone === 'log') return { backbone };
  if (REDIS_URL === undefined) {
    throw new ConfigError('BACKBONE=redis needs REDIS_URL: set it to a redis:// or rediss:// URL.');
  }
  return { backbone, url: REDIS_URL };
}
