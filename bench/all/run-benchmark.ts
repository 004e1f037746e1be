import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/exchange/running-exchange.js';
import { isReached, ROWS_FILE, type About, type Row } from '../report/rows.js';

/** What a benchmark has reported. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly about?: About;
  /** Why it did not come to its end, in words. Rows may be there all the same. */
  readonly failure?: string;
  readonly tookSeconds: number;
}

/** A benchmark that takes longer than this hangs. */
const TIME_MAX_MS = 2 * 3_600_000;

/**
 * Runs a benchmark as a process of its own. Its failure is an outcome, too.
 * @param isQuiet what it prints is not seen, its errors are
 */
export async function runBenchmark(
  name: string,
  args: readonly string[],
  { isQuiet = false } = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'backlay-rows-'));
  const file = join(folder, 'rows');
  const startedAtMs = performance.now();
  try {
    const ended = await runProcess([scriptOf(name), ...args], { isQuiet, rowsFile: file });
    const reported = existsSync(file) ? parseReport(readFileSync(file, 'utf8')) : { rows: [] };
    const failure = failureOf(reported.rows, ended);
    const tookSeconds = Math.round((performance.now() - startedAtMs) / 1_000);
    return { ...reported, ...(failure === undefined ? {} : { failure }), tookSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scriptOf(name: string): string {
  const folder = join(PROJECT_ROOT, 'dist', 'bench');
  const single = join(folder, `${name}.js`);
  return existsSync(single) ? single : join(folder, name, 'main.js');
}

/** @returns how it ended: an exit code, or a signal */
async function runProcess(
  command: readonly string[],
  { isQuiet, rowsFile }: { readonly isQuiet: boolean; readonly rowsFile: string },
): Promise<number | NodeJS.Signals> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...command], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, [ROWS_FILE]: rowsFile },
    stdio: ['ignore', isQuiet ? 'ignore' : 'inherit', 'inherit'],
    timeout: TIME_MAX_MS,
  });
  // Ctrl-C reaches it, too; what is sent to us alone is passed on, and then nothing more is run.
  const end = (): void => {
    child.once('exit', () => process.exit(1));
    child.kill('SIGTERM');
  };
  process.once('SIGTERM', end);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  process.off('SIGTERM', end);
  return code ?? signal ?? 1;
}

/** Reads what `reportRows` has written. */
export function parseReport(text: string): { readonly rows: readonly Row[]; readonly about?: About } {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row | { readonly about: About });
  const rows = lines.filter((line): line is Row => 'id' in line);
  const about = lines.findLast((line) => 'about' in line)?.about;
  return about === undefined ? { rows } : { rows, about };
}

/** A benchmark that misses a bar ends with exit code 1, which is no failure of the benchmark. */
export function failureOf(rows: readonly Row[], ended: number | NodeJS.Signals): string | undefined {
  if (typeof ended === 'string') return `it was ended by ${ended}`;
  if (rows.length === 0) return `it reported nothing and ended with exit code ${ended}`;
  const hasMissed = rows.some((row) => row.bars?.some((bar) => !isReached(row, bar)));
  if (ended === 0 || (ended === 1 && hasMissed)) return undefined;
  return `it ended with exit code ${ended}; what it reported before is below`;
}
