import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { SpecKeys } from '../../libs/service/src/testing/spec-keys.js';

/** Accounts whose traders have keys from the beginning: an app needs a moment to see a new one. */
const ACCOUNT_IDS = ['alice', 'bob', ...Array.from({ length: 10 }, (_, index) => `account-${index}`)];

/** Keys in a data folder: before its apps start. */
export function keysIn(dataFolder: string): SpecKeys {
  const keys = new SpecKeys(join(dataFolder, KEYS_FILE_NAME));
  keys.of({ role: 'operator' });
  keys.of({ role: 'viewer' });
  for (const accountId of ACCOUNT_IDS) keys.trader(accountId);
  return keys;
}
