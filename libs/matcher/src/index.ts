export * from './command.js';
export * from './event.js';
export { EventBuffer } from './event-buffer.js';
export { CHAIN_START, nextChain } from './event-digest.js';
export * from './limits.js';
export { Matcher, type MatcherOptions } from './matcher.js';
export { MarketStatus } from './market/market-status.js';
export type { MarketView, Runner } from './market/market-view.js';
export { ORDER_PLACES, placeOfOrder } from './order/order-id.js';
export type { OrderView } from './order/order-view.js';
export type { DepthLevel } from './book/depth-level.js';
export type { LadderDefinition, PriceBand } from './price-ladder/ladder-definition.js';
export { NO_TICK, PriceLadder } from './price-ladder/price-ladder.js';
export { REJECT_REASONS, RejectReason, type RejectReasonDescription } from './reject-reason.js';
export { Side } from './side.js';
export {
  SNAPSHOT_BLOCKS,
  SNAPSHOT_VERSION,
  type Snapshot,
  type SnapshotBlock,
  type SnapshotHeader,
  type SnapshotMarket,
} from './snapshot.js';
