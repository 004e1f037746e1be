import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { lapsed } from '../book/removals.js';
import type { RemoveRunner, VoidTrades } from '../command.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind, LapseReason } from '../event.js';
import { EXPOSURE_LAYOUT } from '../exposure/exposure-layout.js';
import { RATE_MAX, TIME_MAX_MS } from '../limits.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { MarketStatus } from '../market/market-status.js';
import type { Market } from '../market/market.js';
import { ARENA } from '../memory/arena.js';
import { ORDER_LAYOUT } from '../order/order-layout.js';
import { NO_TICK } from '../price-ladder/price-ladder.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { TimeDesk } from '../timing/time-desk.js';
import { TRADE_LAYOUT } from '../trade/trade-layout.js';
import { LEVEL_LAYOUT } from '../book/book-layout.js';
import type { BettingRules } from '../market/betting-rules.js';
import { lapsesLays, reducedPrice, reduces } from './reduction.js';

const { orders, lines, trades, events, eventDoubles } = ARENA;
const { EVENT_ACCOUNT, EVENT_FACTOR, EVENT_ORDER_F64, EVENT_PRICE, EVENT_PRICE_BEFORE, EVENT_RUNNER } =
  EVENT_LAYOUT;
const { EVENT_SIDE, EVENT_SIZE } = EVENT_LAYOUT;
const { EXPOSURE_ACCOUNT } = EXPOSURE_LAYOUT;
const { LEVEL_PRICE } = LEVEL_LAYOUT;
const {
  MARKET_ACTIVE_RUNNERS,
  MARKET_LADDER,
  MARKET_LATEST_POSITION,
  MARKET_LATEST_TRADE,
  MARKET_LOWEST_PRICE,
} = MARKET_LAYOUT;
const { ORDER_HOLDING, ORDER_LEVEL, ORDER_POSITION, ORDER_REMAINING, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { POSITION_ACCOUNT, POSITION_EXPOSURE, POSITION_NEXT } = POSITION_LAYOUT;
const { SIDE_MARKET_LINE, SIDE_RUNNER, SIDE_WORDS } = SIDE_LAYOUT;
const { TRADE_INDEX, TRADE_NEXT, TRADE_PRICE, VOIDED } = TRADE_LAYOUT;
const { None } = RejectReason;

const RUNNER_REMOVED = lapsed(LapseReason.RunnerRemoved);
const FUNDS_SHORT = lapsed(LapseReason.FundsShort);
const ALL = { cause: RUNNER_REMOVED, keepsPersistent: false };

/** A removal as its parts need it. */
interface RemovalOf {
  readonly market: Market;
  readonly kind: BettingRules['kind'];
  readonly factor: number;
}

/** What changes trades that were made: a runner that leaves, an incident that voids. */
export class RunnerDesk extends TimeDesk {
  removeRunner({ marketId, runnerId, reductionFactor: factor }: RemoveRunner): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status > MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.isRemoved(runnerId)) return RejectReason.RUNNER_REMOVED;
    if (!market.runners.some((runner) => runner.runnerId === runnerId)) return RejectReason.RUNNER_UNKNOWN;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    if (!Number.isInteger(factor) || factor < 0 || factor > RATE_MAX)
      return RejectReason.REDUCTION_FACTOR_INVALID;
    market.removed.push(Object.freeze({ runnerId, reductionFactor: factor }));
    const event = this.events.appendRare(EventKind.RunnerRemoved, marketId);
    events[event + EVENT_RUNNER] = runnerId;
    events[event + EVENT_FACTOR] = factor;
    this.changeVersion(market, true);
    this.weighMarket(market);
    this.#takeAway(market, runnerId);
    const removal = { market, kind: market.rules.kind, factor };
    if (reduces(removal.kind, factor)) this.#reduceTrades(removal);
    this.#changeLays(removal);
    this.#lapseWhatFundsCannotBear(market);
    return None;
  }

  voidTrades({ marketId, fromMs }: VoidTrades): RejectReason {
    const market = this.marketOf(marketId);
    if (market === undefined) return RejectReason.MARKET_UNKNOWN;
    if (market.status > MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    if (market.rules === undefined) return RejectReason.MARKET_WITHOUT_MONEY;
    const isTime = Number.isInteger(fromMs) && fromMs >= 0 && fromMs <= TIME_MAX_MS;
    if (!isTime || fromMs > this.nowMs) return RejectReason.VOID_TIME_INVALID;
    this.changeVersion(market, true);
    this.weighMarket(market);
    this.voidAll(market, (trade) => this.timeOf(trade) >= fromMs);
    this.#lapseWhatFundsCannotBear(market);
    return None;
  }

  /** Voids the trades of a market that are not void and that the condition holds for, the latest first. */
  protected voidAll({ marketId, line }: Market, holds: (trade: number) => boolean): void {
    this.#eachTrade(line, (trade, runnerId) => {
      if (holds(trade)) this.voidTrade(trade, { marketId, runnerId });
    });
  }

  /** Works out what each position of a market may cost: its trades, or who can win, are about to change. */
  protected weighMarket(market: Market): void {
    for (const position of this.positionsOf(market)) this.weigh(position);
  }

  /** Positions of a market, the oldest first. */
  protected positionsOf({ line }: Market): number[] {
    const positions: number[] = [];
    let position = lines[line + MARKET_LATEST_POSITION]!;
    while (position !== 0) {
      positions.push(position);
      position = lines[position + POSITION_NEXT]!;
    }
    return positions.reverse();
  }

  /** Everything on the runner ends, and it can win no more. */
  #takeAway(market: Market, runnerId: number): void {
    const book = this.bookIndex.find(market.marketId, runnerId);
    this.lapseWaiting(market, RUNNER_REMOVED);
    this.lapseSide(book + Side.BACK * SIDE_WORDS, ALL);
    this.lapseSide(book + Side.LAY * SIDE_WORDS, ALL);
    this.voidAll(market, (trade) => (this.sideOf(trade) & ~SIDE_WORDS) === book);
    // A book of no market line takes no order.
    lines[book + SIDE_MARKET_LINE] = 0;
    lines[book + SIDE_WORDS + SIDE_MARKET_LINE] = 0;
    lines[market.line + MARKET_ACTIVE_RUNNERS]! -= 1;
    for (const position of this.positionsOf(market)) {
      this.retire(this.holdingOn(position, book));
      this.weighAnew(lines[position + POSITION_EXPOSURE]!);
    }
  }

  #reduceTrades({ market: { marketId, line }, kind, factor }: RemovalOf): void {
    this.#eachTrade(line, (trade, runnerId) => {
      const price = trades[trade + TRADE_PRICE]!;
      const reduced = reducedPrice(kind, factor, price);
      if (reduced !== price) this.reduceTrade(trade, reduced, { marketId, runnerId });
    });
  }

  /** LAYs on the other runners were made against the runner that left: they lapse, or offer a reduced price. */
  #changeLays({ market, kind, factor }: RemovalOf): void {
    for (const { runnerId } of market.runners) {
      if (market.isRemoved(runnerId)) continue;
      const side = this.bookIndex.find(market.marketId, runnerId) + Side.LAY * SIDE_WORDS;
      for (const order of this.restingOn(side)) {
        const persists = (orders[order + ORDER_TERMS]! & PERSISTS) !== 0;
        if (persists && reduces(kind, factor)) this.#reprice(order, market, { kind, factor });
        else if (!persists && lapsesLays(kind, factor)) {
          this.takeOut(order, orders[order + ORDER_REMAINING]!, RUNNER_REMOVED);
        }
      }
    }
  }

  /** Moves a resting LAY to the highest legal price that is not above the reduced one. */
  #reprice(
    order: number,
    market: Market,
    { kind, factor }: { kind: RemovalOf['kind']; factor: number },
  ): void {
    const level = orders[order + ORDER_LEVEL]!;
    const priceBefore = lines[level + LEVEL_PRICE]!;
    const remaining = orders[order + ORDER_REMAINING]!;
    const price = this.#legalPriceUpTo(market, reducedPrice(kind, factor, priceBefore));
    if (price === priceBefore) return;
    if (price === 0) {
      this.takeOut(order, remaining, RUNNER_REMOVED);
      return;
    }
    const holding = orders[order + ORDER_HOLDING]!;
    const { incoming } = this;
    incoming.side = lines[level + LEVEL_LAYOUT.LEVEL_SIDE]!;
    incoming.tick = this.tickOf(market.line, price);
    incoming.price = price;
    this.dequeue(order);
    const exposure = lines[orders[order + ORDER_POSITION]! + POSITION_EXPOSURE]!;
    this.shift(exposure, holding, 0, remaining * (priceBefore - price));
    const event = this.events.appendRare(EventKind.OrderRepriced, market.marketId);
    events[event + EVENT_RUNNER] = lines[incoming.side + SIDE_RUNNER]!;
    events[event + EVENT_SIDE] = Side.LAY;
    events[event + EVENT_PRICE] = price;
    events[event + EVENT_PRICE_BEFORE] = priceBefore;
    events[event + EVENT_SIZE] = remaining;
    events[event + EVENT_ACCOUNT] = lines[orders[order + ORDER_POSITION]! + POSITION_ACCOUNT]!;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = this.idOf(order);
    this.rest(order, incoming);
  }

  /** 0 when there is none. */
  #legalPriceUpTo({ line }: Market, price: number): number {
    const lowest = lines[line + MARKET_LOWEST_PRICE]!;
    const ticks = this.ladders.tables[lines[line + MARKET_LADDER]!]!;
    let legal = Math.min(price, lowest + ticks.length - 1);
    while (legal >= lowest && ticks[legal - lowest] === NO_TICK) legal -= 1;
    return legal < lowest ? 0 : legal;
  }

  /** An account that now has less than its worst case costs loses what it has unmatched in this market. */
  #lapseWhatFundsCannotBear(market: Market): void {
    for (const position of this.positionsOf(market)) {
      const record = lines[lines[position + POSITION_EXPOSURE]! + EXPOSURE_ACCOUNT]!;
      if (this.freeOf(record) < 0 && this.freeExactlyOf(record) < 0) this.takeOutAll(position, FUNDS_SHORT);
    }
  }

  /** Every trade that is not void, the latest first. */
  #eachTrade(line: number, visit: (trade: number, runnerId: number) => void): void {
    for (let trade = lines[line + MARKET_LATEST_TRADE]!; trade !== 0; trade = trades[trade + TRADE_NEXT]!) {
      if ((trades[trade + TRADE_INDEX]! & VOIDED) !== 0) continue;
      visit(trade, lines[this.sideOf(trade) + SIDE_RUNNER]!);
    }
  }
}
