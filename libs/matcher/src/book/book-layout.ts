/**
 * A book is one line: the 8 words of its BACK side, then those of its LAY side. A side is named by its own offset,
 * so the other side of the same book is `side ^ SIDE_WORDS`, and which one it is can be read off the offset.
 *
 * BACK and LAY share one code path: each side counts its prices in ranks, and the best level is the one of the
 * HIGHEST rank. On the LAY side the rank is the tick (a BACK wants the highest price); on the BACK side it is the
 * tick with all bits flipped (a LAY wants the lowest). `tick ^ side[SIDE_FLIP]` converts in both directions.
 */
export const SIDE_LAYOUT = {
  /** The level that is matched next, and its rank; 0 and NO_RANK when nothing rests. */
  SIDE_BEST_LEVEL: 0,
  SIDE_MARKET: 1,
  SIDE_RUNNER: 2,
  SIDE_BEST_RANK: 3,
  SIDE_FLIP: 4,
  /** Root of the side's price tree. */
  SIDE_ROOT: 5,
  /**
   * In the bits of ROOT_SHIFT_MASK how far a rank is shifted right for the slot in the root; from SIDE_PLACE_SHIFT on the
   * runner's place among those of its market, from 0. (There is no ninth word.)
   */
  SIDE_SHAPE: 6,
  ROOT_SHIFT_MASK: 31,
  SIDE_PLACE_SHIFT: 5,
  /** The line of its market. */
  SIDE_MARKET_LINE: 7,
  SIDE_WORDS: 8,
  /** `(side >> SIDE_SHIFT) & 1` is Side.BACK or Side.LAY. */
  SIDE_SHIFT: 3,
  NO_RANK: -1,
} as const;

/**
 * A level is one line and exists while at least one order rests at its price. The F64 offset counts in doubles.
 *
 * An order that waits for the bet delay has a level of its own, which is in no tree: whatever is asked of an order's
 * level has its answer there, too.
 */
export const LEVEL_LAYOUT = {
  LEVEL_FIRST: 0,
  LEVEL_LAST: 1,
  LEVEL_COUNT: 2,
  LEVEL_SIDE: 3,
  LEVEL_RANK: 4,
  LEVEL_PRICE: 5,
  /** Sum of what remains of its orders. */
  LEVEL_TOTAL_F64: 3,
  /** Copies of what its side says, because every event needs them. */
  LEVEL_MARKET: 8,
  LEVEL_RUNNER: 9,
  LEVEL_IS: 10,
  /** 1 when it is of an order that waits; then these link it with the others of its market, oldest first. */
  LEVEL_WAITS: 11,
  LEVEL_NEXT_WAITING: 12,
  LEVEL_PREVIOUS_WAITING: 13,
} as const;

/** A node of the price tree: which of its 32 slots are in use, and what is in them (0 when not in use). */
export const NODE_LAYOUT = {
  NODE_BITS: 0,
  NODE_CHILDREN: 1,
  NODE_WORDS: 33,
  NODE_SLOT_BITS: 5,
  NODE_SLOT_MASK: 31,
} as const;
