import { formatHundredths, type Account, type Money, type TradingClient } from '@backlay/client';
import { findAccount, isConserved } from '../exchange/accounts.js';

/** The currency of the simulation's accounts and market. */
export const CURRENCY = 'GBP';
/** What every trader pays in at the beginning, in minor units. */
const DEPOSIT = 2_000_000;
/** Accounts that are opened at the same time. */
const AT_ONCE = 16;

type AccountBalance = Pick<Account, 'accountId' | 'balance'>;

/** What a market has brought to an account, in minor units. */
export interface AccountResult {
  readonly accountId: string;
  readonly result: number;
  readonly balance: number;
}

/** Opens the accounts that are not open yet, and pays the same amount into each. */
export async function fund(operator: TradingClient, accountIds: readonly string[]): Promise<void> {
  const left = accountIds.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const accountId of left) {
        if ((await findAccount(operator, accountId)) === undefined)
          await operator.openAccount(accountId, CURRENCY);
        await operator.deposit({ accountId, amount: DEPOSIT });
      }
    }),
  );
}

/** Who has won or lost since, the largest winnings first; accounts that have what they had are left out. */
export function resultsOf(
  before: readonly AccountBalance[],
  after: readonly AccountBalance[],
): AccountResult[] {
  const balances = new Map(before.map(({ accountId, balance }) => [accountId, balance]));
  return after
    .map(({ accountId, balance }) => ({
      accountId,
      balance,
      result: balance - (balances.get(accountId) ?? balance),
    }))
    .filter(({ result }) => result !== 0)
    .sort((a, b) => b.result - a.result || a.accountId.localeCompare(b.accountId));
}

/** One line for each account. */
export function resultLines(results: readonly AccountResult[]): string[] {
  const width = Math.max(0, ...results.map(({ accountId }) => accountId.length));
  return results.map(({ accountId, result, balance }) => {
    const change = `${result > 0 ? '+' : ''}${formatHundredths(result)}`;
    return `${accountId.padEnd(width)} ${change.padStart(12)}   balance ${formatHundredths(balance).padStart(12)}`;
  });
}

/** Whether the exchange has what was paid in, no more and no less, and a line that says so. */
export function conserved(money: Money): { readonly ok: boolean; readonly line: string } {
  const { currency, balances, commission, rounding, paidIn } = money;
  const ok = isConserved(money);
  const sum = [balances, commission, rounding].map(formatHundredths);
  const line =
    `${currency}: balances ${sum[0]} + commission ${sum[1]} + rounding ${sum[2]} ` +
    `${ok ? '=' : 'is NOT'} paid in ${formatHundredths(paidIn)}`;
  return { ok, line };
}
