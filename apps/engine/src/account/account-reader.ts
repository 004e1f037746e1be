import { mayRead, type Principal } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import type { AccountView, HouseView } from '@backlay/matcher';
import { ProblemError } from '../http/problem.js';
import { Exchange } from '../matching/exchange.js';
import { formatSigned } from '../money/decimal.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { accountBody, type AccountBody } from './account-answer.js';

export interface AccountList {
  readonly accounts: readonly AccountBody[];
  /** `after` of the next page; null at the end. */
  readonly next: string | null;
  readonly sequence: number;
}

/** All the money of one currency: balances + commission + rounding = paidIn. */
export interface MoneyBody {
  readonly currency: string;
  readonly balances: string;
  readonly commission: string;
  readonly rounding: string;
  readonly paidIn: string;
}

/** Looks accounts up. What it gives may be shown only through `Sequencer.read`. */
@Injectable()
export class AccountReader {
  constructor(
    private readonly exchange: Exchange,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * For a trader the account of another one is not there, in the same words as one that never was.
   * @throws ProblemError `ACCOUNT_UNKNOWN`
   */
  get(accountId: string, caller: Principal): AccountBody & { readonly sequence: number } {
    const body = accountBody(accountId, this.view(accountId, caller));
    return { ...body, sequence: this.sequencer.lastSequence };
  }

  /** @throws ProblemError `ACCOUNT_UNKNOWN` */
  view(accountId: string, caller: Principal): AccountView {
    const { matcher, accounts } = this.exchange;
    const account = mayRead(caller, accountId) ? matcher.account(accounts.numberOf(accountId)) : undefined;
    if (account === undefined) {
      throw new ProblemError('ACCOUNT_UNKNOWN', `There is no account ${accountId} that this key may read.`);
    }
    return account;
  }

  /** Accounts that were opened, in the order of their numbers; `after` is the number of the last one of the page before. */
  list(limit: number, after: number): AccountList {
    const { matcher, accounts } = this.exchange;
    const found: AccountBody[] = [];
    let number = after;
    while (number + 1 < accounts.nextNumber) {
      const account = matcher.account(number + 1);
      if (account !== undefined && found.length === limit) return this.#page(found, String(number));
      number += 1;
      if (account !== undefined) found.push(accountBody(accounts.accountIdOf(number), account));
    }
    return this.#page(found, null);
  }

  /** All the money of the exchange, by currency; costs time per account. */
  money(): { readonly money: readonly MoneyBody[]; readonly sequence: number } {
    const { matcher, accounts } = this.exchange;
    const balances = new Map<string, number>();
    for (let number = 1; number < accounts.nextNumber; number++) {
      const account = matcher.account(number);
      if (account === undefined) continue;
      balances.set(account.currency, (balances.get(account.currency) ?? 0) + account.balance);
    }
    const money = matcher.houses().map((house) => moneyBody(house, balances.get(house.currency) ?? 0));
    return { money, sequence: this.sequencer.lastSequence };
  }

  #page(accounts: readonly AccountBody[], next: string | null): AccountList {
    return { accounts, next, sequence: this.sequencer.lastSequence };
  }
}

function moneyBody({ currency, commission, rounding, paidIn }: HouseView, balances: number): MoneyBody {
  return {
    currency,
    balances: formatSigned(balances),
    commission: formatSigned(commission),
    rounding: formatSigned(rounding),
    paidIn: formatSigned(paidIn),
  };
}
