const KIB = 1024;
/** Body limit of every operation that does not say otherwise, in bytes. */
export const BODY_BYTES_MAX = 64 * KIB;
/** Body limit of batches: 200 orders with the longest ids fit more than twice. */
export const BATCH_BODY_BYTES_MAX = 256 * KIB;
/** Body limit of new markets: 1,000 runners with names of 200 characters. */
export const MARKET_BODY_BYTES_MAX = 1024 * KIB;
