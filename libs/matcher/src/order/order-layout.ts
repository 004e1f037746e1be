/**
 * Words of an order record: 64 bytes, a cache line. Names ending in F64 count in doubles. As every layout it is an
 * object that its users take apart into constants of their own module: those V8 folds into the machine code, while
 * it loads an imported binding each time (half the size of the code that touches records, by measurement). Enums
 * that every order needs are treated the same way.
 */
export const ORDER_LAYOUT = {
  /** Neighbours in the level's queue, oldest first; 0 at the ends. NEXT is also the free list's link. */
  ORDER_NEXT: 0,
  ORDER_PREVIOUS: 1,
  /** What still can match; 0 exactly when the record holds no live order. */
  ORDER_REMAINING: 2,
  /** The level it rests at. */
  ORDER_LEVEL: 3,
  /** Neighbours among the account's live orders in the market, oldest first; 0 at the ends. */
  ORDER_OWN_NEXT: 4,
  ORDER_OWN_PREVIOUS: 5,
  /** The position (account and market) it belongs to. */
  ORDER_POSITION: 6,
  /** How many orders have used this record before. */
  ORDER_GENERATION: 7,
  ORDER_SIZE: 8,
  ORDER_CANCELLED: 9,
  /** Sum of size x price over its trades. */
  ORDER_PRICE_SUM_F64: 5,
  ORDER_PLACED_SEQUENCE_F64: 6,
  /** What its account has on the runner; 0 in a market without money. */
  ORDER_HOLDING: 14,
  /** The line with its terms, or 0, and the PERSISTS bit. */
  ORDER_TERMS: 15,
  ORDER_WORDS: 16,
  /** Set in ORDER_TERMS when the order keeps its place at the turn in-play. Lines are named by even numbers. */
  PERSISTS: 1,
} as const;

/** Terms that an order is still held to when it rests or waits: one line. F64 offsets count in doubles. */
export const TERMS_LAYOUT = {
  TERMS_TIME_IN_FORCE: 1,
  TERMS_MIN_FILL_SIZE: 2,
  TERMS_POST_ONLY: 3,
  TERMS_SELF_MATCH: 4,
  TERMS_MARKET_VERSION: 5,
  /** When it lapses, in ms since 1970; 0 for never. */
  TERMS_GOOD_TILL_F64: 4,
  /** When its wait ends; 0 when it does not wait. */
  TERMS_RELEASE_F64: 5,
} as const;
