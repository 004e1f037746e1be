import { ProblemError, type Account, type Money, type TradingClient } from '@backlay/client';

/** @returns undefined when there is no such account */
export async function findAccount(operator: TradingClient, accountId: string): Promise<Account | undefined> {
  try {
    return await operator.account(accountId);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'ACCOUNT_UNKNOWN') return undefined;
    throw error;
  }
}

/** All the money of a currency; undefined when there is none of it. */
export async function moneyIn(operator: TradingClient, currency: string): Promise<Money | undefined> {
  return (await operator.money()).find((sums) => sums.currency === currency);
}

/** Whether the exchange has what was paid in, no more and no less. */
export function isConserved({ balances, commission, rounding, paidIn }: Money): boolean {
  return balances + commission + rounding === paidIn;
}
