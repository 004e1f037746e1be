/** A trade in a market with money, 32 bytes. F64 offsets count in doubles. */
export const TRADE_LAYOUT = {
  /** Next older trade of the same market, or 0. The free list's link is the same word. */
  TRADE_NEXT: 0,
  /** What it has in common with the other trades of its taker: see TURN_LAYOUT. */
  TRADE_TURN: 1,
  TRADE_MAKER_POSITION: 2,
  /** What it counts at: the maker's price, or what removals have made of it. */
  TRADE_PRICE: 3,
  TRADE_SIZE: 4,
  /** Place of its OrderMatched among the events of its sequence; of a voided trade also the VOIDED bit. */
  TRADE_INDEX: 5,
  TRADE_MAKER_ORDER_F64: 3,
  VOIDED: 2 ** 30,
  TRADE_WORDS: 8,
} as const;

/** An order that was matched as it met the book, with its trades: a record as a trade's, and among them. F64 offsets as above. */
export const TURN_LAYOUT = {
  TURN_TAKER_POSITION: 0,
  /** The taker's side record: it also says which book. */
  TURN_SIDE: 1,
  TURN_TAKER_ORDER_F64: 1,
  TURN_SEQUENCE_F64: 2,
  TURN_TIME_F64: 3,
} as const;
