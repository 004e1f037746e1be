/**
 * Why a command was refused. The list is closed and ordered: when several reasons apply, the first one in this
 * order is given. Codes are stable and never used again; new ones are appended.
 */
export enum RejectReason {
  /** Not refused. */
  None = 0,
  MARKET_NAME_INVALID = 1,
  RUNNERS_INVALID = 2,
  LADDER_INVALID = 3,
  MARKET_UNKNOWN = 4,
  MARKET_STATUS_CONFLICT = 5,
  ORDER_UNKNOWN = 6,
  MARKET_INACTIVE = 7,
  MARKET_SUSPENDED = 8,
  MARKET_CLOSED = 9,
  RUNNER_UNKNOWN = 10,
  SIDE_INVALID = 11,
  PRICE_INVALID = 12,
  PRICE_OFF_LADDER = 13,
  SIZE_INVALID = 14,
  NOTHING_TO_CHANGE = 15,
  ORDER_LIMIT_REACHED = 16,
  MARKET_LIMIT_REACHED = 17,
  ACCOUNT_INVALID = 18,
  COMMAND_UNKNOWN = 19,
  POSITION_LIMIT_REACHED = 20,
}

/** One row of the list of refusals: the code, its name and what it tells. */
export interface RejectReasonDescription {
  readonly code: RejectReason;
  readonly name: string;
  readonly description: string;
}

const DESCRIPTIONS: Readonly<Record<Exclude<RejectReason, RejectReason.None>, string>> = {
  [RejectReason.MARKET_NAME_INVALID]:
    'The name of a market must be 1 to 200 characters, not blank, without control characters.',
  [RejectReason.RUNNERS_INVALID]:
    'A market has 1 to 1000 runners, each with its own runnerId (1 to 2147483647) and a valid name.',
  [RejectReason.LADDER_INVALID]:
    'A ladder is CLASSIC, FINEST, or CUSTOM with 1 to 1000 rising bands within 1.01 to 10000, each reaching its end in whole steps.',
  [RejectReason.MARKET_UNKNOWN]: 'There is no market with this id.',
  [RejectReason.MARKET_STATUS_CONFLICT]: 'The market is not in a status from which this step is allowed.',
  [RejectReason.ORDER_UNKNOWN]: 'The account has no live order with this id.',
  [RejectReason.MARKET_INACTIVE]: 'The market is not open yet: nothing can be placed.',
  [RejectReason.MARKET_SUSPENDED]: 'The market is suspended: orders can be cancelled or reduced only.',
  [RejectReason.MARKET_CLOSED]: 'The market is closed.',
  [RejectReason.RUNNER_UNKNOWN]: 'The market has no runner with this id.',
  [RejectReason.SIDE_INVALID]: 'The side must be BACK or LAY.',
  [RejectReason.PRICE_INVALID]: 'The price must be within 1.01 to 10000, in whole hundredths.',
  [RejectReason.PRICE_OFF_LADDER]: "The price is not on the market's price ladder.",
  [RejectReason.SIZE_INVALID]:
    'The size must be positive, in whole minor units, and at most 1000000000 of them.',
  [RejectReason.NOTHING_TO_CHANGE]: 'The order already has this price and this remaining size.',
  [RejectReason.ORDER_LIMIT_REACHED]: 'The exchange holds as many live orders as it can.',
  [RejectReason.MARKET_LIMIT_REACHED]:
    'The exchange has created as many markets, or holds as many runners of unfinished ones, as it can.',
  [RejectReason.ACCOUNT_INVALID]: 'The account must be a whole number from 0 to 2147483647.',
  [RejectReason.COMMAND_UNKNOWN]: 'There is no command of this kind.',
  [RejectReason.POSITION_LIMIT_REACHED]: 'The exchange holds as many pairs of account and market as it can.',
};

/** Every reason a command can be refused for, in the order in which they are checked. */
export const REJECT_REASONS: readonly RejectReasonDescription[] = Object.entries(DESCRIPTIONS).map(
  ([key, description]) => ({ code: Number(key), name: RejectReason[Number(key)] ?? '', description }),
);
