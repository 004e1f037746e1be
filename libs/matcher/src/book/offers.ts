import { SelfMatch } from '../account/account-settings.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { TargetKind } from '../order/order-terms.js';
import { Side } from '../side.js';
import { Trades } from '../trade/trades.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from './book-layout.js';

const { orders, lines } = ARENA;
const { LEVEL_FIRST, LEVEL_PRICE, LEVEL_RANK } = LEVEL_LAYOUT;
const { ORDER_NEXT, ORDER_POSITION, ORDER_REMAINING } = ORDER_LAYOUT;
const { SIDE_BEST_LEVEL, SIDE_WORDS } = SIDE_LAYOUT;
const { BACK } = Side;

/** Who looks at the offers: what an incoming order of this account could meet. */
export interface Prospect {
  /** Where the incoming order would rest. */
  readonly side: number;
  readonly is: Side;
  /** 0 for an account without one. */
  readonly position: number;
  readonly selfMatch: SelfMatch;
}

/** What an order that is matched at once would come to. */
export interface Fill {
  readonly size: number;
  /** Sum of size x price. */
  readonly sum: number;
}

const { PAYOUT } = TargetKind;

/** Looks at what rests without changing it: for orders whose size, or whose very life, depends on what they would meet. */
export class Offers extends Trades {
  /**
   * The most that such an order can be matched with, best price first, while the volume-weighted average of it is the
   * limit or better: that of a fill-or-kill order.
   */
  protected fillWithin(prospect: Prospect, wanted: number, limit: number): Fill {
    let size = 0;
    let sum = 0;
    for (const offer of this.#offers(prospect)) {
      let taken = Math.min(offer.size, wanted - size);
      // How much better than the limit the fill is so far, and what each unit of this offer takes away of it.
      const reserve = prospect.is === BACK ? sum - size * limit : size * limit - sum;
      const loss = prospect.is === BACK ? limit - offer.price : offer.price - limit;
      if (loss > 0) taken = Math.min(taken, Math.floor(reserve / loss));
      size += taken;
      sum += taken * offer.price;
      if (taken < offer.size) break;
    }
    return { size, sum };
  }

  /** The largest size with which an order of this limit, matched as far as it can be at once, does not pass its target. */
  protected sizeForTarget(prospect: Prospect, kind: TargetKind, target: number, limit: number): number {
    let left = target * 100;
    let size = 0;
    for (const offer of this.#offers(prospect)) {
      if (prospect.is === BACK ? offer.price < limit : offer.price > limit) break;
      const needed = sizeFor(kind, left, offer.price);
      const taken = Math.min(needed, offer.size);
      size += taken;
      left -= taken * (kind === PAYOUT ? offer.price : offer.price - 100);
      // With the offer used up, one more unit would be matched further down, where it may still fit.
      if (needed < offer.size) return size;
    }
    return size + sizeFor(kind, left, limit);
  }

  /** What it takes to be matched for a payout (in hundredths of a minor unit), and whether all of it is there. */
  protected fillForPayout(prospect: Prospect, payout: number): Fill & { readonly isWhole: boolean } {
    let size = 0;
    let sum = 0;
    for (const offer of this.#offers(prospect)) {
      const needed = Math.floor((payout - sum) / offer.price);
      const taken = Math.min(needed, offer.size);
      size += taken;
      sum += taken * offer.price;
      if (needed <= offer.size) return { size, sum, isWhole: true };
    }
    return { size, sum, isWhole: false };
  }

  /** Orders of the other side in the order in which the prospect would meet them, without those that it would not match. */
  *#offers({
    side,
    position,
    selfMatch,
  }: Prospect): Generator<{ readonly price: number; readonly size: number }> {
    const makers = side ^ SIDE_WORDS;
    let level = lines[makers + SIDE_BEST_LEVEL]!;
    while (level !== 0) {
      for (let order = lines[level + LEVEL_FIRST]!; order !== 0; order = orders[order + ORDER_NEXT]!) {
        if (selfMatch !== SelfMatch.OFF && position !== 0 && orders[order + ORDER_POSITION] === position) {
          if (selfMatch === SelfMatch.CANCEL_RESTING) continue;
          return;
        }
        yield { price: lines[level + LEVEL_PRICE]!, size: orders[order + ORDER_REMAINING]! };
      }
      level = this.levelBelow(makers, lines[level + LEVEL_RANK]!);
    }
  }
}

/** The largest size whose payout (or profit) at a price is at most so many hundredths of a minor unit. */
export function sizeFor(kind: TargetKind, target: number, price: number): number {
  return Math.floor(target / (kind === PAYOUT ? price : price - 100));
}
