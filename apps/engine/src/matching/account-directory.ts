import type { SavedPart, SnapshotPart } from '../snapshot/snapshot-part.js';
import { NameTable } from './name-table.js';

/** The number that stands for an account without orders; no account ever gets it. */
export const NOBODY = 0;
/** Most accounts that may have placed an accepted order. */
export const ACCOUNT_COUNT_MAX = 1_000_000;

/**
 * Numbers the accounts in the order of their first accepted order, 1, 2, 3 ...: the matcher knows numbers only.
 * Being a function of the commands alone, the numbering is the same after a replay.
 */
export class AccountDirectory implements SnapshotPart {
  readonly name = 'accounts';
  readonly #countMax: number;
  #names = new NameTable();
  /** The account that was asked for last, and known: commands come in batches of one account. */
  #latest = { accountId: '', number: NOBODY };

  constructor(countMax = ACCOUNT_COUNT_MAX) {
    this.#countMax = countMax;
  }

  /** A digest of all accounts and their numbers. */
  get digest(): number {
    return this.#names.digest;
  }

  /** The number of an account, or `NOBODY`. */
  numberOf(accountId: string): number {
    if (accountId === this.#latest.accountId) return this.#latest.number;
    const number = this.#names.findText(accountId);
    if (number !== NOBODY) this.#latest = { accountId, number };
    return number;
  }

  /** The number of an account, or the one it would get now. */
  numberFor(accountId: string): number {
    return this.numberOf(accountId) || this.#names.count + 1;
  }

  /** Keeps the number that `numberFor` gave. Does nothing for an account that is known. */
  keep(accountId: string): void {
    if (this.numberOf(accountId) === NOBODY) this.#names.addText(accountId);
  }

  /** As `numberOf`, of the account id in `bytes[start, end)`. */
  numberIn(bytes: Uint8Array, start: number, end: number): number {
    return this.#names.find(bytes, start, end);
  }

  /** As `keep`, of the account id in `bytes[start, end)`, which is not known yet. */
  keepIn(bytes: Uint8Array, start: number, end: number): void {
    this.#names.add(bytes, start, end);
  }

  /** The number that the next new account gets. */
  get nextNumber(): number {
    return this.#names.count + 1;
  }

  /** True when an order of this account would need a number more than there may be. */
  isFullFor(accountId: string): boolean {
    return this.#names.count >= this.#countMax && this.numberOf(accountId) === NOBODY;
  }

  /** The account behind a number that was kept; empty for `NOBODY`. */
  accountIdOf(account: number): string {
    const accountId = this.#names.textOf(account);
    if (accountId === undefined) throw new RangeError(`no account has number ${account}`);
    return accountId;
  }

  save(): SavedPart {
    return { header: {}, blocks: { ...this.#names.save() } };
  }

  load({ blocks: { bytes, ends } }: SavedPart): void {
    if (!(bytes instanceof Uint8Array && ends instanceof Uint32Array))
      throw new RangeError('no table of account names');
    this.#names.load({ bytes, ends });
  }

  clear(): void {
    this.#names = new NameTable();
    this.#latest = { accountId: '', number: NOBODY };
  }
}
