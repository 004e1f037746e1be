import { ARENA } from '../memory/arena.js';
import { OrderPool } from '../order/order-pool.js';
import { ACCOUNT_LAYOUT } from './account-layout.js';
import type { AccountView, HouseView } from './account-view.js';
import { unpackCurrency } from './currency.js';
import type { House } from './house.js';

const { accounts, accountDoubles } = ARENA;
const {
  ACCOUNT_BALANCE_F64,
  ACCOUNT_CURRENCY,
  ACCOUNT_DEADLINE_F64,
  ACCOUNT_DISCOUNT,
  ACCOUNT_EXPOSURE_MAX_F64,
  ACCOUNT_GUARDS,
  ACCOUNT_HEARTBEAT,
  ACCOUNT_LIABILITY_MAX_F64,
  ACCOUNT_NUMBER,
  ACCOUNT_ORDER_COUNT_MAX,
  ACCOUNT_RATE_COUNT,
  ACCOUNT_RATE_MAX,
  ACCOUNT_RATE_SECOND_F64,
  ACCOUNT_RESERVED_F64,
  ACCOUNT_SELF_MATCH,
  ACCOUNT_SIZE_MAX,
  GUARD_STOPPED_BY_OPERATOR,
  GUARD_STOPPED_BY_OWNER,
} = ACCOUNT_LAYOUT;

const SECOND_MS = 1_000;

/** The accounts and the house: every minor unit is in exactly one of them. */
export class Money extends OrderPool {
  /** The record of an account that was opened, or 0. Any number may be asked for. */
  accountRecord(account: number): number {
    return this.accountIndex.find(account, 0);
  }

  /** What the account may still lose, in minor units; below 0 only after a void, a removal or a resettlement. */
  protected freeOf(record: number): number {
    return (
      accountDoubles[(record >> 1) + ACCOUNT_BALANCE_F64]! -
      accountDoubles[(record >> 1) + ACCOUNT_RESERVED_F64]!
    );
  }

  /** Adds to the balance (or takes away, when negative) and gives what it is then. */
  protected credit(record: number, amount: number): number {
    return (accountDoubles[(record >> 1) + ACCOUNT_BALANCE_F64]! += amount);
  }

  /** Orders that the account has placed in the second of this time. */
  protected rateIn(record: number, timeMs: number): number {
    const isSame = accountDoubles[(record >> 1) + ACCOUNT_RATE_SECOND_F64] === Math.floor(timeMs / SECOND_MS);
    return isSame ? accounts[record + ACCOUNT_RATE_COUNT]! : 0;
  }

  protected countRate(record: number, timeMs: number): void {
    accounts[record + ACCOUNT_RATE_COUNT] = this.rateIn(record, timeMs) + 1;
    accountDoubles[(record >> 1) + ACCOUNT_RATE_SECOND_F64] = Math.floor(timeMs / SECOND_MS);
  }

  /** The house of a packed currency, which is there from the first account of that currency on. */
  protected houseOf(currency: number): House {
    let house = this.houses.get(currency);
    if (house === undefined) {
      house = { commission: 0, rounding: 0, paidIn: 0 };
      this.houses.set(currency, house);
    }
    return house;
  }

  /** The house of every currency, in the order in which accounts first had it. */
  houseViews(): HouseView[] {
    return [...this.houses].map(([currency, house]) => ({ currency: unpackCurrency(currency), ...house }));
  }

  /** An account that was opened, as an object of its own. */
  accountView(record: number): AccountView {
    const double = record >> 1;
    const guards = accounts[record + ACCOUNT_GUARDS]!;
    return {
      account: accounts[record + ACCOUNT_NUMBER]!,
      currency: unpackCurrency(accounts[record + ACCOUNT_CURRENCY]!),
      balance: accountDoubles[double + ACCOUNT_BALANCE_F64]!,
      reserved: accountDoubles[double + ACCOUNT_RESERVED_F64]!,
      stoppedByOwner: (guards & GUARD_STOPPED_BY_OWNER) !== 0,
      stoppedByOperator: (guards & GUARD_STOPPED_BY_OPERATOR) !== 0,
      heartbeatMs: accounts[record + ACCOUNT_HEARTBEAT]!,
      deadlineMs: accountDoubles[double + ACCOUNT_DEADLINE_F64]!,
      settings: {
        discount: accounts[record + ACCOUNT_DISCOUNT]!,
        selfMatch: accounts[record + ACCOUNT_SELF_MATCH]!,
        sizeMax: accounts[record + ACCOUNT_SIZE_MAX]!,
        liabilityMax: accountDoubles[double + ACCOUNT_LIABILITY_MAX_F64]!,
        exposureMax: accountDoubles[double + ACCOUNT_EXPOSURE_MAX_F64]!,
        orderCountMax: accounts[record + ACCOUNT_ORDER_COUNT_MAX]!,
        ordersPerSecondMax: accounts[record + ACCOUNT_RATE_MAX]!,
      },
    };
  }
}
