import { ACCOUNT_MAX, PRICE_MAX, PRICE_MIN, SIZE_MAX } from './limits.js';

// Constants of this module: V8 folds them into the code, imported ones it loads each time.
const [PRICE_LOWEST, PRICE_HIGHEST, SIZE_HIGHEST, ACCOUNT_HIGHEST] = [
  PRICE_MIN,
  PRICE_MAX,
  SIZE_MAX,
  ACCOUNT_MAX,
];

// `(value | 0) === value` is true for the whole numbers of 32 bits and for nothing else: no fraction, no NaN.

/** A whole number of hundredths that a price may be, on whatever ladder. */
export function isPrice(price: number): boolean {
  return (price | 0) === price && price >= PRICE_LOWEST && price <= PRICE_HIGHEST;
}

/** A whole, positive number of minor units that an order may be of. */
export function isSize(size: number): boolean {
  return (size | 0) === size && size > 0 && size <= SIZE_HIGHEST;
}

/** A number that a caller may have made for an account. */
export function isAccount(account: number): boolean {
  return (account | 0) === account && account >= 0 && account <= ACCOUNT_HIGHEST;
}
