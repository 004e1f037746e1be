export { ByteReader } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export { EVENT_FORMAT_VERSION, EventFormatError, EventGroupEncoder, decodeEventGroups } from './codec.js';
export type { EventGroup } from './event-group.js';
export * from './events.js';
export {
  ExchangeEventCodec,
  type SequencedEvent,
  type SequencedExchangeEvent,
} from './exchange-event-codec.js';
export type { Side } from './side.js';
export { SOCKET_CLOSE, type SocketCloseReason } from './socket-close.js';
export { eventStreamKey } from './stream.js';
export { marketIdOf } from './event-market.js';
export * from './feed/index.js';
export { MARKET_STATUSES, marketStatusAfter, type MarketStatus } from './market-status.js';
