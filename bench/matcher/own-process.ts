import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Measures in a process in which nothing else has been or will be: memory, garbage and pauses are those of a whole process.
 * The script may call `gc()`, and prints its result as JSON, which is returned.
 * @param script beside this one, without extension
 */
export function inOwnProcess(script: string, args: readonly string[] = []): unknown {
  const path = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
  const output = execFileSync(process.execPath, ['--enable-source-maps', '--expose-gc', path, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

/** Collects all garbage, twice: what a first collection finds to be unused may have held something outside of the heap. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('start Node.js with --expose-gc');
  globalThis.gc();
  globalThis.gc();
}
