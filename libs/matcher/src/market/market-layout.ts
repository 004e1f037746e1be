/** What the hot path needs of a market: a line of its own, so that placing an order touches no object. */
export const MARKET_LAYOUT = {
  /** A MarketStatus; never 0, so that line 0 is no market. */
  MARKET_STATUS: 1,
  /** Number of its ladder's table on the shelf, and the price at the table's start. */
  MARKET_LADDER: 2,
  MARKET_LOWEST_PRICE: 3,
  /** Its latest position, the head of a chain through all of them; 0 when there is none. */
  MARKET_LATEST_POSITION: 4,
  /** A packed currency; 0 in a market without money. */
  MARKET_CURRENCY: 5,
  /** How many runners win, and how many still can. */
  MARKET_WINNERS: 6,
  MARKET_ACTIVE_RUNNERS: 7,
  /** How long an order waits before it reaches the book, in ms; 0 as long as the market is not in-play. */
  MARKET_DELAY: 8,
  /** A BetDelayModel. */
  MARKET_DELAY_MODEL: 9,
  MARKET_VERSION: 10,
  MARKET_MATERIAL_VERSION: 11,
  /** Its latest trade, the head of a chain through all of them. */
  MARKET_LATEST_TRADE: 12,
  /** Ends of the list of the orders that wait, each in a level of its own. */
  MARKET_FIRST_WAITING: 13,
  MARKET_LAST_WAITING: 14,
  /** 1 when accounts have limits in it. */
  MARKET_LIMITED: 15,
} as const;
