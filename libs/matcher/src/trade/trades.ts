import { Removals } from '../book/removals.js';
import { EVENT_LAYOUT } from '../event-layout.js';
import { EventKind } from '../event.js';
import { HOLDING_LAYOUT } from '../exposure/exposure-layout.js';
import { MARKET_LAYOUT } from '../market/market-layout.js';
import { Side } from '../side.js';
import { TRADE_LAYOUT } from './trade-layout.js';

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
const { HOLDING_ACCOUNT, HOLDING_GROSS_F64 } = HOLDING_LAYOUT;
const { MARKET_LATEST_TRADE } = MARKET_LAYOUT;
const {
  TRADE_INDEX,
  TRADE_MAKER_HOLDING,
  TRADE_MAKER_ORDER_F64,
  TRADE_NEXT,
  TRADE_PRICE,
  TRADE_SEQUENCE_F64,
  TRADE_SIDE,
  TRADE_SIZE,
  TRADE_TAKER_HOLDING,
  TRADE_TAKER_ORDER_F64,
  TRADE_TIME_F64,
  VOIDED,
} = TRADE_LAYOUT;
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
   * Time of the command that is being executed. Not kept for a cancel and for a plain order in a market without money, which
   * nothing but their sequence tells when they were: keeping it costs them 3 %.
   */
  nowMs = 0;

  /**
   * The name of a trade that an event gave the number of. One that its command gave back (its market is void) has it until
   * the number is that of another trade; undefined for a number that none ever had.
   */
  tradeName(trade: number): TradeName | undefined {
    const { words, doubles } = this.trades;
    if (!(trade > 0 && trade < this.trades.end && words[trade + TRADE_SIZE] !== 0)) return undefined;
    return { sequence: doubles[(trade >> 1) + TRADE_SEQUENCE_F64]!, index: words[trade + TRADE_INDEX]! };
  }

  /** Keeps a trade that an OrderMatched tells of. What the two accounts have is changed by whoever matched. */
  protected keepTrade(event: number, market: number, makerHolding: number, takerHolding: number): void {
    const trade = this.trades.take();
    const { words, doubles } = this.trades;
    const lines = this.lines.words;
    const { words: eventWords, doubles: eventDoubles } = this.events;
    words[trade + TRADE_NEXT] = lines[market + MARKET_LATEST_TRADE]!;
    lines[market + MARKET_LATEST_TRADE] = trade;
    words[trade + TRADE_MAKER_HOLDING] = makerHolding;
    words[trade + TRADE_TAKER_HOLDING] = takerHolding;
    words[trade + TRADE_PRICE] = eventWords[event + EVENT_PRICE]!;
    words[trade + TRADE_SIZE] = eventWords[event + EVENT_SIZE]!;
    words[trade + TRADE_SIDE] = eventWords[event + EVENT_SIDE]!;
    words[trade + TRADE_INDEX] = this.events.indexInCommand(event);
    doubles[(trade >> 1) + TRADE_MAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_OTHER_ORDER_F64]!;
    doubles[(trade >> 1) + TRADE_TAKER_ORDER_F64] = eventDoubles[(event >> 1) + EVENT_ORDER_F64]!;
    doubles[(trade >> 1) + TRADE_SEQUENCE_F64] = eventDoubles[(event >> 1) + EVENT_SEQUENCE_F64]!;
    doubles[(trade >> 1) + TRADE_TIME_F64] = this.nowMs;
  }

  /** Annuls a trade that is not void: it counts for neither account any more. */
  protected voidTrade(trade: number, market: { readonly marketId: number; readonly runnerId: number }): void {
    const { words } = this.trades;
    const price = words[trade + TRADE_PRICE]!;
    const size = words[trade + TRADE_SIZE]!;
    const takerSide: Side = words[trade + TRADE_SIDE]!;
    words[trade + TRADE_SIDE]! |= VOIDED;
    this.#unmatch(words[trade + TRADE_TAKER_HOLDING]!, takerSide, size, price);
    this.#unmatch(words[trade + TRADE_MAKER_HOLDING]!, takerSide ^ 1, size, price);
    this.#appendChange(TradeVoided, trade, { ...market, priceBefore: price });
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
    const takerSide: Side = words[trade + TRADE_SIDE]!;
    words[trade + TRADE_PRICE] = price;
    this.#changePayout(words[trade + TRADE_TAKER_HOLDING]!, takerSide, change);
    this.#changePayout(words[trade + TRADE_MAKER_HOLDING]!, takerSide ^ 1, change);
    this.#appendChange(TradeReduced, trade, { ...market, priceBefore });
  }

  /** Gives back all trades of a market, whose settlement is final. */
  protected releaseTrades(market: number): void {
    const { words } = this.trades;
    for (let trade = this.lines.words[market + MARKET_LATEST_TRADE]!; trade !== 0;) {
      const next = words[trade + TRADE_NEXT]!;
      this.trades.release(trade);
      trade = next;
    }
    this.lines.words[market + MARKET_LATEST_TRADE] = 0;
  }

  #unmatch(holding: number, side: Side, size: number, price: number): void {
    this.lines.doubles[(holding >> 1) + HOLDING_GROSS_F64]! -= size;
    this.addMatched(holding, side, -size, -size * price);
    const sign = side === BACK ? 1 : -1;
    this.shift(holding, sign * 100 * size, -sign * size * price);
  }

  #changePayout(holding: number, side: Side, change: number): void {
    this.addMatched(holding, side, 0, change);
    this.shift(holding, 0, side === BACK ? change : -change);
  }

  #appendChange(
    kind: EventKind.TradeVoided | EventKind.TradeReduced,
    trade: number,
    of: { readonly marketId: number; readonly runnerId: number; readonly priceBefore: number },
  ): void {
    const { words: trades, doubles: tradeDoubles } = this.trades;
    const lines = this.lines.words;
    const event = this.events.appendRare(kind, of.marketId);
    const { words, doubles } = this.events;
    words[event + EVENT_RUNNER] = of.runnerId;
    words[event + EVENT_SIDE] = trades[trade + TRADE_SIDE]! & ~VOIDED;
    words[event + EVENT_PRICE] = trades[trade + TRADE_PRICE]!;
    words[event + EVENT_PRICE_BEFORE] = of.priceBefore;
    words[event + EVENT_SIZE] = trades[trade + TRADE_SIZE]!;
    words[event + EVENT_ACCOUNT] = lines[trades[trade + TRADE_TAKER_HOLDING]! + HOLDING_ACCOUNT]!;
    words[event + EVENT_OTHER_ACCOUNT] = lines[trades[trade + TRADE_MAKER_HOLDING]! + HOLDING_ACCOUNT]!;
    words[event + EVENT_TRADE] = trade;
    doubles[(event >> 1) + EVENT_ORDER_F64] = tradeDoubles[(trade >> 1) + TRADE_TAKER_ORDER_F64]!;
    doubles[(event >> 1) + EVENT_OTHER_ORDER_F64] = tradeDoubles[(trade >> 1) + TRADE_MAKER_ORDER_F64]!;
  }
}
