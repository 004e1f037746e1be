import type { Ledger } from '../load/ledger.js';
import { compareMaps } from './compare.js';
import type { Differences } from './differences.js';
import type { StorageFacts, StoredOrder } from './facts.js';
import type { MoneyFacts, MoneySums } from './money-facts.js';

/** How the markets with money ended, if they did. */
export interface Settled {
  /** Winner by market. */
  readonly winners: ReadonlyMap<number, number>;
  /** Percent. */
  readonly baseRate: number;
}

/** A hundredth of a minor unit: what size x price counts. */
const EXACT = 100;

/**
 * Compares the money of engine and storage with one another, and with what the clients were answered and have traded: it is
 * worked out here from the trades, with rules of its own.
 */
export function compareMoney(
  ledger: Pick<Ledger, 'entries'>,
  { money, storage, settled }: { money: MoneyFacts; storage: StorageFacts; settled: Settled },
  differences: Differences,
): void {
  const { engine, stored } = money;
  const expected = paidInto(ledger);
  const gains = gainsOf(storage, settled);
  // A settlement without bets has shown nothing.
  if (settled.winners.size > 0 && gains.size === 0)
    differences.noteOther('the settled markets have paid nobody');
  for (const [accountId, gain] of gains) expected.set(accountId, (expected.get(accountId) ?? 0) + gain);
  compareMaps('money of the engine and of the answers of', engine.accounts, expected, differences);
  compareMaps(
    'money of the ledger and of the engine of',
    money.ledger.accounts,
    engine.accounts,
    differences,
  );
  compareMaps('money of storage and of the engine of', stored, engine.accounts, differences);
  const { balances, commission, rounding, paidIn } = engine.sums;
  differences.expectEqual('all money of the engine', balances + commission + rounding, paidIn);
  compareMaps(
    'money of the ledger and of the engine:',
    mapOf(money.ledger.sums),
    mapOf(engine.sums),
    differences,
  );
}

/** What the answers to deposits say: what an account had after the latest of them. */
function paidInto({ entries }: Pick<Ledger, 'entries'>): Map<string, number> {
  const paid = new Map<string, number>();
  for (const { outcome } of entries)
    if (outcome?.kind === 'ACCOUNT')
      paid.set(outcome.accountId, Math.max(outcome.balance, paid.get(outcome.accountId) ?? 0));
  return paid;
}

/** What the settled markets have brought to each account. */
function gainsOf({ orders, trades }: StorageFacts, { winners, baseRate }: Settled): Map<string, number> {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const gains = new Map<string, number>();
  for (const [marketId, winner] of winners) {
    const exact = new Map<string, number>();
    const count = (order: StoredOrder | undefined, size: number, price: number): void => {
      if (order?.marketId !== marketId) return;
      const ofBack = order.runnerId === winner ? size * (price - EXACT) : -size * EXACT;
      const sum = exact.get(order.accountId) ?? 0;
      exact.set(order.accountId, order.side === 'BACK' ? sum + ofBack : sum - ofBack);
    };
    for (const { takerOrderId, makerOrderId, size, price } of trades) {
      count(byId.get(takerOrderId), size, price);
      count(byId.get(makerOrderId), size, price);
    }
    for (const [accountId, sum] of exact) {
      const profit = Math.floor(sum / EXACT);
      const commission = profit > 0 ? Math.floor((profit * baseRate) / 100) : 0;
      gains.set(accountId, (gains.get(accountId) ?? 0) + profit - commission);
    }
  }
  return gains;
}

function mapOf(sums: MoneySums): Map<string, number> {
  return new Map(Object.entries(sums));
}
