import { Persistence, Side } from '@backlay/matcher';
import type { OrderState } from './order-state.js';

/** Words of a row: 96 bytes. Names ending in F64 count in doubles. */
export const ROW = {
  /** 0 in a free row. */
  ORDER_ID_F64: 0,
  /** Sum of size x price over the trades. */
  MATCHED_SUM_F64: 1,
  PLACED_AT_F64: 2,
  SEQUENCE_F64: 3,
  ACCOUNT: 8,
  MARKET: 9,
  RUNNER: 10,
  /** Of a BACK the price, of a LAY the price with all bits flipped, hence below 0. */
  SIDE_AND_PRICE: 11,
  SIZE: 12,
  REMAINING: 13,
  CANCELLED: 14,
  LAPSED: 15,
  VOIDED: 16,
  /** PERSISTS, WAITS, and from TIME_IN_FORCE_SHIFT on a TimeInForce. */
  TERMS: 17,
  /** A CancelReason, or a LapseReason and LAPSE_REASONS, of the latest removal; 0 when there was none. */
  REASON: 18,
  /** When it lapses, and when it reaches the book; 0 for never and for "is there". */
  GOOD_TILL_F64: 10,
  RELEASE_F64: 11,
  WORDS: 24,
  DOUBLES: 12,
  PERSISTS: 1,
  WAITS: 2,
  TIME_IN_FORCE_SHIFT: 2,
  LAPSE_REASONS: 256,
} as const;

const { WORDS, DOUBLES } = ROW;
const ROWS_INITIAL = 1024;

/** Rows of orders in one array that grows; a row is named by its number. A row that was never written is free. */
export class OrderRows {
  words: Int32Array = new Int32Array(ROWS_INITIAL * WORDS);
  doubles: Float64Array = new Float64Array(this.words.buffer);

  /** The order in a row; 0 in a free one. */
  orderIdOf(row: number): number {
    return this.doubles[row * DOUBLES + ROW.ORDER_ID_F64] ?? 0;
  }

  free(row: number): void {
    this.doubles[row * DOUBLES + ROW.ORDER_ID_F64] = 0;
  }

  /** Makes room for a row of this number. */
  reserve(row: number): void {
    let { length } = this.words;
    if ((row + 1) * WORDS <= length) return;
    while ((row + 1) * WORDS > length) length *= 2;
    const grown = new Int32Array(length);
    grown.set(this.words);
    this.words = grown;
    this.doubles = new Float64Array(grown.buffer);
  }

  /** Copies a row of others over one of these, for which there is room. */
  copy(row: number, words: Int32Array, otherRow: number): void {
    const to = row * WORDS;
    const from = otherRow * WORDS;
    const own = this.words;
    for (let word = 0; word < WORDS; word++) own[to + word] = words[from + word]!;
  }

  /** A view of the first rows. */
  save(count: number): Int32Array {
    return this.words.subarray(0, count * WORDS);
  }

  /** Takes over rows; the array is kept. @returns how many there are */
  load(words: Int32Array): number {
    if (words.length > 0) {
      this.words = words;
      this.doubles = new Float64Array(words.buffer, words.byteOffset, words.length / 2);
    }
    return words.length / WORDS;
  }

  stateOf(row: number): OrderState {
    const word = (column: number): number => this.words[row * WORDS + column] ?? 0;
    const double = (column: number): number => this.doubles[row * DOUBLES + column] ?? 0;
    const sideAndPrice = word(ROW.SIDE_AND_PRICE);
    const size = word(ROW.SIZE);
    const sizeRemaining = word(ROW.REMAINING);
    const sizeCancelled = word(ROW.CANCELLED);
    const sizeLapsed = word(ROW.LAPSED);
    const sizeVoided = word(ROW.VOIDED);
    const terms = word(ROW.TERMS);
    const reason = word(ROW.REASON);
    return {
      orderId: double(ROW.ORDER_ID_F64),
      account: word(ROW.ACCOUNT),
      marketId: word(ROW.MARKET),
      runnerId: word(ROW.RUNNER),
      side: sideAndPrice < 0 ? Side.LAY : Side.BACK,
      price: sideAndPrice < 0 ? ~sideAndPrice : sideAndPrice,
      size,
      sizeMatched: size - sizeRemaining - sizeCancelled - sizeLapsed - sizeVoided,
      sizeRemaining,
      sizeCancelled,
      sizeLapsed,
      sizeVoided,
      persistence: (terms & ROW.PERSISTS) === 0 ? Persistence.LAPSE : Persistence.PERSIST,
      timeInForce: terms >> ROW.TIME_IN_FORCE_SHIFT,
      goodTillMs: double(ROW.GOOD_TILL_F64),
      releaseMs: (terms & ROW.WAITS) === 0 ? 0 : double(ROW.RELEASE_F64),
      cancelReason: reason < ROW.LAPSE_REASONS ? reason : 0,
      lapseReason: reason < ROW.LAPSE_REASONS ? 0 : reason - ROW.LAPSE_REASONS,
      matchedPriceSum: double(ROW.MATCHED_SUM_F64),
      placedAtMs: double(ROW.PLACED_AT_F64),
      sequence: double(ROW.SEQUENCE_F64),
    };
  }
}
