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
  ORDER_PLACED_AT_F64: 7,
  ORDER_WORDS: 16,
} as const;
