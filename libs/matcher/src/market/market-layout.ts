/** What the hot path needs of an unfinished market: a line of its own, so that placing an order touches no object. */
export const MARKET_LAYOUT = {
  /** A MarketStatus; never 0, so that line 0 is no market. */
  MARKET_STATUS: 1,
  /** Number of its ladder's table on the shelf, and the price at the table's start. */
  MARKET_LADDER: 2,
  MARKET_LOWEST_PRICE: 3,
  /** Its latest position, the head of a chain through all of them; 0 when there is none. */
  MARKET_LATEST_POSITION: 4,
} as const;
