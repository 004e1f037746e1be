import { parseArgs } from 'node:util';
import { BENCHMARKS } from '../all/benchmarks.js';
import { readRecord } from '../all/record.js';
import { runBenchmark } from '../all/run-benchmark.js';
import { messageFor } from '../../tools/exchange/user-errors.js';
import { shown } from '../report/rows.js';
import { compareRows, type Comparison } from './compare.js';

/*
 * `npm run bench:check`: the short forms of the benchmarks, and their ratios beside the committed ones (bench/report/committed.json).
 * Absolute figures are not compared. Exit code 0 unless a benchmark fails; with --strict also 1 when a ratio is worse than
 * its row's tolerance allows.
 *
 *   npm run bench:check -- [--strict]
 */

interface Failure {
  readonly name: string;
  readonly words: string;
}

async function main(isStrict: boolean): Promise<boolean> {
  const record = readRecord();
  const checked = BENCHMARKS.flatMap(({ name, short }) => {
    const rows = record[name]?.short;
    return short === undefined || rows === undefined ? [] : [{ name, short, rows }];
  });
  if (checked.length === 0) {
    console.log('Nothing to compare with: no figures are committed (npm run bench makes them).');
    return true;
  }
  const comparisons: Comparison[] = [];
  const failures: Failure[] = [];
  for (const { name, short, rows } of checked) {
    console.log(`${name} ...`);
    // Bars are for whole runs: what a short one says of them would mislead.
    const outcome = await runBenchmark(name, short, { isQuiet: true });
    if (outcome.failure !== undefined) failures.push({ name, words: outcome.failure });
    comparisons.push(...compareRows(rows, outcome.rows));
  }
  print(comparisons, failures);
  const hasFallen = comparisons.some(({ verdict }) => verdict === 'WORSE');
  return failures.length === 0 && !(isStrict && hasFallen);
}

function print(comparisons: readonly Comparison[], failures: readonly Failure[]): void {
  console.log('\nRatios to what ran beside, in short runs: committed, and now');
  console.table(
    Object.fromEntries(
      comparisons.map(({ id, committed, now, gain, tolerance, verdict }) => [
        id,
        {
          committed: committed === undefined ? '' : shown(committed),
          now: now === undefined ? '' : shown(now),
          'better by': gain === undefined ? '' : `${(gain * 100).toFixed(0)} %`,
          tolerance: `${(tolerance * 100).toFixed(0)} %`,
          verdict,
        },
      ]),
    ),
  );
  for (const { name, words } of failures) console.log(`The benchmark ${name} failed: ${words}.`);
}

try {
  const { values } = parseArgs({ options: { strict: { type: 'boolean', default: false } } });
  if (!(await main(values.strict))) process.exitCode = 1;
} catch (error) {
  console.error(messageFor(error));
  process.exitCode = 1;
}
