import { createHash } from 'node:crypto';
import { changeKeyFile, makeKey, readKeyFile, type KeyWish, type NewKey } from '../access/key-file.js';

/** Requests of specs are not counted, unless a spec is about that. */
const NO_LIMIT = 0;

/**
 * The keys of a spec, in a file of its own. A key follows from whom it is for, so that every process of a spec knows it; it
 * counts from when it is asked for here.
 */
export class SpecKeys {
  readonly #made: Set<string>;

  constructor(readonly file: string) {
    this.#made = new Set(readKeyFile(file).map(({ keyId }) => keyId));
  }

  get operator(): string {
    return this.of({ role: 'operator' });
  }

  get viewer(): string {
    return this.of({ role: 'viewer' });
  }

  trader(accountId: string): string {
    return this.of({ role: 'trader', accountId });
  }

  /** True when the file has no key for the account yet: asking for it changes the file. */
  isNew(accountId: string): boolean {
    return !this.#made.has(partsOf({ role: 'trader', accountId }).keyId);
  }

  of(wish: KeyWish): string {
    const { stored, text } = newSpecKey(wish);
    if (!this.#made.has(stored.keyId)) {
      changeKeyFile(this.file, (keys) => [...keys, stored]);
      this.#made.add(stored.keyId);
    }
    return text;
  }
}

/** The key that {@link SpecKeys} makes for whomever: the same wherever it is asked for. */
export function specKey(wish: KeyWish): string {
  return newSpecKey(wish).text;
}

function newSpecKey(wish: KeyWish): NewKey {
  return makeKey({ requestsPerSecond: NO_LIMIT, ...wish }, partsOf(wish));
}

function partsOf(wish: KeyWish) {
  const name = wish.role === 'trader' ? wish.accountId : `the ${wish.role}`;
  const digest = (of: string) => createHash('sha256').update(`${of} of ${name}`);
  return {
    keyId: digest('id').digest('hex').slice(0, 16),
    secret: digest('secret').digest('base64url'),
  };
}
