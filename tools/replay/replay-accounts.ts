import type { Account, Money, TradingClient } from '@backlay/client';
import { findAccount, moneyIn } from '../exchange/accounts.js';
import { ServerError } from '../exchange/http-client.js';
import { CURRENCY } from './life-steps.js';

/**
 * Accounts take turns, so that queues hold orders of several; makers are never takers. A turn is a batch, because a batch is of
 * one account.
 */
const MAKER_ACCOUNTS = 20;
const TAKER_ACCOUNTS = 5;

/** Every account that places orders. */
export const REPLAY_ACCOUNTS: readonly string[] = [
  ...Array.from({ length: MAKER_ACCOUNTS }, (_, index) => `replay-maker-${index}`),
  ...Array.from({ length: TAKER_ACCOUNTS }, (_, index) => `replay-taker-${index}`),
];

/** What each account has free at the start, in minor units: nothing recorded comes near. */
const FUNDS = 100_000_000_00;

/** The account whose turn it is. */
export function accountOfTurn(role: 'MAKER' | 'TAKER', turn: number): string {
  return role === 'MAKER' ? `replay-maker-${turn % MAKER_ACCOUNTS}` : `replay-taker-${turn % TAKER_ACCOUNTS}`;
}

/** What became of the money. */
export interface MoneyOutcome {
  /** What all accounts together have won, after commission, in minor units. */
  readonly profit: number;
  /** What is reserved now and was not at the start, of all accounts together. */
  readonly reserved: number;
  readonly balances: ReadonlyMap<string, number>;
  /** All the money of the exchange. */
  readonly money: Money;
}

/** The accounts of a replay with what they have at its start. */
export class ReplayAccounts {
  private constructor(
    private readonly operator: TradingClient,
    private readonly start: ReadonlyMap<string, Account>,
  ) {}

  /**
   * Opens the accounts that are not there yet and pays in what they lack. They may match their own orders: the plan says
   * who meets whom.
   */
  static async prepare(operator: TradingClient): Promise<ReplayAccounts> {
    const start = new Map<string, Account>();
    for (const accountId of REPLAY_ACCOUNTS) {
      const { available, currency } =
        (await findAccount(operator, accountId)) ?? (await operator.openAccount(accountId, CURRENCY));
      if (currency !== CURRENCY)
        throw new ServerError(
          `The account ${accountId} is one of ${currency}; a replay needs it in ${CURRENCY}.`,
        );
      if (available < FUNDS) await operator.deposit({ accountId, amount: FUNDS - available });
      start.set(accountId, await operator.accountSettings(accountId, { selfMatch: 'OFF' }));
    }
    return new ReplayAccounts(operator, start);
  }

  /** Compares what is there now with the start. */
  async outcome(): Promise<MoneyOutcome> {
    const balances = new Map<string, number>();
    let [profit, reserved] = [0, 0];
    for (const [accountId, before] of this.start) {
      const now = await findAccount(this.operator, accountId);
      if (!now) throw new ServerError(`The engine does not know the account ${accountId} any more.`);
      balances.set(accountId, now.balance);
      profit += now.balance - before.balance;
      reserved += now.reserved - before.reserved;
    }
    const money = await moneyIn(this.operator, CURRENCY);
    if (!money) throw new ServerError(`The engine knows of no money in ${CURRENCY}.`);
    return { profit, reserved, balances, money };
  }
}
