import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '../support/free-port.js';
import { waitFor } from '../support/wait.js';

const DEMO = resolve(process.cwd(), 'tools', 'demo.mjs');
const TEST_TIMEOUT_MS = 120_000;
const PATIENCE = { timeoutMs: 90_000 };

describe('npm run demo as it is started', () => {
  let folder: string;
  let child: ChildProcess;
  let output: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-demo-'));
    output = '';
  });
  afterEach(async () => {
    child.kill('SIGTERM');
    await ended();
    rmSync(folder, { recursive: true, force: true });
  }, TEST_TIMEOUT_MS);

  async function start(...args: string[]): Promise<void> {
    const ports = await Promise.all(
      ['engine', 'storage', 'analytics'].map(async (app) => `--${app}-port=${await findFreePort()}`),
    );
    const {
      DATABASE_URL: _database,
      REDIS_URL: _redis,
      BACKBONE: _backbone,
      NODE_ENV: _mode,
      ...env
    } = process.env;
    const all = [`--data=${folder}`, '--backbone=log', ...ports, ...args];
    child = spawn(process.execPath, [DEMO, ...all], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
  }

  async function ended(): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  const said = (text: RegExp) =>
    waitFor(`it to say ${text}`, () => text.test(output) || child.exitCode !== null, PATIENCE);

  it(
    'starts an exchange, plays in it, and stops before the apps do',
    async () => {
      await start('--speed=60', '--markets', '2');
      await said(/ settled /);
      expect(output).toMatch(/sign in: as trader alice or bob/);
      expect(output).toMatch(/^ {2}trader alice +blk_/m);
      expect(output).toMatch(/ in-play /);
      child.kill('SIGINT');
      expect(await ended()).toBe(0);
      expect(output).toMatch(/engine stopped/);
      expect(output).not.toMatch(/does not answer|Warning|by force/);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'refuses an option that cannot be used before it starts anything',
    async () => {
      await start('--speed=0');
      expect(await ended()).toBe(1);
      expect(output).toMatch(/--speed is "0", but must be a whole number from 1 to 1000/);
      expect(output).not.toMatch(/Starting the engine/);
    },
    TEST_TIMEOUT_MS,
  );
});
