import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/exchange/running-exchange.js';
import type { Row } from '../report/rows.js';
import type { Outcome } from './run-benchmark.js';
import type { Surroundings } from './surroundings.js';

/** The latest run of a benchmark. */
export interface BenchmarkRun extends Outcome {
  /** The command that repeats it. */
  readonly command: string;
  readonly surroundings: Surroundings;
  /** What its short form came to on the same machine: that is what `npm run bench:check` compares with. */
  readonly short?: readonly Row[];
}

/** The latest runs of all benchmarks, by name; they need not be of the same day. */
export type BenchRecord = Readonly<Record<string, BenchmarkRun>>;

const FILE = join(PROJECT_ROOT, 'bench', 'report', 'committed.json');

/** What was committed; nothing of a benchmark that never was. */
export function readRecord(): BenchRecord {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as BenchRecord) : {};
}

export function writeRecord(record: BenchRecord): void {
  writeFileSync(FILE, `${JSON.stringify(record, undefined, 2)}\n`);
}
