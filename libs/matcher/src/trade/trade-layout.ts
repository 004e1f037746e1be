/** A trade in a market with money, 64 bytes. F64 offsets count in doubles. */
export const TRADE_LAYOUT = {
  /** Next older trade of the same market, or 0. */
  TRADE_NEXT: 1,
  TRADE_MAKER_HOLDING: 2,
  TRADE_TAKER_HOLDING: 3,
  /** What it counts at: the maker's price, or what removals have made of it. */
  TRADE_PRICE: 4,
  TRADE_SIZE: 5,
  /** The taker's side; of a voided trade also the VOIDED bit. */
  TRADE_SIDE: 6,
  /** Place of its OrderMatched among the events of its sequence. */
  TRADE_INDEX: 7,
  TRADE_MAKER_ORDER_F64: 4,
  TRADE_TAKER_ORDER_F64: 5,
  TRADE_SEQUENCE_F64: 6,
  TRADE_TIME_F64: 7,
  VOIDED: 2,
} as const;
