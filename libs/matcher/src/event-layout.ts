/** Words of an event record: 64 bytes, a cache line. Names ending in F64 count in doubles. */
export const EVENT_LAYOUT = {
  EVENT_KIND: 0,
  EVENT_MARKET: 1,
  EVENT_RUNNER: 2,
  EVENT_SIDE: 3,
  EVENT_PRICE: 4,
  EVENT_SIZE: 5,
  EVENT_ACCOUNT: 6,
  EVENT_REMAINING: 7,
  EVENT_ORDER_F64: 4,
  EVENT_OTHER_ORDER_F64: 5,
  EVENT_OTHER_ACCOUNT: 12,
  EVENT_OTHER_REMAINING: 13,
  /** Shares its word with OTHER_REMAINING: no event has both. */
  EVENT_REASON: 13,
  EVENT_SEQUENCE_F64: 7,
  EVENT_WORDS: 16,
} as const;
