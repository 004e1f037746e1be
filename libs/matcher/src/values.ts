import { ACCOUNT_MAX, PRICE_MAX, PRICE_MIN, SIZE_MAX } from './limits.js';

// `(value | 0) === value` is true for the whole numbers of 32 bits and for nothing else: no fraction, no NaN.

/** A whole number of hundredths that a price may be, on whatever ladder. */
export function isPrice(price: number): boolean {
  return (price | 0) === price && price >= PRICE_MIN && price <= PRICE_MAX;
}

/** A whole, positive number of minor units that an order may be of. */
export function isSize(size: number): boolean {
  return (size | 0) === size && size > 0 && size <= SIZE_MAX;
}

/** A number that a caller may have made for an account. */
export function isAccount(account: number): boolean {
  return (account | 0) === account && account >= 0 && account <= ACCOUNT_MAX;
}
