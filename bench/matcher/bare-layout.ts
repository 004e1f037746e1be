/** Words of a record of a bare exchange, all of 32 bytes: of an order, of a level, of an account. */
export const BARE_RECORD = {
  /** Neighbours in the ring of its level. */
  NEXT: 0,
  PREVIOUS: 1,
  REMAINING: 2,
  LEVEL: 3,
  /** Neighbours in the ring of its account. */
  OWN_NEXT: 4,
  OWN_PREVIOUS: 5,
  ACCOUNT: 6,
  GENERATION: 7,
  /** A level is in the ring of its orders and an account in that of its own, by the words of an order; a level has these besides. */
  COUNT: 2,
  TOTAL: 3,
  RECORD_WORDS: 8,
  RECORD_SHIFT: 3,
} as const;

/** The levels of a side by rank: as many as a power of two that the ladder's ticks fit into. The best has the highest rank. */
export const BARE_LADDER = {
  RANK_SHIFT: 9,
  RANKS: 512,
  RANK_MASK: 511,
  BITS_WORDS: 16,
} as const;

/** Words of its events: those of the matcher's. */
export const BARE_EVENT = {
  KIND: 0,
  MARKET: 1,
  RUNNER: 2,
  SIDE: 3,
  PRICE: 4,
  SIZE: 5,
  BY: 6,
  LEFT: 7,
  OTHER_BY: 12,
  OTHER_LEFT: 13,
  ORDER_F64: 4,
  OTHER_F64: 5,
  SEQUENCE_F64: 7,
  EVENT_WORDS: 16,
} as const;
