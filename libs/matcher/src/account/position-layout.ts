/** Words of a position record, one of the lines: an account in a market. 1 and 2 are the keys of the index. F64 offsets count in doubles. */
export const POSITION_LAYOUT = {
  /** What the account has on the runners of the market: see exposure-layout.ts. The free list's link is the same word. */
  POSITION_HOLDINGS: 0,
  POSITION_ACCOUNT: 1,
  POSITION_MARKET: 2,
  /** Ends of the list of the account's live orders in the market, oldest first; 0 when there is none. */
  POSITION_FIRST_ORDER: 3,
  POSITION_LAST_ORDER: 4,
  /** Next position of the same market, or 0. */
  POSITION_NEXT: 5,
  /** How many orders are in the list. */
  POSITION_ORDER_COUNT: 6,
  /** What the position may cost; 0 in a market without money. */
  POSITION_EXPOSURE: 7,
  /** What the account was paid at the latest settlement, before commission, and the commission; in minor units. */
  POSITION_PROFIT_F64: 4,
  POSITION_COMMISSION_F64: 5,
  /** The next newer exposure of the same account, or 0. */
  POSITION_NEWER_EXPOSURE: 12,
  /** As long as it is covered (see allowances.ts) its account's SelfMatch, else 0. */
  POSITION_COVERED: 13,
  /** What further orders may cost without a look at the account, in hundredths of a minor unit; 0 when it is not covered. */
  POSITION_ALLOWANCE_F64: 7,
} as const;
