import { AccountDesk } from '../account/account-desk.js';
import { packCurrency } from '../account/currency.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT, SIDE_LAYOUT } from '../book/book-layout.js';
import { lapsed, type Removal } from '../book/removals.js';
import type { ChangeStartTime, CreateMarket, SuspendMarket } from '../command.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind, LapseReason } from '../event.js';
import { TIME_MAX_MS } from '../limits.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { MARKET_LAYOUT } from './market-layout.js';
import { refusalOfDescription } from './market-rules.js';
import { MarketStatus } from './market-status.js';
import { Market } from './market.js';

const { orders, lines, events } = ARENA;
const { EVENT_MATERIAL_VERSION, EVENT_VERSION } = EVENT_LAYOUT;
const { LEVEL_FIRST, LEVEL_RANK } = LEVEL_LAYOUT;
const { SIDE_BEST_LEVEL, SIDE_WORDS } = SIDE_LAYOUT;
const { ORDER_NEXT, ORDER_REMAINING, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { POSITION_NEXT } = POSITION_LAYOUT;
const {
  MARKET_ACTIVE_RUNNERS,
  MARKET_CURRENCY,
  MARKET_DELAY,
  MARKET_DELAY_MODEL,
  MARKET_FIRST_WAITING,
  MARKET_LADDER,
  MARKET_LAST_WAITING,
  MARKET_LATEST_POSITION,
  MARKET_LATEST_TRADE,
  MARKET_LIMITED,
  MARKET_LOWEST_PRICE,
  MARKET_MATERIAL_VERSION,
  MARKET_STATUS,
  MARKET_VERSION,
  MARKET_WINNERS,
} = MARKET_LAYOUT;
const { None } = RejectReason;

const MARKET_CLOSED = lapsed(LapseReason.MarketClosed);
const TURNED_IN_PLAY = lapsed(LapseReason.TurnedInPlay);
const MARKET_SUSPENDED = lapsed(LapseReason.MarketSuspended);

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

/**
 * The life of a market: created, opened, suspended, resumed, turned in-play, closed. All checks come before the first
 * change.
 */
export class MarketDesk extends AccountDesk {
  createMarket(command: CreateMarket, sequence: number, timeMs: number): RejectReason {
    const refusal = refusalOfDescription(command);
    if (refusal !== None) return refusal;
    const { name, runners, ladder, rules } = command;
    const books = this.bookIndex.count + runners.length;
    if (this.markets.length >= this.marketCountMax || books > this.bookCountMax) {
      return RejectReason.MARKET_LIMIT_REACHED;
    }
    const marketId = this.markets.length + 1;
    const description = {
      marketId,
      name,
      runners,
      ladder,
      rules,
      createdSequence: sequence,
      createdAtMs: timeMs,
    };
    const market = new Market(description, this.lines.take());
    this.markets.push(market);
    this.#fillLine(market);
    const tickCount = this.furnish(market);
    for (const place of runners.keys()) this.createBook(market, place, tickCount);
    this.events.append(EventKind.MarketCreated, marketId);
    return None;
  }

  openMarket(marketId: number): RejectReason {
    return this.#move(marketId, OPEN);
  }

  /** Orders that wait lapse; with a material suspension, those of persistence LAPSE, too. */
  suspendMarket({ marketId, material }: SuspendMarket): RejectReason {
    const refusal = this.#move(marketId, SUSPEND, material === true);
    if (refusal !== None) return refusal;
    const market = this.marketOf(marketId)!;
    this.lapseWaiting(market, MARKET_SUSPENDED);
    if (material === true) this.#lapseBooks(market, { cause: MARKET_SUSPENDED, keepsPersistent: true });
    return None;
  }

  resumeMarket(marketId: number): RejectReason {
    return this.#move(marketId, RESUME);
  }

  turnInPlay(marketId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    const isBettable = market.status === MarketStatus.OPEN || market.status === MarketStatus.SUSPENDED;
    if (!isBettable) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    if (market.inPlay) return RejectReason.IN_PLAY_ALREADY;
    market.inPlay = true;
    lines[market.line + MARKET_DELAY] = market.rules.betDelayMs;
    this.events.appendRare(EventKind.MarketTurnedInPlay, marketId);
    this.changeVersion(market, true);
    this.#lapseBooks(market, { cause: TURNED_IN_PLAY, keepsPersistent: true });
    return None;
  }

  changeStartTime({ marketId, startTimeMs }: ChangeStartTime): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status >= MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    const isTime = Number.isInteger(startTimeMs) && startTimeMs >= 0 && startTimeMs <= TIME_MAX_MS;
    if (!isTime) return RejectReason.START_TIME_INVALID;
    market.startTimeMs = startTimeMs;
    this.events.appendRare(EventKind.MarketStartChanged, marketId);
    this.changeVersion(market, false);
    return None;
  }

  /** With money, books and positions stay for the settlement; without, nothing is left but the description. */
  closeMarket(marketId: number): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status >= MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    this.events.append(EventKind.MarketClosed, marketId);
    this.changeVersion(market, false);
    this.lapseEverything(market, MARKET_CLOSED);
    this.setStatus(market, MarketStatus.CLOSED);
    if (market.rules === undefined) this.release(market);
    return None;
  }

  /** Borrows the ladder of an unfinished market and notes in its line where it is; gives its number of ticks. */
  furnish(market: Market): number {
    const { ladder, number } = this.ladders.borrow(market.ladder);
    lines[market.line + MARKET_LADDER] = number;
    lines[market.line + MARKET_LOWEST_PRICE] = ladder.lowest;
    return ladder.tickCount;
  }

  protected setStatus(market: Market, status: MarketStatus): void {
    market.status = status;
    lines[market.line + MARKET_STATUS] = status;
  }

  /** Another version of a market with money. */
  protected changeVersion(market: Market, isMaterial: boolean): void {
    if (market.rules === undefined) return;
    market.version += 1;
    if (isMaterial) market.materialVersion = market.version;
    lines[market.line + MARKET_VERSION] = market.version;
    lines[market.line + MARKET_MATERIAL_VERSION] = market.materialVersion;
    const event = this.events.appendRare(EventKind.MarketVersionChanged, market.marketId);
    events[event + EVENT_VERSION] = market.version;
    events[event + EVENT_MATERIAL_VERSION] = market.materialVersion;
  }

  /** Lapses all that waits, then all that rests. */
  protected lapseEverything(market: Market, cause: Removal): void {
    this.lapseWaiting(market, cause);
    this.#lapseBooks(market, { cause, keepsPersistent: false });
  }

  /** Lapses all orders that wait, those first that came first. */
  protected lapseWaiting(market: Market, cause: Removal): void {
    let level = lines[market.line + MARKET_FIRST_WAITING]!;
    while (level !== 0) {
      const order = lines[level + LEVEL_FIRST]!;
      this.takeOut(order, orders[order + ORDER_REMAINING]!, cause);
      level = lines[market.line + MARKET_FIRST_WAITING]!;
    }
  }

  /** The orders that rest on one side of a book, best price first, oldest first. */
  protected restingOn(side: number): number[] {
    const resting: number[] = [];
    let level = lines[side + SIDE_BEST_LEVEL]!;
    while (level !== 0) {
      for (let order = lines[level + LEVEL_FIRST]!; order !== 0; order = orders[order + ORDER_NEXT]!) {
        resting.push(order);
      }
      level = this.levelBelow(side, lines[level + LEVEL_RANK]!);
    }
    return resting;
  }

  protected lapseSide(
    side: number,
    { cause, keepsPersistent }: { cause: Removal; keepsPersistent: boolean },
  ): void {
    for (const order of this.restingOn(side)) {
      if (keepsPersistent && (orders[order + ORDER_TERMS]! & PERSISTS) !== 0) continue;
      this.takeOut(order, orders[order + ORDER_REMAINING]!, cause);
    }
  }

  /** Gives back everything of a market but its description: it is over for good. */
  protected release(market: Market): void {
    const { marketId, line } = market;
    for (const { runnerId } of market.runners) this.releaseBook(this.bookIndex.find(marketId, runnerId));
    this.#releasePositions(lines[line + MARKET_LATEST_POSITION]!);
    this.releaseTrades(line);
    this.ladders.giveBack(market.ladder);
    this.lines.release(line);
    market.line = 0;
  }

  #fillLine(market: Market): void {
    const { line, rules, runners } = market;
    this.setStatus(market, MarketStatus.INACTIVE);
    lines[line + MARKET_LATEST_POSITION] = 0;
    lines[line + MARKET_CURRENCY] = rules === undefined ? 0 : packCurrency(rules.currency);
    lines[line + MARKET_WINNERS] = rules?.winnerCount ?? 0;
    lines[line + MARKET_ACTIVE_RUNNERS] = runners.length;
    lines[line + MARKET_DELAY] = 0;
    lines[line + MARKET_DELAY_MODEL] = rules?.betDelayModel ?? 0;
    lines[line + MARKET_VERSION] = market.version;
    lines[line + MARKET_MATERIAL_VERSION] = market.materialVersion;
    lines[line + MARKET_LATEST_TRADE] = 0;
    lines[line + MARKET_FIRST_WAITING] = 0;
    lines[line + MARKET_LAST_WAITING] = 0;
    lines[line + MARKET_LIMITED] = rules !== undefined && Object.values(rules.limits).some(Boolean) ? 1 : 0;
  }

  #move(marketId: number, step: Step, isMaterial = false): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== step.from) return RejectReason.MARKET_STATUS_CONFLICT;
    this.setStatus(market, step.to);
    this.events.append(step.kind, marketId);
    this.changeVersion(market, isMaterial);
    return None;
  }

  /** Runner by runner as the market lists them, BACK before LAY. */
  #lapseBooks(market: Market, how: { cause: Removal; keepsPersistent: boolean }): void {
    for (const { runnerId } of market.runners) {
      const book = this.bookIndex.find(market.marketId, runnerId);
      this.lapseSide(book + Side.BACK * SIDE_WORDS, how);
      this.lapseSide(book + Side.LAY * SIDE_WORDS, how);
    }
  }

  /** Gives back the positions of a market, chained from its latest one, which have no orders left. */
  #releasePositions(latest: number): void {
    for (let position = latest; position !== 0;) {
      const next = lines[position + POSITION_NEXT]!;
      const exposure = lines[position + POSITION_LAYOUT.POSITION_EXPOSURE]!;
      if (exposure !== 0) this.releaseExposure(exposure);
      this.positionIndex.remove(position);
      this.lines.release(position);
      position = next;
    }
  }
}
