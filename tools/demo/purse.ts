import type { TradingClient } from '@backlay/client';
import { CURRENCY } from '../simulate/accounts.js';

/** An account that can bet with less than this gets more, in minor units. */
const AVAILABLE_MIN = 200_000;
/** What it gets, in minor units. */
const DEPOSIT = 2_000_000;
/** Accounts that are looked after at the same time. */
const AT_ONCE = 16;

/** Keeps the traders in money: winners take it from losers, and the exchange its commission, so somebody has to bring more. */
export class Purse {
  readonly #operator: TradingClient;
  readonly #accountIds: readonly string[];

  constructor(operator: TradingClient, accountIds: readonly string[]) {
    this.#operator = operator;
    this.#accountIds = accountIds;
  }

  /** Opens the accounts that are not open, and fills those that run low. */
  async fill(): Promise<void> {
    const available = new Map(
      (await this.#operator.accounts()).map((account) => [account.accountId, account.available]),
    );
    const left = this.#accountIds.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const accountId of left) await this.#look(accountId, available.get(accountId));
      }),
    );
  }

  async #look(accountId: string, available: number | undefined): Promise<void> {
    if (available === undefined) await this.#operator.openAccount(accountId, CURRENCY);
    if ((available ?? 0) < AVAILABLE_MIN) await this.#operator.deposit({ accountId, amount: DEPOSIT });
  }
}
