import { createHash } from 'node:crypto';
import { changeKeyFile, makeKey, readKeyFile, type KeyWish } from '../access/key-file.js';

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
    const parts = partsOf(wish);
    const { stored, text } = makeKey({ requestsPerSecond: NO_LIMIT, ...wish }, parts);
    if (!this.#made.has(parts.keyId)) {
      changeKeyFile(this.file, (keys) => [...keys, stored]);
      this.#made.add(parts.keyId);
    }
    return text;
  }
}

function partsOf(wish: KeyWish) {
  const name = wish.role === 'trader' ? wish.accountId : `the ${wish.role}`;
  const digest = (of: string) => createHash('sha256').update(`${of} of ${name}`);
  return {
    keyId: digest('id').digest('hex').slice(0, 16),
    secret: digest('secret').digest('base64url'),
  };
}
