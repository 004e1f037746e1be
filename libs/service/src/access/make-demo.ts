import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { demoKeysFileOf } from './access-settings.js';
import { parseKey } from './api-key.js';
import { addKeys, readKeyFile, type KeyWish } from './key-file.js';
import { parsePlainKeys, type PlainKeys } from './plain-keys.js';

const DEMO_ACCOUNT_IDS = ['alice', 'bob'];
const LABEL = 'demo';
/** The file has secrets. */
const FILE_MODE = 0o600;

/**
 * The demo keys of an exchange: made when its keys file has no key at all, and kept in plain text beside it, so that they can
 * be shown again. Keys that were revoked meanwhile are left out; undefined when there is nothing to show.
 * @throws KeyFileError
 */
export function demoKeysFor(keysFile: string): PlainKeys | undefined {
  const plainFile = demoKeysFileOf(keysFile);
  const stored = readKeyFile(keysFile);
  if (stored.length === 0) return makeDemoKeys(keysFile, plainFile);
  if (!existsSync(plainFile)) return undefined;
  const keys = parsePlainKeys(readFileSync(plainFile, 'utf8'), plainFile);
  const known = new Set(stored.map(({ keyId }) => keyId));
  const isGood = (text: string): boolean => known.has(parseKey(text)?.keyId ?? '');
  if (!isGood(keys.operator)) return undefined;
  const traders = Object.entries(keys.traders).filter(([, text]) => isGood(text));
  const { viewer, ...rest } = keys;
  return {
    ...rest,
    ...(viewer !== undefined && isGood(viewer) && { viewer }),
    traders: Object.fromEntries(traders),
  };
}

function makeDemoKeys(keysFile: string, plainFile: string): PlainKeys {
  const traders: KeyWish[] = DEMO_ACCOUNT_IDS.map((accountId) => ({
    role: 'trader',
    accountId,
    label: LABEL,
  }));
  const made = addKeys(keysFile, [
    { role: 'operator', label: LABEL },
    { role: 'viewer', label: LABEL },
    ...traders,
  ]);
  const [operator = '', viewer = '', ...rest] = made.map(({ text }) => text);
  const ofAccount = DEMO_ACCOUNT_IDS.map((accountId, index) => [accountId, rest[index] ?? '']);
  const keys: PlainKeys = {
    version: 1,
    operator,
    viewer,
    traders: Object.fromEntries(ofAccount) as Record<string, string>,
  };
  rmSync(plainFile, { force: true });
  writeFileSync(plainFile, `${JSON.stringify(keys, undefined, 2)}\n`, { mode: FILE_MODE });
  return keys;
}
