import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SpecKeys } from '../../../libs/service/src/testing/spec-keys.js';
import { startApp } from '../../../test/support/processes.js';
import { waitFor } from '../../../test/support/wait.js';

const MAIN = resolve(process.cwd(), 'dist/apps/engine/src/main.js');

/** Runs the built engine until it ends by itself. */
async function run(
  env: Record<string, string>,
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'], ...env } });
  let stderr = '';
  let stdout = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr, stdout };
}

describe('the engine as a process', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-process-'));
    void new SpecKeys(join(folder, 'api-keys.json')).operator;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('says where it is in its first line, and ends with 0 when told to', async () => {
    const app = await startApp('engine', { DATA_DIR: folder });
    // It answers before what it prints has come through the pipe.
    await waitFor('its first line', () => app.output().includes('\n'));
    expect(app.output().split('\n')[0]).toBe(`engine ready at ${app.url} (documentation: ${app.url}/docs)`);
    const started = performance.now();
    expect(await app.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
  }, 30_000);

  it('says a wrong setting in one sentence and ends with 1', async () => {
    const { code, stderr, stdout } = await run({ DATA_DIR: folder, ENGINE_PORT: 'eighty' });
    expect({ code, stderr, stdout }).toEqual({
      code: 1,
      stderr: 'engine: ENGINE_PORT is "eighty" but must be a port from 0 to 65535 (0 takes any free one).\n',
      stdout: '',
    });
  }, 30_000);

  it('does not start in production without a key, and says how to make one', async () => {
    const file = join(folder, 'none.json');
    const env = { DATA_DIR: folder, API_KEYS_FILE: file, NODE_ENV: 'production', ENGINE_PORT: '0' };
    expect(await run(env)).toEqual({
      code: 1,
      stderr: `engine: There is no API key in ${file}: make one with npm run keys -- create --role operator, or set API_KEYS_FILE.\n`,
      stdout: '',
    });
  }, 30_000);

  it('starts without a key elsewhere, refuses what is protected, and says how to make one', async () => {
    const app = await startApp('engine', { DATA_DIR: folder, API_KEYS_FILE: join(folder, 'none.json') });
    try {
      expect(app.output().match(/There is no API key/g)).toHaveLength(1);
      const refused = await fetch(`${app.url}/v1/markets`);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({
        code: 'KEY_MISSING',
        detail: expect.stringContaining('npm run keys -- create --role operator makes one'),
      });
    } finally {
      await app.stop();
    }
  }, 30_000);

  it('says that its port is taken in one sentence and ends with 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stderr } = await run({ DATA_DIR: folder, ENGINE_PORT: String(port) });
      expect(stderr).toBe(`engine: 127.0.0.1:${port} is taken: set ENGINE_PORT to a free port.\n`);
      expect(code).toBe(1);
    } finally {
      server.close();
    }
  }, 30_000);

  it('does not start on a log that another engine writes', async () => {
    const app = await startApp('engine', { DATA_DIR: folder });
    try {
      const { code, stderr } = await run({ DATA_DIR: folder, ENGINE_PORT: '0' });
      expect(stderr).toContain('only one writer may open a log');
      expect(code).toBe(1);
    } finally {
      await app.stop();
    }
  }, 30_000);
});
