import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Measured commands of one round. */
  readonly commands: number;
  /** Of these, how many a peer gets that plays its full share: peers are slow. */
  readonly peerCommands: number;
  /** Commands in the life of the matcher whose pauses are looked for. */
  readonly pauseCommands: number;
  /** Rounds go on until this much time has passed, but there are at least `roundsMin`. */
  readonly seconds: number;
  readonly roundsMin: number;
  readonly seed: number;
}

/** `--short` is for a look in a few seconds; `--seconds N` and `--seed N` as they say. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean' }, seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  const short = values.short === true;
  return {
    commands: short ? 200_000 : 2_000_000,
    peerCommands: short ? 20_000 : 100_000,
    pauseCommands: short ? 2_000_000 : 50_000_000,
    seconds: numberOf('seconds', values.seconds ?? (short ? '3' : '30')),
    roundsMin: 3,
    seed: numberOf('seed', values.seed ?? '1'),
  };
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!(text !== '' && value >= 0 && Number.isFinite(value)))
    throw new Error(`--${name} must be a number, not "${text}"`);
  return value;
}
