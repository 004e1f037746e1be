import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demoKeysFor, parseKey, readKeyFile } from '@backlay/service';

const MAIN = resolve(process.cwd(), 'dist', 'tools', 'keys', 'main.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a user runs it. */
describe('npm run keys', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-keys-tool-'));
    file = join(folder, 'api-keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function keys(...args: string[]): Promise<Ended> {
    const { API_KEYS_FILE: _, ...env } = process.env;
    return new Promise((done) => {
      execFile(
        process.execPath,
        [MAIN, ...args],
        { env: { ...env, DATA_DIR: folder } },
        (error, stdout, stderr) =>
          done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
  }

  it('creates a key that is shown once, lists it without its secret, and revokes it', async () => {
    const created = await keys(
      'create',
      '--role',
      'trader',
      '--account',
      'alice',
      '--rate',
      '50',
      '--label',
      'mine',
    );
    const key = created.stdout.trim();
    const { keyId = '', secret = '' } = parseKey(key) ?? {};
    expect(created).toEqual({ code: 0, stdout: `${key}\n`, stderr: expect.stringContaining(file) });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const listed = await keys('list');
    expect(listed.stdout).toMatch(new RegExp(`^${keyId} \\S+ trader alice 50 requests/s \\(mine\\)\n$`));
    expect(listed.stdout).not.toContain(secret);
    expect(await keys('revoke', keyId)).toMatchObject({ code: 0, stdout: expect.stringContaining(keyId) });
    expect(readKeyFile(file)).toEqual([]);
    expect(await keys('revoke', keyId)).toMatchObject({
      code: 1,
      stderr: `There is no key ${keyId} in ${file}; \`list\` shows those there are.\n`,
    });
  });

  it('prints the keys of a demo as variables of a shell, and makes none', async () => {
    expect((await keys('demo')).code).toBe(1);
    expect(existsSync(file)).toBe(false);
    const demo = demoKeysFor(file);
    expect((await keys('demo')).stdout.split('\n')).toEqual([
      `OPERATOR=${demo?.operator}`,
      `VIEWER=${demo?.viewer}`,
      `ALICE=${demo?.traders['alice']}`,
      `BOB=${demo?.traders['bob']}`,
      '',
    ]);
  });

  it.each([
    [[], 'Say what to do'],
    [['burn'], 'Say what to do'],
    [['create'], '--role is missing, but must be trader, operator, viewer.'],
    [['create', '--role', 'admin'], '--role is "admin", but must be trader, operator, viewer.'],
    [['create', '--role', 'trader'], '--account is missing'],
    [['create', '--role', 'trader', '--account', 'a b'], '--account is "a b"'],
    [['create', '--role', 'viewer', '--account', 'alice'], '--account is for the role trader only'],
    [['create', '--role', 'viewer', '--rate', 'fast'], '--rate is "fast"'],
    [['list', 'all'], '"all" is one argument too many'],
    [['revoke'], 'Say which key'],
    [['list', '--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, stderr } = await keys(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(file)).toBe(false);
  });
});
