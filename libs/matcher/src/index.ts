export { ACCOUNT_SETTINGS_DEFAULT, SelfMatch, type AccountSettings } from './account/account-settings.js';
export type { AccountView, HoldingView, HouseView, MarketPosition } from './account/account-view.js';
export * from './command.js';
export * from './event.js';
export { EventBuffer } from './event-buffer.js';
export { CHAIN_START, nextChain } from './event-digest.js';
export * from './limits.js';
export { Matcher, type MatcherOptions } from './matcher.js';
export {
  BetDelayModel,
  MarketKind,
  NO_LIMITS,
  type BettingRules,
  type MarketLimits,
} from './market/betting-rules.js';
export { MarketStatus } from './market/market-status.js';
export type { MarketView, RemovedRunner, Runner } from './market/market-view.js';
export type { CashOutQuote } from './order/order-desk.js';
export { ORDER_PLACES, placeOfOrder } from './order/order-id.js';
export { PLAIN_TERMS, Persistence, TargetKind, TimeInForce, type OrderTerms } from './order/order-terms.js';
export type { OrderView, QueuePlace } from './order/order-view.js';
export type { DepthLevel } from './book/depth-level.js';
export type { LadderDefinition, PriceBand } from './price-ladder/ladder-definition.js';
export { NO_TICK, PriceLadder } from './price-ladder/price-ladder.js';
export { REJECT_REASONS, RejectReason, type RejectReasonDescription } from './reject-reason.js';
export { commissionOn } from './settlement/payment.js';
export { RunnerResult, type ResultDeclaration } from './settlement/result.js';
export { Side } from './side.js';
export type { TradeName } from './trade/trades.js';
export {
  SNAPSHOT_BLOCKS,
  SNAPSHOT_VERSION,
  type Snapshot,
  type SnapshotBlock,
  type SnapshotHeader,
  type SnapshotMarket,
} from './snapshot.js';
