import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_ID_BYTES = 8;
const SECRET_BYTES = 32;
const KEY_PATTERN = /^blk_([0-9a-z]{4,32})_([A-Za-z0-9_-]{43})$/;

/** The two parts of a key: the one names it, the other proves that it is meant. */
export interface KeyParts {
  readonly keyId: string;
  /** 32 random bytes in base64url. */
  readonly secret: string;
}

/** A new key that nobody has seen yet. */
export function newKeyParts(): KeyParts {
  return {
    keyId: randomBytes(KEY_ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

/** The text that a client sends: `blk_<keyId>_<secret>`. */
export function keyText({ keyId, secret }: KeyParts): string {
  return `blk_${keyId}_${secret}`;
}

/** The parts of a text that has the form of a key. */
export function parseKey(text: string): KeyParts | undefined {
  const [, keyId, secret] = KEY_PATTERN.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

/**
 * What is kept of a secret. Plain SHA-256 is right here: a secret has 256 random bits, so nobody finds it by trying, and the
 * slow hash that a password needs would only make every request slow.
 */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Whether the secret is the one that was hashed, in a time that says nothing about how near it came. */
export function isSecretOf(secret: string, secretHash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), secretHash);
}
