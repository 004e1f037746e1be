import type { AccountSettled, ExchangeEvent } from '../events.js';
import type { HistoryDice } from './history-dice.js';

interface HistoryAccount {
  readonly accountId: string;
  balance: number;
  discount: number;
  isStopped: boolean;
  hasHeartbeat: boolean;
}

/** The only currency of a random history. */
export const HISTORY_CURRENCY = 'GBP';
/** In minor units: more than the markets of a history can cost. */
const FIRST_DEPOSIT = 100_000_000;
const NO_LIMITS = {
  sizeMax: 0,
  liabilityMax: 0,
  exposureMax: 0,
  orderCountMax: 0,
  ordersPerSecondMax: 0,
} as const;

/** The accounts with money of a random history. */
export class HistoryAccounts {
  readonly #dice: HistoryDice;
  readonly #waiting: string[];
  readonly #accounts: HistoryAccount[] = [];

  constructor(dice: HistoryDice, accountIds: readonly string[]) {
    this.#dice = dice;
    this.#waiting = [...accountIds];
  }

  /** Whether all accounts are open, so that there can be markets with money. */
  get areOpen(): boolean {
    return this.#waiting.length === 0;
  }

  discountOf(accountId: string): number {
    return this.#accountOf(accountId).discount;
  }

  /** What one command does to one account. */
  command(): ExchangeEvent[] {
    const accountId = this.#waiting.shift();
    if (accountId !== undefined) return this.#open(accountId);
    const account = this.#dice.pick(this.#accounts);
    switch (this.#dice.below(5)) {
      case 0:
        return [this.#fund(account, 'account.deposited', 1 + this.#dice.below(100_000))];
      case 1:
        return this.#withdraw(account);
      case 2:
        return [this.#configure(account)];
      case 3:
        return [this.#stopOrResume(account)];
      default:
        return [this.#heartbeat(account)];
    }
  }

  /** Pays an account, or takes back what it was paid. */
  settle(type: AccountSettled['type'], accountId: string, paid: Omit<Payment, 'accountId'>): ExchangeEvent {
    const account = this.#accountOf(accountId);
    const { marketId, profit, commission } = paid;
    const sign = type === 'account.settled' ? 1 : -1;
    account.balance += sign * (profit - commission);
    const { balance } = account;
    return { type, accountId, marketId, currency: HISTORY_CURRENCY, profit, commission, balance };
  }

  #open(accountId: string): ExchangeEvent[] {
    const account = { accountId, balance: 0, discount: 0, isStopped: false, hasHeartbeat: false };
    this.#accounts.push(account);
    return [
      { type: 'account.opened', accountId, currency: HISTORY_CURRENCY },
      this.#fund(account, 'account.deposited', FIRST_DEPOSIT),
    ];
  }

  #withdraw(account: HistoryAccount): ExchangeEvent[] {
    const most = Math.min(account.balance, 100_000);
    return most > 0 ? [this.#fund(account, 'account.withdrawn', 1 + this.#dice.below(most))] : [];
  }

  #fund(
    account: HistoryAccount,
    type: 'account.deposited' | 'account.withdrawn',
    amount: number,
  ): ExchangeEvent {
    account.balance += type === 'account.deposited' ? amount : -amount;
    const { accountId, balance } = account;
    return { type, accountId, currency: HISTORY_CURRENCY, amount, balance };
  }

  #configure(account: HistoryAccount): ExchangeEvent {
    account.discount = 100 * this.#dice.below(60);
    const selfMatch = this.#dice.pick(['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH'] as const);
    const { accountId, discount } = account;
    return { type: 'account.configured', accountId, discount, selfMatch, ...NO_LIMITS };
  }

  #stopOrResume(account: HistoryAccount): ExchangeEvent {
    account.isStopped = !account.isStopped;
    const type = account.isStopped ? 'account.stopped' : 'account.resumed';
    return { type, accountId: account.accountId, origin: 'OWNER' };
  }

  #heartbeat(account: HistoryAccount): ExchangeEvent {
    const { accountId } = account;
    account.hasHeartbeat = !account.hasHeartbeat;
    if (!account.hasHeartbeat) return { type: 'account.heartbeat-missed', accountId };
    return { type: 'account.heartbeat-set', accountId, timeoutMs: 1_000 + this.#dice.below(9_000) };
  }

  #accountOf(accountId: string): HistoryAccount {
    const account = this.#accounts.find((other) => other.accountId === accountId);
    if (account === undefined) throw new Error(`account ${accountId} is not open`);
    return account;
  }
}

/** What an account is paid for a market. */
export interface Payment {
  readonly accountId: string;
  readonly marketId: number;
  /** Before commission. */
  readonly profit: number;
  readonly commission: number;
}
