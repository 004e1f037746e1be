import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { waitFor } from '../../../../test/support/wait.js';
import { parseKey } from './api-key.js';
import { AccessRefusal, Doorkeeper } from './doorkeeper.js';
import { addKeys, revokeKeys } from './key-file.js';
import { KeyRing } from './key-ring.js';

const bearer = (key: string) => `Bearer ${key}`;

describe('the doorkeeper', () => {
  let folder: string;
  let file: string;
  let ring: KeyRing;
  let nowMs: number;
  let doorkeeper: Doorkeeper;
  let errors: string[];

  async function open(requestsPerSecond = 0): Promise<void> {
    ring = await KeyRing.open({ keysFile: file, requestsPerSecond, isProduction: false }, () => nowMs);
    doorkeeper = new Doorkeeper(ring, () => nowMs);
  }
  const newKey = (...[wish]: Parameters<typeof addKeys>[1]) =>
    addKeys(file, wish ? [wish] : [])[0]?.text ?? '';
  const codeOf = (authorization: string | undefined) => {
    const admitted = doorkeeper.admit(authorization, 'ANY_KEY');
    return admitted instanceof AccessRefusal ? admitted.code : 'admitted';
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-door-'));
    file = join(folder, 'api-keys.json');
    nowMs = 0;
    errors = [];
    Logger.overrideLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (message: string) => errors.push(message),
    });
  });
  afterEach(() => {
    ring.close();
    Logger.overrideLogger(false);
    rmSync(folder, { recursive: true, force: true });
  });

  it('knows a key as a whole and no other text, without repeating it', async () => {
    const key = newKey({ role: 'trader', accountId: 'alice' });
    await open();
    expect(doorkeeper.admit(bearer(key), 'TRADER')).toEqual({
      keyId: parseKey(key)?.keyId,
      role: 'trader',
      accountId: 'alice',
    });
    expect(codeOf(`bearer ${key}`)).toBe('admitted');
    const other = newKey({ role: 'operator' });
    const mixed = `blk_${parseKey(key)?.keyId}_${parseKey(other)?.secret}`;
    const texts = [
      '',
      'Bearer',
      key,
      `Basic ${key}`,
      bearer(key.slice(0, -1)),
      bearer(`${key}x`),
      bearer(mixed),
    ];
    for (const text of [...texts, bearer(key.toUpperCase()), bearer('x'.repeat(10_000))]) {
      expect(codeOf(text)).toBe('KEY_INVALID');
    }
    const refusal = doorkeeper.admit(bearer(mixed), 'ANY_KEY');
    expect(JSON.stringify(refusal)).not.toContain(parseKey(mixed)?.secret);
    expect(refusal).toMatchObject({
      headers: { 'WWW-Authenticate': expect.stringContaining('invalid_token') },
    });
    expect(codeOf(undefined)).toBe('KEY_MISSING');
  });

  it('follows the file: a new key is good and a revoked one is not, without a restart', async () => {
    const first = newKey({ role: 'operator' });
    await open();
    ring.follow();
    const second = newKey({ role: 'viewer' });
    await waitFor('the new key to be good', () => codeOf(bearer(second)) === 'admitted');
    revokeKeys(file, [parseKey(first)?.keyId ?? '']);
    await waitFor('the revoked key to be refused', () => codeOf(bearer(first)) === 'KEY_INVALID');
    expect(codeOf(bearer(second))).toBe('admitted');
  });

  it('keeps the last good keys while the file is broken or gone, says so once, and takes the mended one', async () => {
    const key = newKey({ role: 'operator' });
    await open();
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, '{"version":1,"keys":[');
    for (let look = 0; look < 3; look++) await ring.look();
    expect(errors).toEqual([
      expect.stringContaining('is not JSON. The keys that were good before it stay so.'),
    ]);
    rmSync(file);
    for (let look = 0; look < 3; look++) await ring.look();
    expect(errors).toHaveLength(2);
    expect(codeOf(bearer(key))).toBe('admitted');
    writeFileSync(file, good.replace(/"keys": \[[^]*\]/, '"keys": []'));
    await ring.look();
    expect(codeOf(bearer(key))).toBe('KEY_INVALID');
  });

  it('does not open on a broken file, nor in production without a key', async () => {
    await open();
    const settings = { keysFile: file, requestsPerSecond: 0, isProduction: true };
    await expect(KeyRing.open(settings)).rejects.toThrow(
      `There is no API key in ${file}: make one with npm run keys -- create --role operator, or set API_KEYS_FILE.`,
    );
    newKey({ role: 'viewer' });
    (await KeyRing.open(settings)).close();
    writeFileSync(file, 'nonsense');
    await expect(KeyRing.open({ ...settings, isProduction: false })).rejects.toThrow(/is not JSON/);
  });

  it('counts every request of a key, refused ones too, and says when to come back', async () => {
    const limited = newKey({ role: 'viewer', requestsPerSecond: 5 });
    const usual = newKey({ role: 'viewer' });
    const free = newKey({ role: 'viewer', requestsPerSecond: 0 });
    await open(2);
    for (let asked = 0; asked < 10; asked++) {
      expect(doorkeeper.admit(bearer(limited), 'OPERATOR')).toMatchObject({ code: 'ROLE_FORBIDDEN' });
    }
    expect(doorkeeper.admit(bearer(limited), 'ANY_KEY')).toMatchObject({
      code: 'RATE_LIMITED',
      detail: 'This key may send 5 requests a second, and 10 at once after a pause; come again in 1 s.',
      headers: { 'Retry-After': '1' },
    });
    const accepted = (key: string) =>
      Array.from({ length: 20 }, () => codeOf(bearer(key))).filter((code) => code === 'admitted').length;
    expect(accepted(usual)).toBe(4);
    expect(accepted(free)).toBe(20);
    nowMs = 1_000;
    expect(accepted(limited)).toBe(5);
    // Another key in the file does not fill the buckets of the others.
    newKey({ role: 'operator' });
    await ring.look();
    expect(accepted(limited)).toBe(0);
  });

  it('compares in constant time', async () => {
    const key = newKey({ role: 'operator' });
    await open();
    const source = readFileSync('libs/service/src/access/api-key.ts', 'utf8');
    expect(source).toContain('timingSafeEqual(hashSecret(secret), secretHash)');
    expect(ring.find(key)?.secretHash).toHaveLength(32);
  });
});
