/**
 * Words of an event record: 64 bytes, a cache line. Names ending in F64 count in doubles. The kinds that are not about
 * an order name some of the words anew; event-objects.ts has which kind has which.
 */
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
  /** Of a settlement. */
  EVENT_COMMISSION_F64: 2,
  /** Profit, amount or rounding; then the balance. */
  EVENT_AMOUNT_F64: 4,
  EVENT_BALANCE_F64: 5,
  /** Of a trade that was changed: its number, its price before. */
  EVENT_TRADE: 13,
  EVENT_PRICE_BEFORE: 7,
  /** Of an order's terms, and of an order that waits. */
  EVENT_MIN_FILL_SIZE: 5,
  EVENT_TIME_IN_FORCE: 7,
  EVENT_PERSISTENCE: 12,
  EVENT_UNTIL_F64: 5,
  /** Of a market: its version and the material one; of a runner that was removed: the factor. */
  EVENT_VERSION: 5,
  EVENT_MATERIAL_VERSION: 7,
  EVENT_FACTOR: 5,
  /** Of an account. */
  EVENT_DETAIL: 5,
  EVENT_SEQUENCE_F64: 7,
  EVENT_WORDS: 16,
} as const;
