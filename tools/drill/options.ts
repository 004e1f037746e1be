import { parseArgs } from 'node:util';
import { ALL_FAULTS } from './faults/all-faults.js';
import type { Fault } from './faults/fault.js';

export const USAGE = `npm run drill -- [options]

Starts a whole exchange of its own (engine, storage, analytics, redis-server, PostgreSQL) on free ports and a folder of its own,
puts load on it, lets things happen to it, and compares what the clients were answered with what is there.

  --short         a few strikes of each fault, outages of seconds (about two minutes)
  --only NAMES    only these faults, separated by commas
  --times N       so many strikes of each fault
  --seed N        of the load and of the moments (default: by the clock; it is printed)
  --clients N     that send at the same time (default 8)
  --rate N        commands a second of all clients together (default 1000, with --short 500)
  --outage N      commands that come while Redis is away "for an hour" (default 300000, with --short 20000)
  --backbone NAME redis, or log: storage and analytics follow the engine's files (default redis)
  --json          the result as JSON on stdout, instead of the table
  --keep          keep the folder also when all is well

Faults: ${ALL_FAULTS.map(({ name }) => name).join(', ')}

Ends with exit code 1 when anything was lost, was there twice, was not as answered, or did not recover.`;

export interface DrillOptions {
  readonly faults: readonly Fault[];
  readonly isShort: boolean;
  /** Strikes of each fault; undefined leaves it to the fault. */
  readonly times: number | undefined;
  readonly seed: number;
  readonly clients: number;
  readonly ratePerSecond: number;
  readonly outageCommands: number;
  readonly backbone: 'redis' | 'log';
  readonly isJson: boolean;
  readonly isKept: boolean;
}

/** An argument that cannot be used; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const SEED_MAX = 2 ** 32 - 1;

/** @returns undefined when only the usage was asked for */
export function readOptions(args: string[]): DrillOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      times: { type: 'string' },
      seed: { type: 'string' },
      clients: { type: 'string', default: '8' },
      rate: { type: 'string' },
      outage: { type: 'string' },
      backbone: { type: 'string', default: 'redis' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    faults: values.only === undefined ? ALL_FAULTS : values.only.split(',').map(findFault),
    isShort: values.short,
    times: values.times === undefined ? undefined : toNumber('times', values.times, 10_000),
    seed: values.seed === undefined ? Date.now() % SEED_MAX : toNumber('seed', values.seed, SEED_MAX),
    clients: toNumber('clients', values.clients, 1_000),
    ratePerSecond: toNumber('rate', values.rate ?? (values.short ? '500' : '1000'), 1_000_000),
    outageCommands: toNumber('outage', values.outage ?? (values.short ? '20000' : '300000'), 10_000_000),
    backbone: toBackbone(values.backbone),
    isJson: values.json,
    isKept: values.keep,
  };
}

function toBackbone(name: string): 'redis' | 'log' {
  if (name === 'redis' || name === 'log') return name;
  throw new UsageError(`--backbone is "${name}", but must be redis or log`);
}

function findFault(name: string): Fault {
  const fault = ALL_FAULTS.find((candidate) => candidate.name === name.trim());
  if (fault !== undefined) return fault;
  throw new UsageError(
    `--only names "${name}"; there are ${ALL_FAULTS.map((candidate) => candidate.name).join(', ')}`,
  );
}

function toNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw new UsageError(`--${name} is "${text}", but must be a whole number from 1 to ${max}`);
}
