/** Words of a position record, one of the lines; 1 and 2 are the keys of the index. */
export const POSITION_LAYOUT = {
  POSITION_ACCOUNT: 1,
  POSITION_MARKET: 2,
  /** Ends of the list of the account's live orders in the market, oldest first; 0 when there is none. */
  POSITION_FIRST_ORDER: 3,
  POSITION_LAST_ORDER: 4,
  /** Next position of the same market, or 0. */
  POSITION_NEXT: 5,
} as const;
