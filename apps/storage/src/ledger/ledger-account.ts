/*
 * Names of ledger accounts. What is held for others and for the exchange itself is at or above zero; `external` is below by as
 * much: it is what the outside world has paid in and not got back.
 */

/** The money of an exchange account. */
export const accountMoney = (accountId: string): string => `account:${accountId}`;
/** Where money comes from and goes to. */
export const outsideWorld = (currency: string): string => `external:${currency}`;
/** What a market takes from losers and gives to winners: empty before and after every settlement. */
export const marketClearing = (marketId: number): string => `market:${marketId}`;
/** What the exchange has earned. */
export const commissionOf = (currency: string): string => `commission:${currency}`;
/** What rounding down has left over. */
export const roundingOf = (currency: string): string => `rounding:${currency}`;
