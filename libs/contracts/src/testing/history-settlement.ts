import type { ExchangeEvent, MarketSettled } from '../events.js';
import { HISTORY_CURRENCY, type HistoryAccounts } from './history-accounts.js';
import { runnersLeft, type HistoryMarket } from './history-market.js';

/** What is declared of a market that is over. */
export type Declaration = Pick<MarketSettled, 'results' | 'tied'>;

/** A winning runner has this share of a place: 1, or less in a dead heat. */
interface Share {
  readonly places: number;
  readonly tied: number;
}

const LOST: Share = { places: 0, tied: 1 };

/** Pays every account of a market by the trades that stand. */
export function settle(
  market: HistoryMarket,
  accounts: HistoryAccounts,
  { results, tied }: Declaration,
): ExchangeEvent[] {
  const { marketId, rules } = market;
  if (rules === undefined) throw new Error('only a market with money is settled');
  const shares = sharesOf({ results, tied }, rules.winnerCount);
  const events: ExchangeEvent[] = [];
  let [rounding, commissions] = [0, 0];
  for (const [accountId, won] of profitsOf(market, shares)) {
    const profit = Number(floorDivision(won.numerator, won.denominator));
    const rate = BigInt(rules.baseRate) * BigInt(10_000 - accounts.discountOf(accountId));
    const commission = profit > 0 ? Number((BigInt(profit) * rate) / 100_000_000n) : 0;
    rounding -= profit;
    commissions += commission;
    market.paid.set(accountId, { profit, commission });
    events.push(accounts.settle('account.settled', accountId, { marketId, profit, commission }));
  }
  market.status = 'SETTLED';
  return [
    ...events,
    {
      type: 'market.settled',
      marketId,
      currency: HISTORY_CURRENCY,
      results,
      tied,
      commission: commissions,
      rounding: rounding === 0 ? 0 : rounding,
    },
  ];
}

/** Takes back what the accounts were paid. */
export function reverse(market: HistoryMarket, accounts: HistoryAccounts): ExchangeEvent[] {
  const { marketId } = market;
  const events: ExchangeEvent[] = [];
  let [rounding, commission] = [0, 0];
  for (const [accountId, paid] of market.paid) {
    rounding -= paid.profit;
    commission += paid.commission;
    events.push(accounts.settle('account.settlement-reversed', accountId, { marketId, ...paid }));
  }
  market.paid.clear();
  market.status = 'CLOSED';
  const currency = HISTORY_CURRENCY;
  const sums = { commission, rounding: rounding === 0 ? 0 : rounding };
  return [...events, { type: 'market.settlement-reversed', marketId, currency, ...sums }];
}

/** Names winners: the runners from `first` on, as many as are to win. */
export function declare(market: HistoryMarket, first: number, winners: number): Declaration {
  const left = runnersLeft(market);
  const places = market.rules?.winnerCount ?? 1;
  const winning = left.map((_, index) => left[(first + index) % left.length] as number).slice(0, winners);
  const results = left.map((runnerId) => {
    const result = winning.includes(runnerId) ? ('WINNER' as const) : ('LOSER' as const);
    return { runnerId, result };
  });
  // The first of them alone, the others share what is left.
  const tied = winning.length > places ? winning.slice(places - 1) : [];
  return { results, tied };
}

function sharesOf({ results, tied }: Declaration, winnerCount: number): Map<number, Share> {
  const winners = results.filter(({ result }) => result === 'WINNER').length;
  const share = { places: winnerCount - (winners - tied.length), tied: tied.length };
  return new Map(
    results.map(({ runnerId, result }) => {
      if (result !== 'WINNER') return [runnerId, LOST];
      return [runnerId, tied.includes(runnerId) ? share : { places: 1, tied: 1 }];
    }),
  );
}

interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** In minor units, exact. */
function profitsOf({ trades }: HistoryMarket, shares: ReadonlyMap<number, Share>): Map<string, Fraction> {
  const profits = new Map<string, Fraction>();
  for (const { made, price } of trades) {
    const { places, tied } = shares.get(made.runnerId) ?? LOST;
    const backed = BigInt(made.size) * (BigInt(price * places) - BigInt(100 * tied));
    const sign = made.takerSide === 'BACK' ? 1n : -1n;
    add(profits, made.takerAccountId, { numerator: sign * backed, denominator: BigInt(100 * tied) });
    add(profits, made.makerAccountId, { numerator: -sign * backed, denominator: BigInt(100 * tied) });
  }
  return profits;
}

function add(profits: Map<string, Fraction>, accountId: string, { numerator, denominator }: Fraction): void {
  const sum = profits.get(accountId) ?? { numerator: 0n, denominator: 1n };
  profits.set(accountId, {
    numerator: sum.numerator * denominator + numerator * sum.denominator,
    denominator: sum.denominator * denominator,
  });
  reduce(profits.get(accountId) as Fraction);
}

/** Keeps the numbers of a fraction small. */
function reduce(fraction: Fraction): void {
  let [a, b] = [fraction.numerator < 0n ? -fraction.numerator : fraction.numerator, fraction.denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  if (a === 0n) return;
  fraction.numerator /= a;
  fraction.denominator /= a;
}

function floorDivision(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
