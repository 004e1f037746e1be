export { checksumAfter, levelChecksum } from './book-checksum.js';
export * from './feed-messages.js';
export type * from './feed-requests.js';
export { orderAfter } from './order-after.js';
