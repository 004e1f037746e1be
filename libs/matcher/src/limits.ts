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
