import { Side } from '../side.js';
import { isFinished, type ReferenceState, type TwinMarket } from './reference-state.js';

/** What an account might still be matched for. */
export interface Unmatched {
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly sizeRemaining: number;
}

interface Bet {
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** Every way in which `count` of the items can be chosen; all of them when there are no more. */
export function subsetsOf<T>(items: readonly T[], count: number): T[][] {
  if (items.length <= count) return [[...items]];
  if (count === 0) return [[]];
  const [first, ...others] = items;
  return [...subsetsOf(others, count - 1).map((subset) => [first!, ...subset]), ...subsetsOf(others, count)];
}

export function winnerSetsOf(market: TwinMarket): number[][] {
  const active = market.runnerIds.filter((runnerId) => !market.removed.has(runnerId));
  return subsetsOf(active, market.rules?.winnerCount ?? 1);
}

/** The bets that an account has in trades that stand. One with itself is two bets. */
export function betsOf(market: TwinMarket, account: number): Bet[] {
  return market.trades
    .filter((trade) => !trade.isVoid)
    .flatMap((trade) => {
      const { runnerId, price, size, takerSide } = trade;
      const makerSide = takerSide === Side.BACK ? Side.LAY : Side.BACK;
      const bets: Bet[] = [];
      if (trade.takerAccount === account) bets.push({ runnerId, price, size, side: takerSide });
      if (trade.makerAccount === account) bets.push({ runnerId, price, size, side: makerSide });
      return bets;
    });
}

/** What a bet brings, in hundredths of a minor unit, when its runner wins or loses. */
export function profitOf({ side, price, size }: Omit<Bet, 'runnerId'>, wins: boolean): number {
  const ofBacker = wins ? size * (price - 100) : -size * 100;
  return side === Side.BACK ? ofBacker : -ofBacker;
}

/** The worst loss of an account over every set of winners, in whole minor units, with these orders unmatched. */
export function exposureWith(market: TwinMarket, account: number, unmatched: readonly Unmatched[]): number {
  if (market.rules === undefined || isFinished(market)) return 0;
  const bets = betsOf(market, account);
  if (bets.length === 0 && unmatched.length === 0) return 0;
  let worst = 0;
  for (const winners of winnerSetsOf(market)) {
    let result = 0;
    for (const bet of bets) result += profitOf(bet, winners.includes(bet.runnerId));
    for (const order of unmatched) {
      // Whoever matches it does so when it hurts, or leaves it alone.
      result += Math.min(
        0,
        profitOf({ ...order, size: order.sizeRemaining }, winners.includes(order.runnerId)),
      );
    }
    worst = Math.max(worst, -result);
  }
  return Math.ceil(worst / 100);
}

export function exposureOf(x: ReferenceState, account: number, market: TwinMarket): number {
  if (market.rules === undefined || isFinished(market)) return 0;
  const own = x.ordersOf(market.marketId).filter((order) => order.account === account);
  return exposureWith(market, account, own);
}

/** What all markets together hold of an account's balance. */
export function reservedOf(x: ReferenceState, account: number): number {
  return x.markets
    .filter((market) => !isFinished(market) && market.accounts.includes(account))
    .reduce((sum, market) => sum + exposureOf(x, account, market), 0);
}

export function availableOf(x: ReferenceState, account: number): number {
  return x.accounts.get(account)!.balance - reservedOf(x, account);
}
