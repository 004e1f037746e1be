import { SelfMatch } from '../account/account-settings.js';
import { TargetKind } from '../order/order-terms.js';
import { Side } from '../side.js';
import type { Wish } from './reference-checks.js';
import { accepts, opposite, type ReferenceState, type TwinOrder } from './reference-state.js';

type Taker = Pick<Wish, 'market' | 'runnerId' | 'side' | 'account' | 'terms'>;

export function selfMatchOf(x: ReferenceState, { market, account, terms }: Taker): SelfMatch {
  if (terms.selfMatch !== 0) return terms.selfMatch;
  return market.rules === undefined ? SelfMatch.OFF : x.accounts.get(account)!.settings.selfMatch;
}

/** The orders a taker could really be matched with, in that order, whatever its limit. */
export function reachable(x: ReferenceState, taker: Taker): TwinOrder[] {
  const queue = x.queue(taker.market.marketId, taker.runnerId, opposite(taker.side));
  const rule = selfMatchOf(x, taker);
  if (rule === SelfMatch.OFF) return queue;
  if (rule === SelfMatch.CANCEL_RESTING) return queue.filter((maker) => maker.account !== taker.account);
  const wall = queue.findIndex((maker) => maker.account === taker.account);
  return wall < 0 ? queue : queue.slice(0, wall);
}

/** Whether anything of the order's, or of anybody's, rests at its limit or better. */
export function wouldMatch(x: ReferenceState, taker: Taker, limit: number): boolean {
  const [best] = x.queue(taker.market.marketId, taker.runnerId, opposite(taker.side));
  return best !== undefined && accepts(taker.side, limit, best.price);
}

/** How much a fill-or-kill order can take so that its average price is still at its limit or better. */
export function averageFill(
  makers: readonly TwinOrder[],
  { side, price, size }: { side: Side; price: number; size: number },
): number {
  let taken = 0;
  /** Sum of size x how much better than the limit it was; it may not fall below 0. */
  let gain = 0;
  for (const maker of makers) {
    const better = side === Side.BACK ? maker.price - price : price - maker.price;
    const wanted = Math.min(size - taken, maker.sizeRemaining);
    const bearable = better >= 0 ? wanted : Math.floor(gain / -better);
    const take = Math.min(wanted, bearable);
    taken += take;
    gain += take * better;
    if (take < wanted || taken === size) break;
  }
  return taken;
}

/** Levels of a queue: price and what rests there together. */
export function levelsOf(makers: readonly TwinOrder[]): { price: number; size: number }[] {
  const prices = [...new Set(makers.map((maker) => maker.price))];
  return prices.map((price) => ({
    price,
    size: makers
      .filter((maker) => maker.price === price)
      .reduce((sum, maker) => sum + maker.sizeRemaining, 0),
  }));
}

/** What one unit of size at a price does for a target, in hundredths of a minor unit. */
function worth(target: TargetKind, price: number): number {
  return target === TargetKind.PAYOUT ? price : price - 100;
}

/** The size that a target needs at one price. */
export function sizeAtLimit({ terms, size, price }: Wish): number {
  return Math.floor((size * 100) / worth(terms.target, price));
}

/** The size with which an order that goes to the book now reaches its target. */
export function sizeForTarget(x: ReferenceState, wish: Wish): number {
  const { terms, side, price } = wish;
  const levels = levelsOf(reachable(x, wish).filter((maker) => accepts(side, price, maker.price)));
  let target = wish.size * 100;
  let total = 0;
  for (const level of levels) {
    const needed = Math.floor(target / worth(terms.target, level.price));
    const take = Math.min(needed, level.size);
    total += take;
    target -= take * worth(terms.target, level.price);
    if (level.size > needed) return total;
  }
  return total + Math.floor(target / worth(terms.target, price));
}
