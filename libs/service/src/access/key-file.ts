import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { hashSecret, keyText, newKeyParts } from './api-key.js';
import type { Role } from './role.js';

/** Most requests a second that a key can be held to. */
export const REQUESTS_PER_SECOND_MAX = 1_000_000;
/** Most keys of one file. */
export const KEY_COUNT_MAX = 100_000;
/** Owner only: hashes are no secrets, but who may do what is nobody's business. */
const FILE_MODE = 0o600;

const LOCK_ATTEMPTS_MAX = 100;
const LOCK_DELAY_MS = 20;

/** Form of an account's name, as everywhere. */
export const ACCOUNT_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

const common = {
  keyId: z.string().regex(/^[0-9a-z]{4,32}$/),
  /** SHA-256 of the secret, in hex. */
  secretSha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  /** Says what the key is for, to people. */
  label: z.string().min(1).max(100).optional(),
  /** Other than what holds for all keys; 0 sets no limit. */
  requestsPerSecond: z.int().min(0).max(REQUESTS_PER_SECOND_MAX).optional(),
};

const storedKey = z.discriminatedUnion('role', [
  z.strictObject({
    ...common,
    role: z.literal('trader'),
    accountId: z.string().regex(ACCOUNT_ID_PATTERN),
  }),
  z.strictObject({ ...common, role: z.enum(['operator', 'viewer']) }),
]);

const keyFile = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(storedKey)
    .max(KEY_COUNT_MAX)
    .refine((keys) => new Set(keys.map(({ keyId }) => keyId)).size === keys.length, {
      error: 'two keys have the same keyId',
    }),
});

/** A key as the file has it: all but the secret. */
export type StoredKey = z.output<typeof storedKey>;

/** A keys file that cannot be used; the message is one sentence that names it and the first fault. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** What a new key is to be. */
export type KeyWish = (
  { readonly role: 'trader'; readonly accountId: string } | { readonly role: Exclude<Role, 'trader'> }
) & { readonly requestsPerSecond?: number; readonly label?: string };

/** A key that was just made: the only time that its secret is seen. */
export interface NewKey {
  readonly stored: StoredKey;
  /** What the client sends. */
  readonly text: string;
}

/** Makes a key; it counts once it is in the file. */
export function makeKey(wish: KeyWish, parts = newKeyParts()): NewKey {
  const stored: StoredKey = {
    keyId: parts.keyId,
    secretSha256: hashSecret(parts.secret).toString('hex'),
    createdAt: new Date().toISOString(),
    ...wish,
  };
  return { stored, text: keyText(parts) };
}

/**
 * The keys that a file's text holds.
 * @throws KeyFileError
 */
export function parseKeyFile(text: string, path: string): StoredKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KeyFileError(`The keys file ${path} is not JSON.`);
  }
  const parsed = keyFile.safeParse(value);
  if (parsed.success) return parsed.data.keys;
  // The message of an issue never holds the value that is wrong.
  const [issue] = parsed.error.issues;
  throw new KeyFileError(
    `The keys file ${path} is not of version 1: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not valid'}.`,
  );
}

/**
 * The keys of the file; none when there is no file.
 * @throws KeyFileError
 */
export function readKeyFile(path: string): StoredKey[] {
  try {
    return parseKeyFile(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Writes the file so that whoever reads it at the same time sees the old one or the new one, whole. Two that change it at the
 * same time do not lose each other's keys: the second one waits for the first.
 * @throws KeyFileError when somebody else does not come to an end with changing it, or it cannot be read
 */
export function changeKeyFile(
  path: string,
  change: (keys: readonly StoredKey[]) => readonly StoredKey[],
): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const file = openExclusively(temporary);
  try {
    const keys = change(readKeyFile(path));
    writeSync(file, `${JSON.stringify({ version: 1, keys }, undefined, 2)}\n`);
    fsyncSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** The temporary file is the lock, too. A change takes a few ms, so that waiting for another one is worth it. */
function openExclusively(path: string): number {
  for (let attempt = 1; ; attempt++) {
    try {
      return openSync(path, 'wx', FILE_MODE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (attempt === LOCK_ATTEMPTS_MAX) {
        throw new KeyFileError(
          `${path} is there: the keys are being changed by somebody else. When nobody does, remove that file.`,
        );
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_DELAY_MS);
    }
  }
}

/**
 * Adds keys to the file.
 * @returns them in the order of the wishes
 */
export function addKeys(path: string, wishes: readonly KeyWish[]): NewKey[] {
  const made = wishes.map((wish) => makeKey(wish));
  changeKeyFile(path, (keys) => [...keys, ...made.map(({ stored }) => stored)]);
  return made;
}

/**
 * Takes keys out of the file, whoever has them.
 * @returns those that were there
 */
export function revokeKeys(path: string, keyIds: readonly string[]): StoredKey[] {
  const revoked: StoredKey[] = [];
  const ids = new Set(keyIds);
  changeKeyFile(path, (keys) =>
    keys.filter((key) => {
      if (ids.has(key.keyId)) revoked.push(key);
      return !ids.has(key.keyId);
    }),
  );
  return revoked;
}
