/**
 * Every bound of the matcher, with its unit. They keep all arithmetic exact: `SIZE_MAX * PRICE_MAX` and
 * `ORDER_COUNT_MAX * SIZE_MAX` are both below 2^53, and a size fits a 32-bit word.
 */

/** Lowest price, in hundredths: 1.01. */
export const PRICE_MIN = 101;
/** Highest price, in hundredths: 10,000.00. */
export const PRICE_MAX = 1_000_000;
/** Largest size of an order, in minor units. */
export const SIZE_MAX = 1_000_000_000;
/** Most orders live at the same time in one matcher. */
export const ORDER_COUNT_MAX = 2 ** 23;
/** Most pairs of account and open market that one matcher holds. */
export const POSITION_COUNT_MAX = 2 ** 24;
/** Most markets one matcher creates in its life: a closed market keeps its description. */
export const MARKET_COUNT_MAX = 2 ** 20;
/** Most runners of all unfinished markets together. */
export const BOOK_COUNT_MAX = 2 ** 20;
/** Most runners of one market. */
export const RUNNER_COUNT_MAX = 1_000;
/** Largest runnerId. */
export const RUNNER_ID_MAX = 2 ** 31 - 1;
/** Largest account number. */
export const ACCOUNT_MAX = 2 ** 31 - 1;
/** Longest name of a market or a runner, in UTF-16 units. */
export const NAME_LENGTH_MAX = 200;
/** Most bands of a custom price ladder. */
export const BAND_COUNT_MAX = 1_000;

/** Most holdings at the same time: an account in a market has one for each of its runners. Four GiB with record 0, which is none. */
export const HOLDING_COUNT_MAX = 2 ** 27 - 1;
/**
 * Most trades kept at the same time, those of markets with money that are not settled for good; all trades of one order
 * count as one more.
 */
export const TRADE_COUNT_MAX = 2 ** 24;
/** Most accounts that were opened. */
export const OPENED_ACCOUNT_COUNT_MAX = 2 ** 22;
/** Largest deposit, withdrawal and limit, in minor units. */
export const AMOUNT_MAX = 10 ** 12;
/** Most money of one currency, in minor units: a hundred times that, in which liabilities are counted, is below 2^52. */
export const MONEY_MAX = 4 * 10 ** 13;
/** Rates are hundredths of a percent. */
export const RATE_MAX = 10_000;
/** Longest bet delay, in ms. */
export const BET_DELAY_MAX_MS = 60_000;
/** Shortest and longest time for a sign of life, in ms. */
export const HEARTBEAT_MIN_MS = 1_000;
export const HEARTBEAT_MAX_MS = 3_600_000;
/** Positions of settled markets that are kept so that a result can be corrected; the oldest markets give way. */
export const SETTLED_POSITION_COUNT_MAX = 1_000_000;
/** A latest time of everything that names one, in ms since 1970: the last that a date can be. */
export const TIME_MAX_MS = 8.64e15;
