import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import type { CreateMarket } from '../command.js';

import { EventKind, LapseReason } from '../event.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { OrderDesk, type Removal } from '../order/order-desk.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';

import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { refusalOfDescription } from './market-rules.js';
import { MarketStatus } from './market-status.js';
import { Market } from './market.js';

const { LEVEL_FIRST } = LEVEL_LAYOUT;
const { SIDE_BEST_LEVEL, SIDE_WORDS } = SIDE_LAYOUT;
const { POSITION_NEXT } = POSITION_LAYOUT;
const { ORDER_REMAINING } = ORDER_LAYOUT;

const MARKET_CLOSED: Removal = { kind: EventKind.OrderLapsed, reason: LapseReason.MarketClosed };

/** The life of a market: created, opened, suspended, resumed, closed. All checks come before the first change. */
export class MarketDesk extends OrderDesk {
  createMarket(command: CreateMarket, sequence: number, timeMs: number): RejectReason {
    const refusal = refusalOfDescription(command);
    if (refusal !== RejectReason.None) return refusal;
    if (this.markets.length >= this.marketCountMax) return RejectReason.MARKET_LIMIT_REACHED;
    const { name, runners, ladder } = command;
    const marketId = this.markets.length + 1;
    const prices = this.ladders.borrow(ladder);
    this.markets.push(
      new Market({ marketId, name, runners, ladder, createdSequence: sequence, createdAtMs: timeMs }, prices),
    );
    for (const { runnerId } of runners) this.createBook(marketId, runnerId, prices.tickCount);
    this.events.append(EventKind.MarketCreated, marketId);
    return RejectReason.None;
  }

  openMarket(marketId: number): RejectReason {
    return this.#move(marketId, {
      from: MarketStatus.INACTIVE,
      to: MarketStatus.OPEN,
      kind: EventKind.MarketOpened,
    });
  }

  suspendMarket(marketId: number): RejectReason {
    return this.#move(marketId, {
      from: MarketStatus.OPEN,
      to: MarketStatus.SUSPENDED,
      kind: EventKind.MarketSuspended,
    });
  }

  resumeMarket(marketId: number): RejectReason {
    return this.#move(marketId, {
      from: MarketStatus.SUSPENDED,
      to: MarketStatus.OPEN,
      kind: EventKind.MarketResumed,
    });
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
    this.#releasePositions(market.latestPosition);
    this.ladders.giveBack(market.ladder);
    market.close();
    return RejectReason.None;
  }

  #move(marketId: number, step: { from: MarketStatus; to: MarketStatus; kind: EventKind }): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== step.from) return RejectReason.MARKET_STATUS_CONFLICT;
    market.status = step.to;
    this.events.append(step.kind, marketId);
    return RejectReason.None;
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
