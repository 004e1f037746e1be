import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { redisAvailable } from './support/redis.js';

/** Two minutes on a quiet machine with two cores. */
const DRILL_TIMEOUT_MS = 600_000;

const MAIN = resolve(process.cwd(), 'dist', 'tools', 'drill', 'main.js');
/** Ends the drill, which then ends all it has started, when the test run is killed. */
const STOP_WITH_PARENT = pathToFileURL(resolve(process.cwd(), 'tools', 'lib', 'stop-with-launcher.mjs')).href;

interface Round {
  readonly fault: string;
  readonly times: number;
  readonly answered: number;
  readonly lost: number;
  readonly doubled: number;
  readonly other: number;
  readonly caughtUpMs: readonly number[];
  readonly complaints: readonly string[];
}

interface Report {
  readonly ok: boolean;
  readonly rounds: readonly Round[];
  readonly skipped: readonly { readonly fault: string; readonly why: string }[];
  readonly complaints: readonly string[];
}

async function drill(...args: string[]): Promise<{ code: number | null; report: Report; said: string }> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: \`npm test\` does it by itself`);
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--import', STOP_WITH_PARENT, MAIN, '--json', ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const printed = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  await once(child, 'close');
  try {
    const report = JSON.parse(printed.stdout) as Report;
    return { code: child.exitCode, report, said: printed.stderr };
  } catch (error) {
    throw new Error(`the drill ended with ${child.exitCode} and said:\n${printed.stderr}`, { cause: error });
  }
}

describe('the short drill', () => {
  it(
    'loses nothing and doubles nothing, whatever happens to engine, storage, analytics, Redis, PostgreSQL and disk',
    async () => {
      const { code, report, said } = await drill('--short');
      const wrong = report.rounds.filter(({ complaints }) => complaints.length > 0);
      expect({ wrong, complaints: report.complaints, said: report.ok ? '' : said }).toEqual({
        wrong: [],
        complaints: [],
        said: '',
      });
      expect(code).toBe(0);
      for (const { fault, times, answered, lost, doubled, other, caughtUpMs } of report.rounds) {
        expect({ fault, lost, doubled, other }).toEqual({ fault, lost: 0, doubled: 0, other: 0 });
        // A fault that did not strike, or met nobody, has shown nothing.
        expect(times).toBeGreaterThan(0);
        expect(answered).toBeGreaterThan(10);
        expect(caughtUpMs).toHaveLength(times);
      }
      expect(report.rounds.length).toBeGreaterThanOrEqual(redisAvailable ? 18 : 11);
    },
    DRILL_TIMEOUT_MS,
  );
});
