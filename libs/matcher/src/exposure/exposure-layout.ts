/**
 * What a position may cost, one of the lines. F64 offsets count in doubles, and their unit is the hundredth of a minor
 * unit, in which size x price is whole, except for RESERVED.
 */
export const EXPOSURE_LAYOUT = {
  /** Next older exposure of the same account, or 0. The free list's link is the same word. */
  EXPOSURE_NEXT: 0,
  /** The account's record. */
  EXPOSURE_ACCOUNT: 1,
  EXPOSURE_POSITION: 2,
  EXPOSURE_MARKET_LINE: 3,
  /** Its holdings, a run as long as the market has runners, in their order; POSITION_HOLDINGS is the same. */
  EXPOSURE_HOLDINGS: 4,
  EXPOSURE_RUNNER_COUNT: 5,
  /** No return that is not among those lowest is below this. */
  EXPOSURE_ABOVE_F64: 3,
  /** The result when no runner wins, everything unmatched having gone as badly as it can. */
  EXPOSURE_BASE_F64: 4,
  /** Sum of the lowest returns of as many runners as can win. */
  EXPOSURE_LOWEST_F64: 5,
  /** The highest of those returns: a return that stays above it changes nothing. COVERED when nothing was worked out. */
  EXPOSURE_THRESHOLD_F64: 6,
  /** In minor units: what BASE + LOWEST is below 0, rounded up; as long as it is covered what that was at first, and the grant. */
  EXPOSURE_RESERVED_F64: 7,
  COVERED: -Infinity,
} as const;

/** What an account has on one runner: 32 bytes, side by side with what it has on the others of the market. F64 offsets as above. */
export const HOLDING_LAYOUT = {
  /** What comes in when the runner wins, against BASE, everything unmatched having gone as badly as it can; NO_WIN when it was removed. */
  HOLDING_RETURN_F64: 0,
  /** Of what is matched: the sum of size x price of the BACKs less that of the LAYs. */
  HOLDING_PAYOUT_F64: 1,
  /** Of what is matched: the sizes of the BACKs less those of the LAYs, in minor units. */
  HOLDING_STAKE_F64: 2,
  /** Sizes of everything live and matched, both sides added, in minor units: keeps the others exact. */
  HOLDING_GROSS_F64: 3,
  HOLDING_WORDS: 8,
  /** Never among the lowest returns. */
  NO_WIN: Infinity,
} as const;
