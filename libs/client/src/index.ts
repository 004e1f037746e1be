export type { MarketCopy, RunnerCopy } from './copy/market-copy.js';
export type { PriceLevels } from './copy/price-levels.js';
export { BACK_OFF, type BackOffSettings } from './feed/back-off.js';
export {
  FeedClosedError,
  FeedError,
  FeedKeyError,
  FeedLostError,
  FeedRefusedError,
  FeedTimeoutError,
} from './feed/errors.js';
export { FeedClient, type FeedClientOptions } from './feed/feed-client.js';
export type { FeedState } from './feed/feed-connection.js';
export type { MarketsChanged, MarketsWanted, MarketSubscription } from './feed/market-subscription.js';
export type { OrdersWanted, OrderSubscription } from './feed/order-subscription.js';
export type { WebSocketFactory, WebSocketLike } from './feed/web-socket.js';
