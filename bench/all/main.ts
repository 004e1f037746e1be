import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/exchange/running-exchange.js';
import { messageFor } from '../../tools/exchange/user-errors.js';
import { OptionError } from '../report/options.js';
import { isReached, type Row } from '../report/rows.js';
import { BENCHMARKS, type Benchmark } from './benchmarks.js';
import { benchmarksPage } from './markdown.js';
import { readOptions, type Options } from './options.js';
import { readRecord, writeRecord, type BenchmarkRun, type BenchRecord } from './record.js';
import { runBenchmark } from './run-benchmark.js';
import { lookAround } from './surroundings.js';

/*
 * `npm run bench`: all benchmarks, one after the other, and docs/benchmarks.md from what they report. Beside it, in
 * bench/report/committed.json, are the same rows, and those of the short forms that `npm run bench:check` compares with. A benchmark
 * that is left out keeps what it came to the last time. Exit code 1 when one fails or a bar is missed.
 *
 *   npm run bench -- [--only http,feed] [--seconds N, of each that can be told] [--print, instead of writing]
 */
const PAGE = join(PROJECT_ROOT, 'docs', 'benchmarks.md');

async function main({ benchmarks, seconds, isPrinted }: Options): Promise<boolean> {
  let record: BenchRecord = isPrinted ? {} : readRecord();
  for (const benchmark of benchmarks) {
    record = { ...record, [benchmark.name]: await run(benchmark, seconds) };
    // After each: what is done stays done when a later one is interrupted.
    if (!isPrinted) write(record);
  }
  const names = BENCHMARKS.map(({ name }) => name);
  if (isPrinted) console.log(`\n${benchmarksPage(record, names)}`);
  return benchmarks.every(({ name }) => isGood(record[name]));
}

async function run(
  { name, seconds: secondsArgs, short }: Benchmark,
  seconds?: number,
): Promise<BenchmarkRun> {
  const surroundings = lookAround();
  const args = seconds === undefined ? [] : (secondsArgs?.(seconds) ?? []);
  const command = [`npm run bench:${name}`, ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  console.log(`\n=== ${command}`);
  const outcome = await runBenchmark(name, args);
  const shortRows = short === undefined ? undefined : await runShort(name, short);
  return { command, surroundings, ...outcome, ...(shortRows === undefined ? {} : { short: shortRows }) };
}

/** A short form has other ratios than the long one: less of it is warm. So like is to be compared with like. */
async function runShort(name: string, short: readonly string[]): Promise<readonly Row[]> {
  console.log(`\n=== its short form: ${short.join(' ')}`);
  const { rows } = await runBenchmark(name, short);
  return rows;
}

function write(record: BenchRecord): void {
  writeRecord(record);
  writeFileSync(
    PAGE,
    benchmarksPage(
      record,
      BENCHMARKS.map(({ name }) => name),
    ),
  );
}

function isGood(run: BenchmarkRun | undefined): boolean {
  if (run === undefined || run.failure !== undefined) return false;
  return run.rows.every((row) => (row.bars ?? []).every((bar) => isReached(row, bar)));
}

try {
  if (!(await main(readOptions(process.argv.slice(2))))) process.exitCode = 1;
} catch (error) {
  console.error(messageFor(error, [OptionError]));
  process.exitCode = 1;
}
