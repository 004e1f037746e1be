import type { Side } from '../side.js';
import { POSITION_LAYOUT } from '../account/position-layout.js';
import { LEVEL_LAYOUT } from '../book/book-layout.js';
import type { OrderPool } from './order-pool.js';
import { ORDER_LAYOUT, TERMS_LAYOUT } from './order-layout.js';
import { Persistence } from './order-terms.js';

const { POSITION_ACCOUNT } = POSITION_LAYOUT;
const { LEVEL_IS, LEVEL_MARKET, LEVEL_PRICE, LEVEL_RUNNER } = LEVEL_LAYOUT;
const { ORDER_CANCELLED, ORDER_LEVEL, ORDER_POSITION, ORDER_PRICE_SUM_F64, ORDER_REMAINING, ORDER_SIZE } =
  ORDER_LAYOUT;
const { ORDER_PLACED_SEQUENCE_F64, ORDER_TERMS, PERSISTS } = ORDER_LAYOUT;
const { TERMS_GOOD_TILL_F64, TERMS_RELEASE_F64 } = TERMS_LAYOUT;

/** A live order as it stands now: size = sizeMatched + sizeRemaining + sizeCancelled. */
export interface OrderView {
  readonly orderId: number;
  readonly account: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly sizeRemaining: number;
  readonly sizeMatched: number;
  readonly sizeCancelled: number;
  /** Sum of size x price over the order's trades; divided by sizeMatched it is the average price. */
  readonly matchedPriceSum: number;
  readonly placedSequence: number;
  readonly persistence: Persistence;
  /** When it lapses, in ms since 1970; 0 for never. */
  readonly goodTillMs: number;
  /** When it reaches the book, in ms since 1970; 0 when it is in the book. */
  readonly releaseMs: number;
}

/** A resting order as an object of its own. */
export function viewOfOrder(state: OrderPool, order: number): OrderView {
  const { words: orders, doubles } = state.orders;
  const lines = state.lines.words;
  const level = orders[order + ORDER_LEVEL]!;
  const termsWord = orders[order + ORDER_TERMS]!;
  const terms = termsWord & ~PERSISTS;
  const size = orders[order + ORDER_SIZE]!;
  const sizeRemaining = orders[order + ORDER_REMAINING]!;
  const sizeCancelled = orders[order + ORDER_CANCELLED]!;
  return {
    orderId: state.idOf(order),
    account: lines[orders[order + ORDER_POSITION]! + POSITION_ACCOUNT]!,
    marketId: lines[level + LEVEL_MARKET]!,
    runnerId: lines[level + LEVEL_RUNNER]!,
    side: lines[level + LEVEL_IS]!,
    price: lines[level + LEVEL_PRICE]!,
    size,
    sizeRemaining,
    sizeMatched: size - sizeRemaining - sizeCancelled,
    sizeCancelled,
    matchedPriceSum: doubles[(order >> 1) + ORDER_PRICE_SUM_F64]!,
    placedSequence: doubles[(order >> 1) + ORDER_PLACED_SEQUENCE_F64]!,
    persistence: (termsWord & PERSISTS) === 0 ? Persistence.LAPSE : Persistence.PERSIST,
    goodTillMs: terms === 0 ? 0 : state.lines.doubles[(terms >> 1) + TERMS_GOOD_TILL_F64]!,
    releaseMs: terms === 0 ? 0 : state.lines.doubles[(terms >> 1) + TERMS_RELEASE_F64]!,
  };
}

/** Where a resting order stands among those of its price and side. */
export interface QueuePlace {
  /** 1 for the one that is matched next. */
  readonly place: number;
  /** What those in front of it have left, in minor units. */
  readonly sizeAhead: number;
}
