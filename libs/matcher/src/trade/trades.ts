import { POSITION_LAYOUT } from '../account/position-layout.js';
import { SIDE_LAYOUT } from '../book/book-layout.js';
import { Removals } from '../book/removals.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind } from '../event.js';
import { HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { Side } from '../side.js';
import { TRADE_LAYOUT, TURN_LAYOUT } from './trade-layout.js';

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
    const { words, doubles } = this.trades;
    if (!(trade > 0 && trade < this.trades.end && words[trade + TRADE_SIZE] !== 0)) return undefined;
    const turn = words[trade + TRADE_TURN]! >> 1;
    return { sequence: doubles[turn + TURN_SEQUENCE_F64]!, index: words[trade + TRADE_INDEX]! & ~VOIDED };
  }

  /** Keeps what the trades of a taker have in common, by the OrderMatched of the first of them. */
  protected keepTurn(event: number, side: number, position: number): number {
    const turn = this.trades.take();
    const { words, doubles } = this.trades;
    const { doubles: eventDoubles } = this.events;
    words[turn + TURN_TAKER_POSITION] = position;
    words[turn + TURN_SIDE] = side;
    doubles[(turn >> 1) + TURN_TAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_ORDER_F64]!;
    doubles[(turn >> 1) + TURN_SEQUENCE_F64] = eventDoubles[(event >> 1) + EVENT_SEQUENCE_F64]!;
    doubles[(turn >> 1) + TURN_TIME_F64] = this.nowMs;
    return turn;
  }

  /** Keeps a trade that an OrderMatched tells of, in a market line. What the two accounts have is changed by whoever matched. */
  protected keepTrade(event: number, turn: number, market: number, makerPosition: number): void {
    const trade = this.trades.take();
    const { words, doubles } = this.trades;
    const lines = this.lines.words;
    const { words: eventWords, doubles: eventDoubles } = this.events;
    words[trade + TRADE_NEXT] = lines[market + MARKET_LATEST_TRADE]!;
    lines[market + MARKET_LATEST_TRADE] = trade;
    words[trade + TRADE_TURN] = turn;
    words[trade + TRADE_MAKER_POSITION] = makerPosition;
    words[trade + TRADE_PRICE] = eventWords[event + EVENT_PRICE]!;
    words[trade + TRADE_SIZE] = eventWords[event + EVENT_SIZE]!;
    words[trade + TRADE_INDEX] = this.events.indexInCommand(event);
    doubles[(trade >> 1) + TRADE_MAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64]!;
  }

  /** The taker's side record of a trade: its book, and which side. */
  protected sideOf(trade: number): number {
    const { words } = this.trades;
    return words[words[trade + TRADE_TURN]! + TURN_SIDE]!;
  }

  /** When a trade was made, in ms since 1970. */
  protected timeOf(trade: number): number {
    const turn = this.trades.words[trade + TRADE_TURN]!;
    return this.trades.doubles[(turn >> 1) + TURN_TIME_F64]!;
  }

  /** Annuls a trade that is not void: it counts for neither account any more. */
  protected voidTrade(trade: number, market: { readonly marketId: number; readonly runnerId: number }): void {
    const { words } = this.trades;
    words[trade + TRADE_INDEX]! |= VOIDED;
    this.#unmatch(trade, true);
    this.#unmatch(trade, false);
    this.#appendChange(TradeVoided, trade, { ...market, priceBefore: words[trade + TRADE_PRICE]! });
  }

  /** Lets a trade that is not void count at another price from now on. */
  protected reduceTrade(
    trade: number,
    price: number,
    market: { readonly marketId: number; readonly runnerId: number },
  ): void {
    const { words } = this.trades;
    const priceBefore = words[trade + TRADE_PRICE]!;
    const change = words[trade + TRADE_SIZE]! * (price - priceBefore);
    words[trade + TRADE_PRICE] = price;
    this.#changePayout(trade, true, change);
    this.#changePayout(trade, false, change);
    this.#appendChange(TradeReduced, trade, { ...market, priceBefore });
  }

  /** Gives back all trades of a market, whose settlement is final. */
  protected releaseTrades(market: number): void {
    const { words } = this.trades;
    let turn = 0;
    for (let trade = this.lines.words[market + MARKET_LATEST_TRADE]!; trade !== 0;) {
      const next = words[trade + TRADE_NEXT]!;
      // The trades of a turn follow each other.
      if (words[trade + TRADE_TURN] !== turn) {
        turn = words[trade + TRADE_TURN]!;
        this.trades.release(turn);
      }
      this.trades.release(trade);
      trade = next;
    }
    this.lines.words[market + MARKET_LATEST_TRADE] = 0;
  }

  #unmatch(trade: number, isTaker: boolean): void {
    const { words } = this.trades;
    const size = words[trade + TRADE_SIZE]!;
    const sum = size * words[trade + TRADE_PRICE]!;
    const { position, holding, is } = this.#partyOf(trade, isTaker);
    const sign = is === BACK ? 1 : -1;
    this.holdings.doubles[(holding >> 1) + HOLDING_GROSS_F64]! -= size;
    this.addMatched(holding, is, -size, -sum);
    this.shift(this.lines.words[position + POSITION_EXPOSURE]!, holding, sign * 100 * size, -sign * sum);
  }

  #changePayout(trade: number, isTaker: boolean, change: number): void {
    const { position, holding, is } = this.#partyOf(trade, isTaker);
    this.addMatched(holding, is, 0, change);
    this.shift(this.lines.words[position + POSITION_EXPOSURE]!, holding, 0, is === BACK ? change : -change);
  }

  /** Who made a trade as taker, or as maker, and on which side. */
  #partyOf(trade: number, isTaker: boolean): { position: number; holding: number; is: Side } {
    const { words } = this.trades;
    const side = this.sideOf(trade);
    const position = isTaker
      ? words[words[trade + TRADE_TURN]! + TURN_TAKER_POSITION]!
      : words[trade + TRADE_MAKER_POSITION]!;
    const takerIs: Side = (side >> SIDE_SHIFT) & 1;
    return { position, holding: this.holdingOn(position, side), is: isTaker ? takerIs : takerIs ^ 1 };
  }

  #appendChange(
    kind: EventKind.TradeVoided | EventKind.TradeReduced,
    trade: number,
    of: { readonly marketId: number; readonly runnerId: number; readonly priceBefore: number },
  ): void {
    const { words: trades, doubles: tradeDoubles } = this.trades;
    const lines = this.lines.words;
    const turn = trades[trade + TRADE_TURN]!;
    const event = this.events.appendRare(kind, of.marketId);
    const { words, doubles } = this.events;
    words[event + EVENT_RUNNER] = of.runnerId;
    words[event + EVENT_SIDE] = (this.sideOf(trade) >> SIDE_SHIFT) & 1;
    words[event + EVENT_PRICE] = trades[trade + TRADE_PRICE]!;
    words[event + EVENT_PRICE_BEFORE] = of.priceBefore;
    words[event + EVENT_SIZE] = trades[trade + TRADE_SIZE]!;
    words[event + EVENT_ACCOUNT] = lines[trades[turn + TURN_TAKER_POSITION]! + POSITION_ACCOUNT]!;
    words[event + EVENT_OTHER_ACCOUNT] = lines[trades[trade + TRADE_MAKER_POSITION]! + POSITION_ACCOUNT]!;
    words[event + EVENT_TRADE] = trade;
    doubles[(event >> 1) + EVENT_ORDER_F64] = tradeDoubles[(turn >> 1) + TURN_TAKER_ORDER_F64]!;
    doubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = tradeDoubles[(trade >> 1) + TRADE_MAKER_ORDER_F64]!;
  }
}
