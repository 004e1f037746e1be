export type { MarketCopy, RunnerCopy } from './copy/market-copy.js';
export type { PriceLevels } from './copy/price-levels.js';
export { BACK_OFF, type BackOffSettings } from './back-off.js';
export type { SocketOperation, SocketRoute } from './commands/command-route.js';
export type { CommandSender } from './commands/command-sender.js';
export { CommandSocket, type CommandSocketOptions, type CommandsWelcome } from './commands/command-socket.js';
export { CommandSocketClosedError, CommandSocketFullError, NotSentError } from './commands/errors.js';
export {
  FeedClosedError,
  FeedError,
  FeedKeyError,
  FeedLostError,
  FeedRefusedError,
  FeedTimeoutError,
} from './feed/errors.js';
export { FeedClient, type FeedClientOptions, type FeedState } from './feed/feed-client.js';
export type { MarketsChanged, MarketsWanted, MarketSubscription } from './feed/market-subscription.js';
export type { OrdersWanted, OrderSubscription } from './feed/order-subscription.js';
export type {
  Account,
  AccountSettings,
  CashOutQuote,
  MarketStake,
  Money,
  Position,
} from './rest/account-answers.js';
export type {
  CashOutWish,
  OrdersPageWanted,
  PageWanted,
  SupposedOrder,
  TradesPageWanted,
} from './rest/account-desk.js';
export type { FetchAnswer, FetchLike, FetchRequest } from './rest/fetch-like.js';
export type { SettledOrder, SettlementSums, StatementLine, Trade } from './rest/ledger-answers.js';
export type { Book, Market, MarketStep, RunnerBook } from './rest/market-answers.js';
export type {
  Candle,
  ConsumerPosition,
  MarketSummary,
  Page,
  PriceVolume,
  TapeTrade,
} from './rest/market-data-answers.js';
export type { CandlesWanted, Depth, TapeWanted } from './rest/market-desk.js';
export {
  NO_CURRENCY,
  type Declaration,
  type MarketLimits,
  type NewMarket,
  type NewSettings,
} from './rest/market-requests.js';
export type {
  BatchProblem,
  CancelAll,
  Order,
  Outcome,
  PlacedOrder,
  ReplacedOrder,
} from './rest/order-answers.js';
export { BATCH_ORDERS_MAX } from './rest/order-desk.js';
export type { Named, NewOrder, OrderCancel, OrderReplacement, SelfMatchRule } from './rest/order-requests.js';
export { NoAnswerError, ProblemError, type FieldProblem, type Problem } from './rest/problem-error.js';
export { AnswerError, type Reader } from './rest/reading.js';
export type { TradingClientOptions } from './rest/rest-access.js';
export { RETRY, type RetrySettings } from './rest/retry.js';
export { TradingClient, type Payment, type Removal } from './rest/trading-client.js';
export type { ConnectionState } from './socket/kept-connection.js';
export type { WebSocketFactory, WebSocketLike } from './socket/web-socket.js';
export {
  formatExact,
  formatHundredths,
  formatPrice,
  formatSize,
  parseExact,
  parseHundredths,
  parsePrice,
  parseSignedHundredths,
  parseSize,
} from './units/decimal.js';
export { TickLadder } from './units/tick-ladder.js';
