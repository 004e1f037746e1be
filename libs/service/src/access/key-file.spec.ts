import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKey } from './api-key.js';
import { addKeys, changeKeyFile, parseKeyFile, readKeyFile, revokeKeys } from './key-file.js';
import { demoKeysFor } from './make-demo.js';

describe('the keys file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-keys-'));
    file = join(folder, 'sub', 'api-keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps a hash of each secret and never the secret, for its owner only', () => {
    const [made] = addKeys(file, [{ role: 'trader', accountId: 'alice', requestsPerSecond: 7 }]);
    const secret = parseKey(made?.text ?? '')?.secret ?? 'none';
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readKeyFile(file)).toEqual([made?.stored]);
    expect(readdirSync(join(folder, 'sub'))).toEqual(['api-keys.json']);
  });

  it('loses only the key that is revoked', () => {
    const made = addKeys(file, [{ role: 'operator' }, { role: 'viewer' }]);
    const [operator] = made;
    expect(revokeKeys(file, [operator?.stored.keyId ?? '', 'unknown'])).toEqual([operator?.stored]);
    expect(readKeyFile(file).map(({ role }) => role)).toEqual(['viewer']);
  });

  it('stays as it was when a change fails, and can be changed afterwards', () => {
    addKeys(file, [{ role: 'operator' }]);
    const before = readFileSync(file, 'utf8');
    const fail = () => {
      throw new Error('no');
    };
    expect(() => changeKeyFile(file, fail)).toThrow('no');
    expect(readFileSync(file, 'utf8')).toBe(before);
    addKeys(file, [{ role: 'viewer' }]);
    expect(readKeyFile(file)).toHaveLength(2);
  });

  it('is not changed by two at a time: the second one gives up with the reason', () => {
    addKeys(file, [{ role: 'operator' }]);
    writeFileSync(`${file}.new`, '');
    expect(() => addKeys(file, [{ role: 'viewer' }])).toThrow(/being changed by somebody else/);
    expect(readKeyFile(file)).toHaveLength(1);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['another version', '{"version":2,"keys":[]}', /version/],
    ['an unknown role', key({ role: 'admin' }), /role/],
    ['a trader without an account', key({ role: 'trader' }), /accountId/],
    ['a viewer with an account', key({ accountId: 'alice' }), /accountId/],
    ['a hash that is too short', key({ secretSha256: 'ab' }), /secretSha256/],
    ['a rate that is no number', key({ requestsPerSecond: -1 }), /requestsPerSecond/],
    ['two keys of one id', `{"version":1,"keys":[${entry()},${entry()}]}`, /same keyId/],
  ])('is refused by name with %s, without a word of its contents', (_what, text, reason) => {
    const parse = () => parseKeyFile(text, 'keys.json');
    expect(parse).toThrow(reason);
    expect(parse).toThrow(/^The keys file keys\.json /);
    expect(parse).not.toThrow(/0123456789abcdef/);
  });

  it('gets demo keys when there is none, and shows the same again until they are revoked', () => {
    const first = demoKeysFor(file);
    expect(Object.keys(first?.traders ?? {})).toEqual(['alice', 'bob']);
    expect(statSync(join(folder, 'sub', 'demo-keys.json')).mode & 0o777).toBe(0o600);
    expect(demoKeysFor(file)).toEqual(first);
    revokeKeys(file, [parseKey(first?.traders['bob'] ?? '')?.keyId ?? '']);
    expect(Object.keys(demoKeysFor(file)?.traders ?? {})).toEqual(['alice']);
    revokeKeys(file, [parseKey(first?.operator ?? '')?.keyId ?? '']);
    expect(demoKeysFor(file)).toBeUndefined();
  });
});

function entry(fields: Record<string, unknown> = {}): string {
  const secretSha256 = '0123456789abcdef'.repeat(4);
  const createdAt = '2026-11-26T00:00:00.000Z';
  return JSON.stringify({ keyId: 'abcd', secretSha256, role: 'viewer', createdAt, ...fields });
}

function key(fields: Record<string, unknown>): string {
  return `{"version":1,"keys":[${entry(fields)}]}`;
}
