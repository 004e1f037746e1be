import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Measures in a process in which nothing else has been or will be: memory, garbage and pauses are those of a whole process.
 * The script prints its result as JSON, which is returned.
 * @param script beside this one, without extension
 */
export function inOwnProcess(script: string, args: readonly string[] = []): unknown {
  const path = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
  const output = execFileSync(process.execPath, ['--enable-source-maps', path, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}
