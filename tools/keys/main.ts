import { resolve } from 'node:path';
import {
  KeyFileError,
  addKeys,
  demoKeysFor,
  readKeyFile,
  revokeKeys,
  type StoredKey,
} from '@backlay/service';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { readOptions, USAGE, UsageError, type Options, type Task } from './options.js';

/** @returns whether what was asked for is done */
function run({ task, file: named }: Options): boolean {
  const file = named === undefined ? findRunningExchange().keysFile : resolve(named);
  switch (task.command) {
    case 'create':
      return create(file, task);
    case 'list':
      return list(file);
    case 'revoke':
      return revoke(file, task.keyId);
    case 'demo':
      return demo(file);
  }
}

function create(file: string, { wish }: Extract<Task, { command: 'create' }>): boolean {
  const [key] = addKeys(file, [wish]);
  if (key === undefined) return false;
  // The key alone on stdout, so that it can be caught in a variable.
  console.log(key.text);
  console.error(
    `Key ${key.stored.keyId} for ${holderOf(key.stored)}, in ${file}. It is shown only now; send it as Authorization: Bearer <key>.`,
  );
  return true;
}

function list(file: string): boolean {
  const keys = readKeyFile(file);
  if (keys.length === 0) console.log(`There is no key in ${file}.`);
  for (const key of keys) {
    const rate =
      key.requestsPerSecond === undefined ? '' : ` ${key.requestsPerSecond || 'no limit of'} requests/s`;
    const label = key.label === undefined ? '' : ` (${key.label})`;
    console.log(`${key.keyId} ${key.createdAt} ${holderOf(key)}${rate}${label}`);
  }
  return true;
}

function revoke(file: string, keyId: string): boolean {
  const [key] = revokeKeys(file, [keyId]);
  if (key === undefined) {
    console.error(`There is no key ${keyId} in ${file}; \`list\` shows those there are.`);
    return false;
  }
  console.log(`Revoked ${keyId} (${holderOf(key)}): within a second no app takes it any more.`);
  return true;
}

/** Shell assignments; a key has no character that a shell would read otherwise. */
function demo(file: string): boolean {
  const keys = readKeyFile(file).length === 0 ? undefined : demoKeysFor(file);
  if (keys === undefined) {
    console.error(
      `There are no demo keys beside ${file}: \`npm start\` makes them when there is no key at all.`,
    );
    return false;
  }
  console.log(`OPERATOR=${keys.operator}`);
  if (keys.viewer !== undefined) console.log(`VIEWER=${keys.viewer}`);
  for (const [accountId, key] of Object.entries(keys.traders))
    console.log(`${accountId.toUpperCase()}=${key}`);
  return true;
}

function holderOf(key: StoredKey): string {
  return key.role === 'trader' ? `trader ${key.accountId}` : key.role;
}

try {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else if (!run(options)) process.exitCode = 1;
} catch (error) {
  const isForUser = [KeyFileError, UsageError, TypeError].some((kind) => error instanceof kind);
  console.error(isForUser && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
