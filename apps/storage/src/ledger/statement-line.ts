import { formatMoney } from '../money.js';
import { accountMoney } from './ledger-account.js';
import type { StatementLineView } from './ledger.query.js';
import type { StatementLine } from './ledger.reader.js';

/** A line as the API shows it: from the account's side. */
export function presentLine(entry: StatementLine): StatementLineView {
  const comesIn = entry.credit === accountMoney(entry.accountId);
  return {
    line: entry.line,
    time: entry.bookedAt.toISOString(),
    kind: entry.kind,
    marketId: entry.marketId,
    amount: formatMoney(comesIn ? entry.amount : -entry.amount),
    balance: formatMoney(entry.balance),
    currency: entry.currency,
    sequence: entry.sequence,
    index: entry.eventIndex,
  };
}
