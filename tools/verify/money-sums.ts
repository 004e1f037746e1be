import type { ExchangeEvent } from '@backlay/contracts';
import { Sum } from './sum.js';

/** What the money of one currency adds up to, minor units. */
export interface CurrencySums {
  /** Deposits less withdrawals. */
  readonly paidIn: Sum;
  readonly commission: Sum;
  readonly rounding: Sum;
}

/** The money of the exchange, added up from the events one by one. Memory: the accounts. */
export class MoneySums {
  /** What the last event of an account said, by account. */
  readonly balances = new Map<string, number>();
  readonly currencies = new Map<string, CurrencySums>();

  add(event: ExchangeEvent): void {
    switch (event.type) {
      case 'account.opened':
        this.balances.set(event.accountId, 0);
        this.#of(event.currency);
        break;
      case 'account.deposited':
      case 'account.withdrawn':
        this.balances.set(event.accountId, event.balance);
        this.#of(event.currency).paidIn.add(
          event.type === 'account.deposited' ? event.amount : -event.amount,
        );
        break;
      case 'account.settled':
      case 'account.settlement-reversed':
        this.balances.set(event.accountId, event.balance);
        break;
      case 'market.settled':
      case 'market.settlement-reversed': {
        const sign = event.type === 'market.settled' ? 1 : -1;
        const sums = this.#of(event.currency);
        sums.commission.add(sign * event.commission);
        sums.rounding.add(sign * event.rounding);
        break;
      }
      default:
    }
  }

  #of(currency: string): CurrencySums {
    const known = this.currencies.get(currency);
    if (known !== undefined) return known;
    const sums = { paidIn: new Sum(), commission: new Sum(), rounding: new Sum() };
    this.currencies.set(currency, sums);
    return sums;
  }
}
