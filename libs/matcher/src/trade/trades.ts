import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { Removals } from '../book/removals.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind } from '../event.js';
import { HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { ARENA } from '../memory/arena.js';
import { Side } from '../side.js';
import { TRADE_LAYOUT, TURN_LAYOUT } from './trade-layout.js';

const { lines, trades, tradeDoubles, holdingDoubles, events, eventDoubles } = ARENA;
const {
  EVENT_ACCOUNT,
  EVENT_ORDER_F64,
  EVENT_OTHER_ACCOUNT,
  EVENT_OTHER_ORDER_F64,
  EVENT_PRICE,
  EVENT_PRICE_BEFORE,
  EVENT_RUNNER,
  EVENT_SEQUENCE_F64,
  EVENT_SIDE,
  EVENT_SIZE,
  EVENT_TRADE,
} = EVENT_LAYOUT;
const { HOLDING_GROSS_F64 } = HOLDING_LAYOUT;
const { MARKET_LATEST_TRADE } = MARKET_LAYOUT;
const { POSITION_ACCOUNT, POSITION_EXPOSURE } = POSITION_LAYOUT;
const { SIDE_SHIFT } = SIDE_LAYOUT;
const {
  TRADE_INDEX,
  TRADE_MAKER_ORDER_F64,
  TRADE_MAKER_POSITION,
  TRADE_NEXT,
  TRADE_PRICE,
  TRADE_SIZE,
  TRADE_TURN,
  VOIDED,
} = TRADE_LAYOUT;
const { TURN_SEQUENCE_F64, TURN_SIDE, TURN_TAKER_ORDER_F64, TURN_TAKER_POSITION, TURN_TIME_F64 } =
  TURN_LAYOUT;
const { BACK } = Side;
const { TradeReduced, TradeVoided } = EventKind;

/** Which trade a number stands for. */
export interface TradeName {
  readonly sequence: number;
  /** Place of its OrderMatched among the events of the sequence. */
  readonly index: number;
}

/**
 * The trades of markets with money, kept until the settlement is final: a removal reduces their prices, a void annuls
 * them, and what both accounts have follows from them.
 */
export class Trades extends Removals {
  /**
   * Time of the command that is being executed. Not kept for a cancel and for a plain order that only rests, which nothing but
   * their sequence tells when they were: keeping it costs them 3 %.
   */
  nowMs = 0;

  /**
   * The name of a trade that an event gave the number of. One that its command gave back (its market is void) has it until
   * the number is that of another trade; undefined for a number beyond all of them.
   */
  tradeName(trade: number): TradeName | undefined {
    if (!(trade > 0 && trade < this.trades.end && trades[trade + TRADE_SIZE] !== 0)) return undefined;
    const turn = trades[trade + TRADE_TURN]! >> 1;
    return {
      sequence: tradeDoubles[turn + TURN_SEQUENCE_F64]!,
      index: trades[trade + TRADE_INDEX]! & ~VOIDED,
    };
  }

  /** Keeps what the trades of a taker have in common, by the OrderMatched of the first of them. */
  protected keepTurn(event: number, side: number, position: number): number {
    const turn = this.trades.take();
    trades[turn + TURN_TAKER_POSITION] = position;
    trades[turn + TURN_SIDE] = side;
    tradeDoubles[(turn >> 1) + TURN_TAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_ORDER_F64]!;
    tradeDoubles[(turn >> 1) + TURN_SEQUENCE_F64] = eventDoubles[(event >> 1) + EVENT_SEQUENCE_F64]!;
    tradeDoubles[(turn >> 1) + TURN_TIME_F64] = this.nowMs;
    return turn;
  }

  /** Keeps a trade that an OrderMatched tells of, in a market line. What the two accounts have is changed by whoever matched. */
  protected keepTrade(event: number, turn: number, market: number, makerPosition: number): void {
    const trade = this.trades.take();
    trades[trade + TRADE_NEXT] = lines[market + MARKET_LATEST_TRADE]!;
    lines[market + MARKET_LATEST_TRADE] = trade;
    trades[trade + TRADE_TURN] = turn;
    trades[trade + TRADE_MAKER_POSITION] = makerPosition;
    trades[trade + TRADE_PRICE] = events[event + EVENT_PRICE]!;
    trades[trade + TRADE_SIZE] = events[event + EVENT_SIZE]!;
    trades[trade + TRADE_INDEX] = this.events.indexInCommand(event);
    tradeDoubles[(trade >> 1) + TRADE_MAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64]!;
  }

  /** The taker's side record of a trade: its book, and which side. */
  protected sideOf(trade: number): number {
    return trades[trades[trade + TRADE_TURN]! + TURN_SIDE]!;
  }

  /** When a trade was made, in ms since 1970. */
  protected timeOf(trade: number): number {
    const turn = trades[trade + TRADE_TURN]!;
    return tradeDoubles[(turn >> 1) + TURN_TIME_F64]!;
  }

  /** Annuls a trade that is not void: it counts for neither account any more. */
  protected voidTrade(trade: number, market: { readonly marketId: number; readonly runnerId: number }): void {
    trades[trade + TRADE_INDEX]! |= VOIDED;
    this.#unmatch(trade, true);
    this.#unmatch(trade, false);
    this.#appendChange(TradeVoided, trade, { ...market, priceBefore: trades[trade + TRADE_PRICE]! });
  }

  /** Lets a trade that is not void count at another price from now on. */
  protected reduceTrade(
    trade: number,
    price: number,
    market: { readonly marketId: number; readonly runnerId: number },
  ): void {
    const priceBefore = trades[trade + TRADE_PRICE]!;
    const change = trades[trade + TRADE_SIZE]! * (price - priceBefore);
    trades[trade + TRADE_PRICE] = price;
    this.#changePayout(trade, true, change);
    this.#changePayout(trade, false, change);
    this.#appendChange(TradeReduced, trade, { ...market, priceBefore });
  }

  /** Gives back all trades of a market, whose settlement is final. */
  protected releaseTrades(market: number): void {
    let turn = 0;
    for (let trade = lines[market + MARKET_LATEST_TRADE]!; trade !== 0;) {
      const next = trades[trade + TRADE_NEXT]!;
      // The trades of a turn follow each other.
      if (trades[trade + TRADE_TURN] !== turn) {
        turn = trades[trade + TRADE_TURN]!;
        this.trades.release(turn);
      }
      this.trades.release(trade);
      trade = next;
    }
    lines[market + MARKET_LATEST_TRADE] = 0;
  }

  #unmatch(trade: number, isTaker: boolean): void {
    const size = trades[trade + TRADE_SIZE]!;
    const sum = size * trades[trade + TRADE_PRICE]!;
    const { position, holding, is } = this.#partyOf(trade, isTaker);
    const sign = is === BACK ? 1 : -1;
    holdingDoubles[(holding >> 1) + HOLDING_GROSS_F64]! -= size;
    this.addMatched(holding, is, -size, -sum);
    this.shift(lines[position + POSITION_EXPOSURE]!, holding, sign * 100 * size, -sign * sum);
  }

  #changePayout(trade: number, isTaker: boolean, change: number): void {
    const { position, holding, is } = this.#partyOf(trade, isTaker);
    this.addMatched(holding, is, 0, change);
    this.shift(lines[position + POSITION_EXPOSURE]!, holding, 0, is === BACK ? change : -change);
  }

  /** Who made a trade as taker, or as maker, and on which side. */
  #partyOf(trade: number, isTaker: boolean): { position: number; holding: number; is: Side } {
    const side = this.sideOf(trade);
    const position = isTaker
      ? trades[trades[trade + TRADE_TURN]! + TURN_TAKER_POSITION]!
      : trades[trade + TRADE_MAKER_POSITION]!;
    const takerIs: Side = (side >> SIDE_SHIFT) & 1;
    return { position, holding: this.holdingOn(position, side), is: isTaker ? takerIs : takerIs ^ 1 };
  }

  #appendChange(
    kind: EventKind.TradeVoided | EventKind.TradeReduced,
    trade: number,
    of: { readonly marketId: number; readonly runnerId: number; readonly priceBefore: number },
  ): void {
    const turn = trades[trade + TRADE_TURN]!;
    const event = this.events.appendRare(kind, of.marketId);
    events[event + EVENT_RUNNER] = of.runnerId;
    events[event + EVENT_SIDE] = (this.sideOf(trade) >> SIDE_SHIFT) & 1;
    events[event + EVENT_PRICE] = trades[trade + TRADE_PRICE]!;
    events[event + EVENT_PRICE_BEFORE] = of.priceBefore;
    events[event + EVENT_SIZE] = trades[trade + TRADE_SIZE]!;
    events[event + EVENT_ACCOUNT] = lines[trades[turn + TURN_TAKER_POSITION]! + POSITION_ACCOUNT]!;
    events[event + EVENT_OTHER_ACCOUNT] = lines[trades[trade + TRADE_MAKER_POSITION]! + POSITION_ACCOUNT]!;
    events[event + EVENT_TRADE] = trade;
    eventDoubles[(event >> 1) + EVENT_ORDER_F64] = tradeDoubles[(turn >> 1) + TURN_TAKER_ORDER_F64]!;
    eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = tradeDoubles[(trade >> 1) + TRADE_MAKER_ORDER_F64]!;
  }
}
