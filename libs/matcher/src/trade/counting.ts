import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { Matching } from '../book/matching.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind } from '../event.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import type { Side } from '../side.js';

const { EVENT_KIND, EVENT_OTHER_ACCOUNT, EVENT_OTHER_ORDER_F64, EVENT_PRICE, EVENT_SIZE, EVENT_WORDS } =
  EVENT_LAYOUT;
const { ORDER_HOLDING, ORDER_POSITION } = ORDER_LAYOUT;
const { POSITION_ACCOUNT, POSITION_EXPOSURE } = POSITION_LAYOUT;
const { SIDE_MARKET_LINE, SIDE_SHIFT, SIDE_WORDS } = SIDE_LAYOUT;
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
   * @param holding that the taker was counted on, or 0: it came in by an allowance
   * @param limit the taker's own price
   */
  protected countTrades(from: number, side: number, position: number, holding: number, limit: number): void {
    const account = this.lines.words[position + POSITION_ACCOUNT]!;
    const book = side & ~SIDE_WORDS;
    const is: Side = (side >> SIDE_SHIFT) & 1;
    const orders = this.orders.words;
    const { words: events, doubles: eventDoubles, end } = this.events;
    let takerHolding = holding;
    if (holding === 0) takerHolding = this.holdingIndex.find(account, book);
    if (takerHolding === 0)
      takerHolding = this.openHolding(this.lines.words[position + POSITION_EXPOSURE]!, book);
    const market = this.lines.words[side + SIDE_MARKET_LINE]!;
    let matched = 0;
    let sum = 0;
    for (let event = from; event < end; event += EVENT_WORDS) {
      if (events[event + EVENT_KIND] !== OrderMatched) continue;
      const maker = this.recordOf(eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64]!);
      const counted = orders[maker + ORDER_HOLDING]!;
      let makerHolding = counted;
      if (counted === 0) makerHolding = this.holdingIndex.find(events[event + EVENT_OTHER_ACCOUNT]!, book);
      if (makerHolding === 0) {
        const position = orders[maker + ORDER_POSITION]!;
        makerHolding = this.openHolding(this.lines.words[position + POSITION_EXPOSURE]!, book);
      }
      const price = events[event + EVENT_PRICE]!;
      const size = events[event + EVENT_SIZE]!;
      matched += size;
      sum += size * price;
      this.keepTrade(event, market, makerHolding, takerHolding);
      this.countMatched(counted, makerHolding, is ^ 1, size, size * price, price);
    }
    if (matched !== 0) this.countMatched(holding, takerHolding, is, matched, sum, limit);
  }
}
