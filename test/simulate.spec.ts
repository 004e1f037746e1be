import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keysIn } from './support/keys.js';
import { startApp, type RunningApp } from './support/processes.js';

const TIMEOUT_MS = 60_000;

describe('npm run simulate', () => {
  let folder: string;
  let engine: RunningApp;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-simulate-'));
    keysIn(folder);
    engine = await startApp('engine', { DATA_DIR: folder, BACKBONE: 'log', LOG_POLICY: 'os' });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  async function simulate(...args: string[]): Promise<{ code: number | null; output: string }> {
    const main = resolve(process.cwd(), 'dist', 'tools', 'simulate', 'main.js');
    const env = { PATH: process.env['PATH'], DATA_DIR: folder };
    const child = spawn(process.execPath, [main, '--engine', engine.url, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  it(
    'trades with money by either entry, pays by the results, and conserves it, also on accounts that are open already',
    async () => {
      for (const [seed, entry] of [
        ['3', 'http'],
        ['4', 'websocket'],
      ] as const) {
        const { code, output } = await simulate(
          '--entry',
          entry,
          '--seed',
          seed,
          '--rate',
          '200',
          '--seconds',
          '2',
          '--settle',
        );
        expect(`${code}: ${output}`).toMatch(/^0: /);
        expect(output).toMatch(/^trades +[1-9]\d*$/m);
        expect(output).toMatch(/^settled +runner \d has won/m);
        const results = [...output.matchAll(/^(?:maker|taker)-\d+ +([+-]\d+\.\d\d) /gm)];
        const sum = results.reduce((total, [, amount]) => total + Number(amount?.replace('.', '')), 0);
        expect(results.length).toBeGreaterThan(10);
        // What the accounts have lost together is the commission, and what rounding has left over.
        expect(sum).toBeLessThan(0);
        expect(output).toMatch(/^GBP: balances .* = paid in \d+\.00$/m);
      }
    },
    TIMEOUT_MS,
  );
});
