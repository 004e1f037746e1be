import { formatHundredths, type SettlementSums, type TradingClient } from '@backlay/client';
import { isConserved } from '../exchange/accounts.js';
import { CURRENCY } from './life-steps.js';
import type { MarketReplay } from './market-replay.js';
import type { MoneyOutcome } from './replay-accounts.js';

export interface MoneyCheck {
  readonly markets: readonly Pick<MarketReplay, 'name' | 'marketId' | 'outcome' | 'unsettled'>[];
  readonly outcome: MoneyOutcome;
  readonly operator: TradingClient;
}

export interface MoneyReport {
  readonly lines: readonly string[];
  /** One sentence each. */
  readonly disagreements: readonly string[];
}

/** What the ledger of the storage app says. */
export interface LedgerSums {
  readonly balances: ReadonlyMap<string, number>;
  readonly settlements: readonly SettlementSums[];
}

/** Compares the money after a replay with itself and with the ledger, which has to have caught up. */
export async function checkMoney({ markets, outcome, operator }: MoneyCheck): Promise<MoneyReport> {
  const balances = new Map<string, number>();
  for (const accountId of outcome.balances.keys())
    balances.set(accountId, await operator.ledgerBalance(accountId));
  const settlements: SettlementSums[] = [];
  for (const { marketId, outcome: end } of markets) {
    if (marketId !== undefined && end === 'SETTLED') settlements.push(await operator.settlement(marketId));
  }
  return moneyReport(markets, outcome, { balances, settlements });
}

/** The report of what was compared. */
export function moneyReport(
  markets: MoneyCheck['markets'],
  { profit, reserved, balances, money }: MoneyOutcome,
  ledger: LedgerSums,
): MoneyReport {
  const commission = sum(ledger.settlements.map((settlement) => settlement.commission));
  const rounding = sum(ledger.settlements.map((settlement) => settlement.rounding));
  const disagreements: string[] = [];
  if (profit + commission + rounding !== 0)
    disagreements.push(
      `What the accounts won (${formatHundredths(profit)}), commission (${formatHundredths(commission)}) and rounding (${formatHundredths(rounding)}) do not add up to 0.`,
    );
  if (!isConserved(money))
    disagreements.push(
      `Balances ${formatHundredths(money.balances)}, commission ${formatHundredths(money.commission)} and rounding ${formatHundredths(money.rounding)} are not the ${formatHundredths(money.paidIn)} paid in.`,
    );
  const areOver = markets.every(({ outcome }) => outcome === 'SETTLED' || outcome === 'VOIDED');
  if (areOver && reserved !== 0)
    disagreements.push(`${formatHundredths(reserved)} are still reserved although every market is over.`);
  for (const [accountId, balance] of balances) {
    const told = ledger.balances.get(accountId) ?? 0;
    if (told === balance) continue;
    disagreements.push(
      `The ledger says that ${accountId} has ${formatHundredths(told)}, the engine ${formatHundredths(balance)}.`,
    );
  }
  const lines = [
    ...markets.map(marketLine),
    `  money     accounts ${formatHundredths(profit)}, commission ${formatHundredths(commission)}, rounding ${formatHundredths(rounding)}; still reserved ${formatHundredths(reserved)}`,
    ...(disagreements.length === 0
      ? [`  Money is conserved in ${CURRENCY}, and the ledger has the balances of the engine.`]
      : []),
  ];
  return { lines, disagreements };
}

function marketLine({ name, marketId, outcome, unsettled }: MoneyCheck['markets'][number]): string {
  const market = `  market ${marketId ?? '-'} (${name})`;
  if (outcome === 'SETTLED') return `${market} is settled`;
  if (outcome === 'VOIDED') return `${market} is void: every runner was removed`;
  if (outcome === 'UNSETTLED')
    return `${market} is closed and not settled: ${unsettled ?? 'no reason known'}`;
  return `${market} is left as it is: the recording ends before the close`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
