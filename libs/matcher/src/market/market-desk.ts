import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import type { CreateMarket } from '../command.js';
import { EventKind, LapseReason } from '../event.js';
import { OrderDesk, type Removal } from '../order/order-desk.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { MARKET_LAYOUT } from './market-layout.js';
import { refusalOfDescription } from './market-rules.js';
import { MarketStatus } from './market-status.js';
import { Market } from './market.js';

const { LEVEL_FIRST } = LEVEL_LAYOUT;
const { SIDE_BEST_LEVEL, SIDE_WORDS } = SIDE_LAYOUT;
const { ORDER_REMAINING } = ORDER_LAYOUT;
const { POSITION_NEXT } = POSITION_LAYOUT;
const { MARKET_LADDER, MARKET_LATEST_POSITION, MARKET_LOWEST_PRICE, MARKET_STATUS } = MARKET_LAYOUT;

const MARKET_CLOSED: Removal = { kind: EventKind.OrderLapsed, reason: LapseReason.MarketClosed };

/** One step in the life of a market. */
interface Step {
  readonly from: MarketStatus;
  readonly to: MarketStatus;
  readonly kind: EventKind;
}

const OPEN: Step = { from: MarketStatus.INACTIVE, to: MarketStatus.OPEN, kind: EventKind.MarketOpened };
const SUSPEND: Step = {
  from: MarketStatus.OPEN,
  to: MarketStatus.SUSPENDED,
  kind: EventKind.MarketSuspended,
};
const RESUME: Step = { from: MarketStatus.SUSPENDED, to: MarketStatus.OPEN, kind: EventKind.MarketResumed };

/** The life of a market: created, opened, suspended, resumed, closed. All checks come before the first change. */
export class MarketDesk extends OrderDesk {
  createMarket(command: CreateMarket, sequence: number, timeMs: number): RejectReason {
    const refusal = refusalOfDescription(command);
    if (refusal !== RejectReason.None) return refusal;
    const { name, runners, ladder } = command;
    const books = this.bookIndex.count + runners.length;
    if (this.markets.length >= this.marketCountMax || books > this.bookCountMax) {
      return RejectReason.MARKET_LIMIT_REACHED;
    }
    const marketId = this.markets.length + 1;
    const description = { marketId, name, runners, ladder, createdSequence: sequence, createdAtMs: timeMs };
    const market = new Market(description, this.lines.take());
    this.markets.push(market);
    this.#setStatus(market, MarketStatus.INACTIVE);
    this.lines.words[market.line + MARKET_LATEST_POSITION] = 0;
    const tickCount = this.furnish(market);
    for (const { runnerId } of runners) this.createBook(market, runnerId, tickCount);
    this.events.append(EventKind.MarketCreated, marketId);
    return RejectReason.None;
  }

  openMarket(marketId: number): RejectReason {
    return this.#move(marketId, OPEN);
  }

  suspendMarket(marketId: number): RejectReason {
    return this.#move(marketId, SUSPEND);
  }

  resumeMarket(marketId: number): RejectReason {
    return this.#move(marketId, RESUME);
  }

  closeMarket(marketId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status === MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    this.events.append(EventKind.MarketClosed, marketId);
    for (const { runnerId } of market.runners) {
      const book = this.bookIndex.find(marketId, runnerId);
      this.#lapseAll(book + Side.BACK * SIDE_WORDS);
      this.#lapseAll(book + Side.LAY * SIDE_WORDS);
      this.releaseBook(book);
    }
    this.#releasePositions(this.lines.words[market.line + MARKET_LATEST_POSITION]!);
    this.ladders.giveBack(market.ladder);
    this.lines.release(market.line);
    market.line = 0;
    market.status = MarketStatus.CLOSED;
    return RejectReason.None;
  }

  /** Borrows the ladder of an unfinished market and notes in its line where it is; gives its number of ticks. */
  furnish(market: Market): number {
    const { ladder, number } = this.ladders.borrow(market.ladder);
    this.lines.words[market.line + MARKET_LADDER] = number;
    this.lines.words[market.line + MARKET_LOWEST_PRICE] = ladder.lowest;
    return ladder.tickCount;
  }

  #move(marketId: number, step: Step): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== step.from) return RejectReason.MARKET_STATUS_CONFLICT;
    this.#setStatus(market, step.to);
    this.events.append(step.kind, marketId);
    return RejectReason.None;
  }

  #setStatus(market: Market, status: MarketStatus): void {
    market.status = status;
    this.lines.words[market.line + MARKET_STATUS] = status;
  }

  /** Lapses everything that rests on one side of a book, best price first, oldest first. */
  #lapseAll(side: number): void {
    let level = this.lines.words[side + SIDE_BEST_LEVEL]!;
    while (level !== 0) {
      const order = this.lines.words[level + LEVEL_FIRST]!;
      this.takeOut(order, this.orders.words[order + ORDER_REMAINING]!, MARKET_CLOSED);
      level = this.lines.words[side + SIDE_BEST_LEVEL]!;
    }
  }

  /** Gives back the positions of a market, chained from its latest one, which have no orders left. */
  #releasePositions(latest: number): void {
    for (let position = latest; position !== 0;) {
      const next = this.lines.words[position + POSITION_NEXT]!;
      this.positionIndex.remove(position);
      this.lines.release(position);
      position = next;
    }
  }
}
