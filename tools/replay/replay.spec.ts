import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SpecKeys } from '../../libs/service/src/testing/spec-keys.js';
import { getJson } from '../../test/support/json.js';
import { keysIn } from '../../test/support/keys.js';
import { createSpecDatabase, type SpecDatabase } from '../../test/support/postgres.js';
import { startApp, type RunningApp } from '../../test/support/processes.js';
import { TINY_RECORDING } from './testing/tiny-recording.js';

const START_TIMEOUT_MS = 60_000;

/** The command as a user runs it, against the three apps as they run in production. */
describe('npm run replay', () => {
  let folder: string;
  let database: SpecDatabase;
  let keys: SpecKeys;
  const apps: RunningApp[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-replay-'));
    database = await createSpecDatabase();
    keys = keysIn(folder);
    const env = { DATA_DIR: folder, BACKBONE: 'log', DATABASE_URL: database.url };
    apps.push(await startApp('engine', env));
    apps.push(...(await Promise.all([startApp('storage', env), startApp('analytics', env)])));
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    for (const app of apps) await app.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }, START_TIMEOUT_MS);

  async function replay(...args: string[]): Promise<{ code: number | null; output: string }> {
    const urls = apps.flatMap(({ name, url }) => [`--${name}`, url]);
    const main = resolve(process.cwd(), 'dist', 'tools', 'replay', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main, ...args, ...urls], {
      env: { ...process.env, DATA_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  const markets = () => getJson<unknown>(`${apps[0]?.url}/v1/markets`, keys.operator);

  function recording(name: string, lines: readonly object[]): string {
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  }

  it('follows a market through trades, a suspension, a removed runner and the close, and finds everything equal', async () => {
    const { code, output } = await replay(recording('tiny.json', TINY_RECORDING));
    expect(output).toContain('tiny.json: 9 messages');
    expect(output).toMatch(/refused +0$/m);
    expect(output).toMatch(/trades +2$/m);
    expect(output).toMatch(
      /Home +6 of 6 +2 +10\.00 +10\.00 +2 of 2 prices within 1 %, 0\.0 % of the volume differs/,
    );
    expect(output).toMatch(/Away +2 of 2 +0 +0\.00 +0\.00 +nothing traded/);
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Storage and analytics agree with the engine: trades and volumes.');
    expect(code).toBe(0);
  });

  it('ends with exit code 1 and the first difference when a ladder cannot be made equal', async () => {
    const [first, ...rest] = TINY_RECORDING;
    // 2.01 is not on the CLASSIC ladder: the engine must refuse it, and the ladders differ from then on.
    const offLadder = { op: 'mcm', pt: 1500, mc: [{ id: '1.1', rc: [{ id: 11, atb: [[2.01, 5]] }] }] };
    const { code, output } = await replay(recording('off-ladder.json', [first ?? {}, offLadder, ...rest]));
    expect(output).toMatch(/refused +\d+: \d+ PRICE_OFF_LADDER/);
    expect(output).toContain(
      'first inequality after line 2: the engine has 0.00 available to back at 2.01, recorded 5.00',
    );
    expect(output).toMatch(/\d+ ladders were NOT EQUAL to the recorded ones\./);
    expect(code).toBe(1);
  });

  it('sends nothing when a line of any file is broken, and names it', async () => {
    const good = recording('good.json', TINY_RECORDING);
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, `${JSON.stringify(TINY_RECORDING[0])}\n{"op":"mcm","pt":\n`);
    const marketsBefore = await markets();
    const { code, output } = await replay(good, broken);
    expect(output).toMatch(/^broken\.json, line 2: not JSON: /m);
    expect(code).toBe(1);
    expect(await markets()).toEqual(marketsBefore);
  });

  it.each([
    [[], 'Say which recording to replay'],
    [['nowhere.bz2'], 'nowhere.bz2: cannot be read: ENOENT'],
    [['x', '--speed', 'fast'], '--speed is "fast", but must be a number above 0'],
    [['x', '--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, output } = await replay(...args);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
