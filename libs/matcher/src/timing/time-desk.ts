import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import { cancelled, lapsed } from '../book/removals.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { CancelReason, EventKind, LapseReason } from '../event.js';
import { MarketDesk } from '../market/market-desk.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT, TERMS_LAYOUT } from '../order/order-layout.js';
import { RejectReason } from '../reject-reason.js';
import { DueKind, type DueEntry } from './due-queue.js';

const { orders, lines, lineDoubles, events } = ARENA;
const { EVENT_REMAINING } = EVENT_LAYOUT;
const { LEVEL_PRICE, LEVEL_RANK, LEVEL_SIDE } = LEVEL_LAYOUT;
const { MARKET_MATERIAL_VERSION } = MARKET_LAYOUT;
const { ORDER_HOLDING, ORDER_LEVEL, ORDER_POSITION, ORDER_REMAINING, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { SIDE_FLIP, SIDE_MARKET, SIDE_MARKET_LINE } = SIDE_LAYOUT;
const { TERMS_RELEASE_F64 } = TERMS_LAYOUT;
const { None } = RejectReason;

const EXPIRED = lapsed(LapseReason.Expired);
const MARKET_VERSION = lapsed(LapseReason.MarketVersion);
const NOT_FILLED = cancelled(CancelReason.NotFilled);

/** Lets happen what was to happen at a time: waits end, orders expire, signs of life are missed. */
export class TimeDesk extends MarketDesk {
  /** True while an order that has come out of its wait meets the book: it is in its account's list already. */
  #isReleasing = false;

  /** When the next thing is due, in ms since 1970; Infinity when nothing is. */
  nextDueMs(): number {
    return this.due.first(this.isStillDue)?.timeMs ?? Infinity;
  }

  /** Everything that is to happen, the earliest first. */
  dueEntries(): DueEntry[] {
    return this.due.save(this.isStillDue);
  }

  /** Time has come to `timeMs`: everything due until then, in the order of the due times. */
  passTime(timeMs: number): RejectReason {
    let entry = this.due.first(this.isStillDue);
    while (entry !== undefined && entry.timeMs <= timeMs) {
      this.due.removeFirst();
      this.#letHappen(entry);
      entry = this.due.first(this.isStillDue);
    }
    return None;
  }

  protected override settleDown(order: number): void {
    if (this.#isReleasing) this.rest(order, this.incoming);
    else super.settleDown(order);
  }

  protected override leave(order: number): void {
    if (this.#isReleasing) this.disown(order);
    super.leave(order);
  }

  #letHappen({ kind, reference }: DueEntry): void {
    if (kind === DueKind.Heartbeat) {
      this.missHeartbeat(reference);
      return;
    }
    const order = this.findOrder(reference);
    if (kind === DueKind.Expiry) this.takeOut(order, orders[order + ORDER_REMAINING]!, EXPIRED);
    else this.#release(order);
  }

  /** The wait of an order is over. */
  #release(order: number): void {
    const { incoming } = this;
    const level = orders[order + ORDER_LEVEL]!;
    const side = lines[level + LEVEL_SIDE]!;
    const terms = this.termsOf(order);
    if (
      terms.marketVersion !== 0 &&
      terms.marketVersion < lines[lines[side + SIDE_MARKET_LINE]! + MARKET_MATERIAL_VERSION]!
    ) {
      this.takeOut(order, orders[order + ORDER_REMAINING]!, MARKET_VERSION);
      return;
    }
    incoming.side = side;
    incoming.tick = lines[level + LEVEL_RANK]! ^ lines[side + SIDE_FLIP]!;
    incoming.price = lines[level + LEVEL_PRICE]!;
    incoming.size = orders[order + ORDER_REMAINING]!;
    incoming.position = orders[order + ORDER_POSITION]!;
    incoming.holding = orders[order + ORDER_HOLDING]!;
    incoming.terms = terms;
    lineDoubles[((orders[order + ORDER_TERMS]! & ~PERSISTS) >> 1) + TERMS_RELEASE_F64] = 0;
    this.dequeue(order);
    this.#tellReleased(order);
    this.useSelfMatchRule();
    this.#isReleasing = true;
    if (terms.postOnly && this.wouldMatch()) this.killRest(order, NOT_FILLED);
    else this.enter(order);
    this.#isReleasing = false;
  }

  #tellReleased(order: number): void {
    const { side, size } = this.incoming;
    const event = this.appendFacts(
      this.events.appendRare(EventKind.OrderReleased, lines[side + SIDE_MARKET]!),
      order,
    );
    events[event + EVENT_REMAINING] = size;
  }
}
