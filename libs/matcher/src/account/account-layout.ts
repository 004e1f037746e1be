/** Words of an account record: 128 bytes. 1 and 2 are the keys of the index. Names ending in F64 count in doubles. */
export const ACCOUNT_LAYOUT = {
  ACCOUNT_NUMBER: 1,
  /** Always 0: an account is found by its number alone. */
  ACCOUNT_KEY: 2,
  /** A packed currency, see currency.ts. */
  ACCOUNT_CURRENCY: 3,
  /** 0 when the account may place without a further look: see the GUARD bits. */
  ACCOUNT_GUARDS: 4,
  /** A SelfMatch. */
  ACCOUNT_SELF_MATCH: 5,
  ACCOUNT_DISCOUNT: 6,
  ACCOUNT_SIZE_MAX: 7,
  ACCOUNT_ORDER_COUNT_MAX: 8,
  ACCOUNT_RATE_MAX: 9,
  /** Orders placed in the second that RATE_SECOND names. */
  ACCOUNT_RATE_COUNT: 10,
  /** Head of the chain through its exposures, the latest first; 0 when there is none. */
  ACCOUNT_LATEST_EXPOSURE: 11,
  ACCOUNT_BALANCE_F64: 6,
  /** Sum of what its exposures reserve, allowances included. The last that every order needs: a line of the cache ends here. */
  ACCOUNT_RESERVED_F64: 7,
  /** How long the account may give no sign of life, in ms; 0 when nobody watches. */
  ACCOUNT_HEARTBEAT: 16,
  /** How many of its positions are covered. */
  ACCOUNT_COVERED_COUNT: 17,
  ACCOUNT_LIABILITY_MAX_F64: 9,
  ACCOUNT_EXPOSURE_MAX_F64: 10,
  ACCOUNT_RATE_SECOND_F64: 11,
  /** When a sign of life must have come. */
  ACCOUNT_DEADLINE_F64: 12,
  ACCOUNT_WORDS: 32,
  GUARD_STOPPED_BY_OWNER: 1,
  GUARD_STOPPED_BY_OPERATOR: 2,
  /** It has a limit. */
  GUARD_LIMITED: 4,
} as const;
