import { parseArgs } from 'node:util';
import { aboveZero, OptionError } from '../report/options.js';
import { BENCHMARKS, type Benchmark } from './benchmarks.js';

export interface Options {
  readonly benchmarks: readonly Benchmark[];
  /** How long each is to measure, of those that can be told; undefined: as long as they find right. */
  readonly seconds: number | undefined;
  /** Print the page instead of writing it and the record. */
  readonly isPrinted: boolean;
}

/** @throws OptionError; TypeError of `parseArgs` for an option that there is not */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      seconds: { type: 'string' },
      print: { type: 'boolean', default: false },
    },
  });
  const { only, seconds, print } = values;
  return {
    benchmarks: only === '' ? BENCHMARKS : only.split(',').map(benchmarkOf),
    seconds: seconds === undefined ? undefined : aboveZero('seconds', seconds),
    isPrinted: print,
  };
}

function benchmarkOf(name: string): Benchmark {
  const found = BENCHMARKS.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = BENCHMARKS.map((each) => each.name).join(', ');
  throw new OptionError(`--only has "${name}", but must be some of ${names}, with commas`);
}
