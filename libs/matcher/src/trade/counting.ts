import { Matching } from '../book/matching.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind } from '../event.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { Side } from '../side.js';

const { orders, lines, events, eventDoubles } = ARENA;
const { EVENT_KIND, EVENT_OTHER_ORDER_F64, EVENT_PRICE, EVENT_SIZE, EVENT_WORDS } = EVENT_LAYOUT;
const { ORDER_HOLDING, ORDER_POSITION } = ORDER_LAYOUT;
const { SIDE_MARKET_LINE, SIDE_SHIFT } = SIDE_LAYOUT;
const { OrderMatched } = EventKind;

/**
 * Lets the trades of an order count for the accounts, and keeps them: after it was matched, from the events that say how, so
 * that matching is the same with money and without. No record of an order is used again before.
 */
export class Counting extends Matching {
  /**
   * Goes through the events from the offset `from` on.
   *
   * @param side the side record of the taker
   * @param position of the taker
   * @param counted the holding that the taker was counted on, or 0: it came in by an allowance
   * @param limit the taker's own price
   */
  protected countTrades(from: number, side: number, position: number, counted: number, limit: number): void {
    const is: Side = (side >> SIDE_SHIFT) & 1;
    const { end } = this.events;
    const market = lines[side + SIDE_MARKET_LINE]!;
    let turn = 0;
    let matched = 0;
    let sum = 0;
    for (let event = from; event < end; event += EVENT_WORDS) {
      if (events[event + EVENT_KIND] !== OrderMatched) continue;
      if (turn === 0) turn = this.keepTurn(event, side, position);
      const maker = this.recordOf(eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64]!);
      const makerPosition = orders[maker + ORDER_POSITION]!;
      const price = events[event + EVENT_PRICE]!;
      const size = events[event + EVENT_SIZE]!;
      matched += size;
      sum += size * price;
      this.keepTrade(event, turn, market, makerPosition);
      const makerHolding = this.holdingOn(makerPosition, side);
      if (orders[maker + ORDER_HOLDING] === 0) this.countUncounted(makerHolding, is ^ 1, size, size * price);
      else this.countCounted(makerPosition, makerHolding, is ^ 1, size, size * price, price);
    }
    if (matched === 0) return;
    const holding = this.holdingOn(position, side);
    if (counted === 0) this.countUncounted(holding, is, matched, sum);
    else this.countCounted(position, holding, is, matched, sum, limit);
  }
}
