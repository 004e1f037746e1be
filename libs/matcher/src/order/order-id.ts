/** orderId = generation * ORDER_PLACES + place; so a fresh pool counts 1, 2, 3 ... */
export const ORDER_PLACES = 2 ** 26;

const PLACE_MASK = ORDER_PLACES - 1;

/**
 * The place of an order in the matcher's pool: small, at least 1, and at any time that of one live order at most. Gives
 * some place for whatever number that is no orderId.
 */
export function placeOfOrder(orderId: number): number {
  // The bits are those of the number modulo 2^32, of which the number of places is a divisor.
  return orderId & PLACE_MASK;
}
