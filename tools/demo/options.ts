import { parseArgs } from 'node:util';

/** What a demo is asked to be. */
export interface DemoOptions {
  /** Fixtures, names, results and decisions follow from it. */
  readonly seed: number;
  /** How many seconds of the day pass in one. */
  readonly speed: number;
  /** Markets that are alive at the same time, at least. */
  readonly markets: number;
  /** Commands a second, of all traders together, about. */
  readonly ratePerSecond: number;
}

const MARKETS_MAX = 500;
const SPEED_MAX = 1_000;
const RATE_MAX = 5_000;

/** An argument that cannot be used; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for an argument that is none, or out of bounds */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: text, speed: text, markets: text, rate: text },
  });
  return {
    seed: toNumber('seed', values.seed ?? '1', { min: 0, max: 2 ** 32 - 1 }),
    speed: toNumber('speed', values.speed ?? '1', { min: 1, max: SPEED_MAX }),
    markets: toNumber('markets', values.markets ?? '12', { min: 1, max: MARKETS_MAX }),
    ratePerSecond: toNumber('rate', values.rate ?? '60', { min: 1, max: RATE_MAX }),
  };
}

function toNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} is "${text}", but must be a whole number from ${min} to ${max}`);
}
