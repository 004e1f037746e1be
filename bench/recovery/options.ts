import { parseArgs } from 'node:util';

export interface RecoveryBenchOptions {
  /** Commands in the log. */
  readonly commands: number;
  readonly runners: number;
  /** Orders that rest in the books, about. */
  readonly resting: number;
  readonly seed: number;
  /** Pairs of starts, one without a snapshot and one with. */
  readonly rounds: number;
  /** Folder of an earlier run's log, which is used again (and kept); otherwise a new one is made and deleted. */
  readonly folder: string | undefined;
  /** Size of the log's files in bytes. */
  readonly segmentBytes: number;
}

/** `--commands N`, `--resting N`, `--seed N`, `--rounds N` and `--folder PATH` as they say. */
export function readOptions(args: readonly string[]): RecoveryBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      commands: { type: 'string', default: '5000000' },
      resting: { type: 'string', default: '30000' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      folder: { type: 'string' },
    },
  });
  return {
    commands: numberOf('commands', values.commands),
    resting: numberOf('resting', values.resting),
    seed: numberOf('seed', values.seed),
    rounds: numberOf('rounds', values.rounds),
    folder: values.folder,
    runners: 10,
    segmentBytes: 64 * 1024 * 1024,
  };
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!(Number.isSafeInteger(value) && value > 0))
    throw new Error(`--${name} must be a whole number above 0, not "${text}"`);
  return value;
}
