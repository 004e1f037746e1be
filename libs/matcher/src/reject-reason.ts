/**
 * Why a command was refused. The list is closed, and `REJECT_REASONS` has it in the order of the checks: when several
 * reasons apply, the first one is given. Codes are stable and never used again; new ones are appended.
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
  BETTING_RULES_INVALID = 21,
  RUNNER_REMOVED = 22,
  TERMS_CONFLICT = 23,
  MIN_FILL_SIZE_INVALID = 24,
  GOOD_TILL_INVALID = 25,
  ORDER_LATE = 26,
  MARKET_VERSION_CHANGED = 27,
  TARGET_TOO_SMALL = 28,
  TRADE_LIMIT_REACHED = 29,
  ACCOUNT_UNKNOWN = 30,
  ACCOUNT_EXISTS = 31,
  CURRENCY_INVALID = 32,
  CURRENCY_MISMATCH = 33,
  ACCOUNT_STOPPED = 34,
  ACCOUNT_NOT_STOPPED = 35,
  SETTINGS_INVALID = 36,
  AMOUNT_INVALID = 37,
  MONEY_LIMIT_REACHED = 38,
  TIMEOUT_INVALID = 39,
  ORDER_RATE_EXCEEDED = 40,
  ORDER_COUNT_EXCEEDED = 41,
  SIZE_LIMIT_EXCEEDED = 42,
  LIABILITY_LIMIT_EXCEEDED = 43,
  EXPOSURE_LIMIT_EXCEEDED = 44,
  POSITION_TOO_LARGE = 45,
  INSUFFICIENT_FUNDS = 46,
  POST_ONLY_WOULD_MATCH = 47,
  MARKET_WITHOUT_MONEY = 48,
  IN_PLAY_ALREADY = 49,
  START_TIME_INVALID = 50,
  REDUCTION_FACTOR_INVALID = 51,
  VOID_TIME_INVALID = 52,
  RESULT_INVALID = 53,
  TIED_RUNNERS_INVALID = 54,
  SETTLEMENT_FINAL = 55,
  SHARE_INVALID = 56,
  CASH_OUT_NO_EXPOSURE = 57,
  CASH_OUT_NO_LIQUIDITY = 58,
  CASH_OUT_PRICE_MOVED = 59,
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
  [RejectReason.BETTING_RULES_INVALID]:
    'A market with money has a currency of three capital letters, kind WIN with 1 winner or PLACE with 1 to as many winners as runners, a base rate of 0 to 100 %, a bet delay of 0 to 60 s, a start time and limits that are whole and not below 0.',
  [RejectReason.RUNNER_REMOVED]: 'The runner was removed from the market.',
  [RejectReason.TERMS_CONFLICT]:
    'These terms do not go together: only an order that rests has a persistence, a good-till time or post-only, and only FILL_OR_KILL a least size.',
  [RejectReason.MIN_FILL_SIZE_INVALID]:
    'The least size to be matched must be between 0.01 and the size of the order.',
  [RejectReason.GOOD_TILL_INVALID]: 'The time until which the order is good must lie ahead.',
  [RejectReason.ORDER_LATE]: 'The order came later than at the latest time it named for itself.',
  [RejectReason.MARKET_VERSION_CHANGED]:
    'The market has changed materially since the version that the order was made for.',
  [RejectReason.TARGET_TOO_SMALL]: 'The target is less than an order of 0.01 at this price would reach.',
  [RejectReason.TRADE_LIMIT_REACHED]: 'The exchange holds as many trades of unsettled markets as it can.',
  [RejectReason.ACCOUNT_UNKNOWN]: 'There is no such account: an operator has to open it first.',
  [RejectReason.ACCOUNT_EXISTS]: 'The account was opened before.',
  [RejectReason.CURRENCY_INVALID]: 'A currency is three capital letters, as ISO 4217 has them, but not XXX.',
  [RejectReason.CURRENCY_MISMATCH]: 'The account has another currency than the market.',
  [RejectReason.ACCOUNT_STOPPED]: 'The account is stopped: it can place nothing until the stop is lifted.',
  [RejectReason.ACCOUNT_NOT_STOPPED]: 'There is no stop of this origin to lift.',
  [RejectReason.SETTINGS_INVALID]:
    'A discount is 0 to 100 %, limits are whole and not below 0, and the self-match rule is one of the four.',
  [RejectReason.AMOUNT_INVALID]: 'An amount of money is whole minor units, at least 1 and at most 10^12.',
  [RejectReason.MONEY_LIMIT_REACHED]:
    'The exchange holds as much money of one currency as it can count exactly.',
  [RejectReason.TIMEOUT_INVALID]: 'A heartbeat is to come within 1 s to 1 h; 0 ends the watch.',
  [RejectReason.ORDER_RATE_EXCEEDED]: 'The account has placed as many orders in this second as it may.',
  [RejectReason.ORDER_COUNT_EXCEEDED]: 'The account has as many orders in books as it may.',
  [RejectReason.SIZE_LIMIT_EXCEEDED]:
    'The size is larger than the account, or anybody in this market, may place.',
  [RejectReason.LIABILITY_LIMIT_EXCEEDED]:
    'The liability is larger than the account, or anybody in this market, may take on with one order.',
  [RejectReason.EXPOSURE_LIMIT_EXCEEDED]: 'The exposure of the account would be larger than it may be.',
  [RejectReason.POSITION_TOO_LARGE]: 'The position on the runner would be too large to be counted exactly.',
  [RejectReason.INSUFFICIENT_FUNDS]: 'The worst case would cost more than the account has free.',
  [RejectReason.POST_ONLY_WOULD_MATCH]: 'The order is post-only and would match at once.',
  [RejectReason.MARKET_WITHOUT_MONEY]: 'The market is one without money, which has no such step.',
  [RejectReason.IN_PLAY_ALREADY]: 'The market is in-play already.',
  [RejectReason.START_TIME_INVALID]:
    'A start time is whole milliseconds since 1970, or 0 when it is not known.',
  [RejectReason.REDUCTION_FACTOR_INVALID]: 'A reduction factor is 0 to 100 %, in hundredths of a percent.',
  [RejectReason.VOID_TIME_INVALID]:
    'The moment from which trades are void is whole milliseconds since 1970, not ahead.',
  [RejectReason.RESULT_INVALID]:
    'Every runner that was not removed needs one result, and at least as many must win as the market has winners.',
  [RejectReason.TIED_RUNNERS_INVALID]:
    'With more winning runners than winners, those that share the last places must be named: some of the winning ones, more than there are places left for them; otherwise none.',
  [RejectReason.SETTLEMENT_FINAL]:
    'The settlement is too long ago to be changed: its positions are no longer kept.',
  [RejectReason.SHARE_INVALID]: 'A share is more than 0 and at most 100 %, in hundredths of a percent.',
  [RejectReason.CASH_OUT_NO_EXPOSURE]: 'The account has nothing matched on the runner that could be closed.',
  [RejectReason.CASH_OUT_NO_LIQUIDITY]: 'There is not enough in the book to close that much.',
  [RejectReason.CASH_OUT_PRICE_MOVED]:
    'The average price would now be worse than the one that was agreed to.',
};

/** Codes that are checked at another place than their number says: each behind the one named. */
const CHECKED_BEHIND: readonly (readonly [RejectReason, RejectReason])[] = [
  [RejectReason.BETTING_RULES_INVALID, RejectReason.LADDER_INVALID],
  [RejectReason.RUNNER_REMOVED, RejectReason.RUNNER_UNKNOWN],
];

/** Every reason a command can be refused for, in the order in which they are checked. */
export const REJECT_REASONS: readonly RejectReasonDescription[] = inOrderOfChecks().map((code) => ({
  code,
  name: RejectReason[code],
  description: DESCRIPTIONS[code],
}));

function inOrderOfChecks(): Exclude<RejectReason, RejectReason.None>[] {
  const codes = Object.keys(DESCRIPTIONS).map(Number);
  for (const [code, before] of CHECKED_BEHIND) {
    codes.splice(codes.indexOf(code), 1);
    codes.splice(codes.indexOf(before) + 1, 0, code);
  }
  return codes;
}
