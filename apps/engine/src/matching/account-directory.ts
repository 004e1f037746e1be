/** The number that stands for an account without orders; no account ever gets it. */
export const NOBODY = 0;
/** Most accounts that may have placed an accepted order. */
export const ACCOUNT_COUNT_MAX = 1_000_000;

/**
 * Numbers the accounts in the order of their first accepted order, 1, 2, 3 ...: the matcher knows numbers only.
 * Being a function of the commands alone, the numbering is the same after a replay.
 */
export class AccountDirectory {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [''];
  readonly #countMax: number;

  constructor(countMax = ACCOUNT_COUNT_MAX) {
    this.#countMax = countMax;
  }

  /** The number of an account, or `NOBODY`. */
  numberOf(accountId: string): number {
    return this.#numbers.get(accountId) ?? NOBODY;
  }

  /** The number of an account, or the one it would get now. */
  numberFor(accountId: string): number {
    return this.#numbers.get(accountId) ?? this.#ids.length;
  }

  /** Keeps the number that `numberFor` gave. Does nothing for an account that is known. */
  keep(accountId: string): void {
    if (this.#numbers.has(accountId)) return;
    this.#numbers.set(accountId, this.#ids.length);
    this.#ids.push(accountId);
  }

  /** True when an order of this account would need a number more than there may be. */
  isFullFor(accountId: string): boolean {
    return this.#ids.length > this.#countMax && !this.#numbers.has(accountId);
  }

  /** The account behind a number that was kept; empty for `NOBODY`. */
  accountIdOf(account: number): string {
    const accountId = this.#ids[account];
    if (accountId === undefined) throw new RangeError(`no account has number ${account}`);
    return accountId;
  }
}
