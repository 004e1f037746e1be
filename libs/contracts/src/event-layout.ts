import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import {
  EXCHANGE_EVENT_TYPES,
  type CancelReason,
  type ExchangeEvent,
  type ExchangeEventType,
  type LapseReason,
  type MarketCreated,
  type OrderCancelled,
  type OrderLapsed,
  type OrderMatched,
  type OrderPlaced,
  type TradeEvent,
} from './events.js';
import type { Side } from './side.js';

const CODES = new Map<ExchangeEventType, number>(
  EXCHANGE_EVENT_TYPES.map((type, index) => [type, index + 1]),
);
const CANCEL_REASONS: readonly CancelReason[] = [
  'REQUESTED',
  'CANCEL_ALL',
  'REPLACED',
  'NOT_FILLED',
  'SELF_MATCH',
  'ACCOUNT_STOPPED',
  'HEARTBEAT_MISSED',
];
const LAPSE_REASONS: readonly LapseReason[] = [
  'MARKET_CLOSED',
  'TURNED_IN_PLAY',
  'MARKET_SUSPENDED',
  'RUNNER_REMOVED',
  'EXPIRED',
  'MARKET_VOIDED',
  'MARKET_VERSION',
  'FUNDS_SHORT',
];
const SIDES: readonly Side[] = ['BACK', 'LAY'];

/** Writes one event: its type code, then its fields. The events that make the volume are packed, the rare ones are JSON. */
export function writeEvent(writer: ByteWriter, event: ExchangeEvent): void {
  writer.u8(CODES.get(event.type) ?? 0);
  switch (event.type) {
    case 'order.placed':
      writeOrderFact(writer, event);
      writer.u32(event.size);
      writer.f64(event.replacesOrderId);
      return;
    case 'order.matched':
      writeMatched(writer, event);
      return;
    case 'order.cancelled':
      writeOrderFact(writer, event);
      writer.u32(event.sizeCancelled);
      writer.u32(event.sizeRemaining);
      writer.u8(CANCEL_REASONS.indexOf(event.reason));
      return;
    case 'order.lapsed':
      writeOrderFact(writer, event);
      writer.u32(event.sizeLapsed);
      writer.u8(LAPSE_REASONS.indexOf(event.reason));
      return;
    case 'market.created':
      writer.u32(event.marketId);
      writer.text(JSON.stringify(descriptionOf(event)));
      return;
    case 'command.rejected':
      writer.shortName(event.command);
      writer.shortName(event.reason);
      writer.u32(event.marketId);
      writer.shortName(event.accountId);
      return;
    case 'market.opened':
    case 'market.suspended':
    case 'market.resumed':
    case 'market.closed':
      writer.u32(event.marketId);
      return;
    case 'trade.voided':
    case 'trade.reduced':
      writeTradeChange(writer, event);
      return;
    default: {
      const { type: _, ...fields } = event;
      writer.text(JSON.stringify(fields));
    }
  }
}

/**
 * Reads one event where the reader stands.
 * @throws RangeError on an unknown type code or reason, or when the bytes end too soon
 */
export function readEvent(reader: ByteReader): ExchangeEvent {
  const code = reader.u8();
  const type = EXCHANGE_EVENT_TYPES[code - 1];
  switch (type) {
    case 'order.placed':
      return readPlaced(reader);
    case 'order.matched':
      return readMatched(reader);
    case 'order.cancelled':
      return readCancelled(reader);
    case 'order.lapsed':
      return readLapsed(reader);
    case 'market.created':
      return readMarketCreated(reader);
    case 'command.rejected':
      return {
        type,
        command: reader.shortName(),
        reason: reader.shortName(),
        marketId: reader.u32(),
        accountId: reader.shortName(),
      };
    case 'market.opened':
    case 'market.suspended':
    case 'market.resumed':
    case 'market.closed':
      return { type, marketId: reader.u32() };
    case 'trade.voided':
    case 'trade.reduced':
      return readTradeChange(reader, type);
    case undefined:
      throw new RangeError(`unknown event code ${code}`);
    default:
      return { type, ...(JSON.parse(reader.text()) as object) } as ExchangeEvent;
  }
}

/** Without `rules` a market has the text that it always had. */
function descriptionOf({ name, runners, ladder, rules }: MarketCreated): object {
  return rules === undefined ? { name, runners, ladder } : { name, runners, ladder, rules };
}

type OrderFact = Pick<OrderPlaced, 'orderId' | 'accountId' | 'marketId' | 'runnerId' | 'side' | 'price'>;

function writeOrderFact(writer: ByteWriter, fact: OrderFact): void {
  writer.f64(fact.orderId);
  writer.u32(fact.marketId);
  writer.u32(fact.runnerId);
  writer.u8(SIDES.indexOf(fact.side));
  writer.u32(fact.price);
  writer.shortName(fact.accountId);
}

function writeMatched(writer: ByteWriter, event: OrderMatched): void {
  writer.u32(event.marketId);
  writer.u32(event.runnerId);
  writer.u32(event.price);
  writer.u32(event.size);
  writer.f64(event.makerOrderId);
  writer.u32(event.makerSizeRemaining);
  writer.f64(event.takerOrderId);
  writer.u32(event.takerSizeRemaining);
  writer.u8(SIDES.indexOf(event.takerSide));
  writer.shortName(event.makerAccountId);
  writer.shortName(event.takerAccountId);
}

/** Of a voided trade the price stands twice. */
function writeTradeChange(writer: ByteWriter, event: TradeEvent): void {
  writer.u32(event.marketId);
  writer.u32(event.runnerId);
  writer.f64(event.tradeSequence);
  writer.u32(event.tradeIndex);
  writer.u32(event.type === 'trade.reduced' ? event.priceBefore : event.price);
  writer.u32(event.price);
  writer.u32(event.size);
  writer.f64(event.makerOrderId);
  writer.f64(event.takerOrderId);
  writer.u8(SIDES.indexOf(event.takerSide));
  writer.shortName(event.makerAccountId);
  writer.shortName(event.takerAccountId);
}

/*
 * Each reader builds its event in one literal, fields in the order they were written: one hidden class per event type,
 * and no copy on the way.
 */

function readPlaced(reader: ByteReader): OrderPlaced {
  const orderId = reader.f64();
  const marketId = reader.u32();
  const runnerId = reader.u32();
  const side = pick(SIDES, reader.u8(), 'side');
  const price = reader.u32();
  const accountId = reader.shortName();
  const size = reader.u32();
  const replacesOrderId = reader.f64();
  return { type: 'order.placed', orderId, accountId, marketId, runnerId, side, price, size, replacesOrderId };
}

function readMatched(reader: ByteReader): OrderMatched {
  return {
    type: 'order.matched',
    marketId: reader.u32(),
    runnerId: reader.u32(),
    price: reader.u32(),
    size: reader.u32(),
    makerOrderId: reader.f64(),
    makerSizeRemaining: reader.u32(),
    takerOrderId: reader.f64(),
    takerSizeRemaining: reader.u32(),
    takerSide: pick(SIDES, reader.u8(), 'side'),
    makerAccountId: reader.shortName(),
    takerAccountId: reader.shortName(),
  };
}

function readCancelled(reader: ByteReader): OrderCancelled {
  const orderId = reader.f64();
  const marketId = reader.u32();
  const runnerId = reader.u32();
  const side = pick(SIDES, reader.u8(), 'side');
  const price = reader.u32();
  const accountId = reader.shortName();
  const sizeCancelled = reader.u32();
  const sizeRemaining = reader.u32();
  const reason = pick(CANCEL_REASONS, reader.u8(), 'cancel reason');
  return {
    type: 'order.cancelled',
    orderId,
    accountId,
    marketId,
    runnerId,
    side,
    price,
    sizeCancelled,
    sizeRemaining,
    reason,
  };
}

function readLapsed(reader: ByteReader): OrderLapsed {
  const orderId = reader.f64();
  const marketId = reader.u32();
  const runnerId = reader.u32();
  const side = pick(SIDES, reader.u8(), 'side');
  const price = reader.u32();
  const accountId = reader.shortName();
  const sizeLapsed = reader.u32();
  const reason = pick(LAPSE_REASONS, reader.u8(), 'lapse reason');
  return { type: 'order.lapsed', orderId, accountId, marketId, runnerId, side, price, sizeLapsed, reason };
}

function readTradeChange(reader: ByteReader, type: TradeEvent['type']): TradeEvent {
  const marketId = reader.u32();
  const runnerId = reader.u32();
  const tradeSequence = reader.f64();
  const tradeIndex = reader.u32();
  const priceBefore = reader.u32();
  const price = reader.u32();
  const change = {
    marketId,
    runnerId,
    tradeSequence,
    tradeIndex,
    price,
    size: reader.u32(),
    makerOrderId: reader.f64(),
    takerOrderId: reader.f64(),
    takerSide: pick(SIDES, reader.u8(), 'side'),
    makerAccountId: reader.shortName(),
    takerAccountId: reader.shortName(),
  };
  return type === 'trade.voided' ? { type, ...change } : { type, ...change, priceBefore };
}

function readMarketCreated(reader: ByteReader): MarketCreated {
  const marketId = reader.u32();
  const described = JSON.parse(reader.text()) as Omit<MarketCreated, 'type' | 'marketId'>;
  return { type: 'market.created', marketId, ...described };
}

function pick<T>(values: readonly T[], code: number, what: string): T {
  const value = values[code];
  if (value === undefined) throw new RangeError(`unknown ${what} code ${code}`);
  return value;
}
