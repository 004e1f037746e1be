import { SelfMatch } from '../account/account-settings.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { CancelReason, EventKind } from '../event.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from './book-layout.js';
import { Offers } from './offers.js';
import { cancelled } from './removals.js';

const { orders, orderDoubles, lines, lineDoubles, events, eventDoubles } = ARENA;
const { POSITION_ACCOUNT } = POSITION_LAYOUT;
const { EVENT_ACCOUNT, EVENT_ORDER_F64, EVENT_PRICE, EVENT_REMAINING, EVENT_RUNNER, EVENT_SIDE, EVENT_SIZE } =
  EVENT_LAYOUT;
const { EVENT_OTHER_ACCOUNT, EVENT_OTHER_ORDER_F64, EVENT_OTHER_REMAINING } = EVENT_LAYOUT;
const { ORDER_NEXT, ORDER_POSITION, ORDER_PREVIOUS, ORDER_PRICE_SUM_F64, ORDER_REMAINING } = ORDER_LAYOUT;
const { LEVEL_COUNT, LEVEL_FIRST, LEVEL_IS, LEVEL_MARKET, LEVEL_PRICE, LEVEL_RUNNER } = LEVEL_LAYOUT;
const { LEVEL_TOTAL_F64 } = LEVEL_LAYOUT;
const { OrderMatched } = EventKind;
const { SIDE_BEST_LEVEL, SIDE_BEST_RANK } = SIDE_LAYOUT;
const { OFF, CANCEL_RESTING, CANCEL_INCOMING } = SelfMatch;

const SELF_MATCH = cancelled(CancelReason.SelfMatch);

/**
 * Price-time priority: an incoming order (the taker) meets the resting orders of the other side (the makers) from
 * the best level down to its own limit, within a level oldest first, each trade at the maker's price.
 */
export class Matching extends Offers {
  /** What the taker does when it meets an order of its own account. */
  protected selfMatch: SelfMatch = OFF;
  /** What of the taker is not to be matched, though it remains. */
  protected heldBack = 0;

  /**
   * Matches the taker with the levels of the side record `makers` whose rank is at least `limitRank`. There must be
   * one: whoever calls has looked, because most orders do not match. What of the taker is held back stays out of it.
   *
   * @returns true when the taker met an order of its own account that it must not pass
   */
  protected match(taker: number, makers: number, limitRank: number): boolean {
    do {
      const level = lines[makers + SIDE_BEST_LEVEL]!;
      const own = this.#matchLevel(taker, level);
      if (own !== 0) {
        if (!this.#passOwn(own)) return true;
      } else if (lines[level + LEVEL_FIRST] === 0) {
        this.removeLevel(level);
      }
    } while (orders[taker + ORDER_REMAINING] !== 0 && lines[makers + SIDE_BEST_RANK]! >= limitRank);
    return false;
  }

  /**
   * Matches the taker with one level until either is used up; a level used up is left for `match` to remove.
   *
   * @returns an order of the taker's own account that it has met, or 0
   */
  #matchLevel(taker: number, level: number): number {
    // No order has position -1: with OFF nothing is one's own.
    const ownPosition = this.selfMatch === OFF ? -1 : orders[taker + ORDER_POSITION]!;
    const wanted = orders[taker + ORDER_REMAINING]!;
    let remaining = wanted;
    let makersDone = 0;
    let own = 0;
    let maker = lines[level + LEVEL_FIRST]!;
    do {
      if (orders[maker + ORDER_POSITION] === ownPosition) {
        own = maker;
        break;
      }
      const makerRemaining = orders[maker + ORDER_REMAINING]!;
      const size = Math.min(remaining, makerRemaining);
      remaining -= size;
      const event = this.#appendTrade(taker, maker, level);
      events[event + EVENT_SIZE] = size;
      events[event + EVENT_REMAINING] = remaining + this.heldBack;
      events[event + EVENT_OTHER_REMAINING] = makerRemaining - size;
      if (size < makerRemaining) {
        orders[maker + ORDER_REMAINING] = makerRemaining - size;
        orderDoubles[(maker >> 1) + ORDER_PRICE_SUM_F64]! += size * lines[level + LEVEL_PRICE]!;
        break;
      }
      const next = orders[maker + ORDER_NEXT]!;
      this.disown(maker);
      this.releaseOrder(maker);
      makersDone += 1;
      maker = next;
    } while (remaining > 0 && maker !== 0);

    const matched = wanted - remaining;
    orders[taker + ORDER_REMAINING] = remaining;
    orderDoubles[(taker >> 1) + ORDER_PRICE_SUM_F64]! += matched * lines[level + LEVEL_PRICE]!;
    lines[level + LEVEL_FIRST] = maker;
    if (maker !== 0) orders[maker + ORDER_PREVIOUS] = 0;
    lines[level + LEVEL_COUNT]! -= makersDone;
    lineDoubles[(level >> 1) + LEVEL_TOTAL_F64]! -= matched;
    return own;
  }

  /** Does with an order of the taker's account what the rule says; true when the taker may go on. */
  #passOwn(own: number): boolean {
    if (this.selfMatch !== CANCEL_INCOMING) {
      this.takeOut(own, orders[own + ORDER_REMAINING]!, SELF_MATCH);
    }
    return this.selfMatch === CANCEL_RESTING;
  }

  /** Begins an OrderMatched and fills in all but the sizes; gives the offset of its words. */
  #appendTrade(taker: number, maker: number, level: number): number {
    const event = this.events.append(OrderMatched, lines[level + LEVEL_MARKET]!);
    events[event + EVENT_RUNNER] = lines[level + LEVEL_RUNNER]!;
    events[event + EVENT_SIDE] = lines[level + LEVEL_IS]! ^ 1;
    events[event + EVENT_PRICE] = lines[level + LEVEL_PRICE]!;
    events[event + EVENT_ACCOUNT] = lines[orders[taker + ORDER_POSITION]! + POSITION_ACCOUNT]!;
    events[event + EVENT_OTHER_ACCOUNT] = lines[orders[maker + ORDER_POSITION]! + POSITION_ACCOUNT]!;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(taker);
    eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = this.idOf(maker);
    return event;
  }
}
