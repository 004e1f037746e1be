import { EVENT_LAYOUT } from './event-layout.js';
import { EventKind, type MatcherEvent } from './event.js';
import type { Persistence, TimeInForce } from './order/order-terms.js';
import type { Side } from './side.js';

const {
  EVENT_AMOUNT_F64,
  EVENT_BALANCE_F64,
  EVENT_COMMISSION_F64,
  EVENT_DETAIL,
  EVENT_FACTOR,
  EVENT_MATERIAL_VERSION,
  EVENT_MIN_FILL_SIZE,
  EVENT_PERSISTENCE,
  EVENT_PRICE_BEFORE,
  EVENT_TIME_IN_FORCE,
  EVENT_TRADE,
  EVENT_UNTIL_F64,
  EVENT_VERSION,
} = EVENT_LAYOUT;

/** What is read of an event; see `EventBuffer`. */
interface EventColumns {
  kind(index: number): EventKind;
  sequence(index: number): number;
  marketId(index: number): number;
  runnerId(index: number): number;
  side(index: number): Side;
  price(index: number): number;
  size(index: number): number;
  orderId(index: number): number;
  account(index: number): number;
  sizeRemaining(index: number): number;
  makerOrderId(index: number): number;
  makerAccount(index: number): number;
  makerSizeRemaining(index: number): number;
  replacesOrderId(index: number): number;
  reason(index: number): number;
  word(index: number, field: number): number;
  double(index: number, field: number): number;
}

/** An event of a buffer as an object of its own, with the fields that event.ts says its kind has. */
export function eventObject(events: EventColumns, index: number): MatcherEvent {
  const kind = events.kind(index);
  const sequence = events.sequence(index);
  const marketId = events.marketId(index);
  switch (kind) {
    case EventKind.OrderMatched:
      return matched(events, index);
    case EventKind.TradeVoided:
    case EventKind.TradeReduced:
      return { kind, ...tradeFacts(events, index) };
    case EventKind.RunnerRemoved: {
      const runnerId = events.runnerId(index);
      return { kind, sequence, marketId, runnerId, reductionFactor: events.word(index, EVENT_FACTOR) };
    }
    case EventKind.MarketVersionChanged: {
      const version = events.word(index, EVENT_VERSION);
      return {
        kind,
        sequence,
        marketId,
        version,
        materialVersion: events.word(index, EVENT_MATERIAL_VERSION),
      };
    }
    case EventKind.MarketSettled:
    case EventKind.MarketSettlementReversed: {
      const rounding = events.double(index, EVENT_AMOUNT_F64);
      return { kind, sequence, marketId, commission: events.double(index, EVENT_COMMISSION_F64), rounding };
    }
    case EventKind.OrderPlaced:
    case EventKind.OrderCancelled:
    case EventKind.OrderLapsed:
    case EventKind.OrderTermsSet:
    case EventKind.OrderDelayed:
    case EventKind.OrderReleased:
    case EventKind.OrderRepriced:
      return orderObject(events, index, kind);
    default:
      return accountObject(events, index) ?? ({ kind, sequence, marketId } as MatcherEvent);
  }
}

type OrderKind =
  | EventKind.OrderPlaced
  | EventKind.OrderCancelled
  | EventKind.OrderLapsed
  | EventKind.OrderTermsSet
  | EventKind.OrderDelayed
  | EventKind.OrderReleased
  | EventKind.OrderRepriced;

function orderObject(events: EventColumns, index: number, kind: OrderKind): MatcherEvent {
  const facts = {
    sequence: events.sequence(index),
    marketId: events.marketId(index),
    runnerId: events.runnerId(index),
    orderId: events.orderId(index),
    account: events.account(index),
    side: events.side(index),
    price: events.price(index),
  };
  const size = events.size(index);
  const sizeRemaining = events.sizeRemaining(index);
  switch (kind) {
    case EventKind.OrderPlaced:
      return { kind, ...facts, size, replacesOrderId: events.replacesOrderId(index) };
    case EventKind.OrderCancelled:
      return { kind, ...facts, sizeCancelled: size, sizeRemaining, reason: events.reason(index) };
    case EventKind.OrderLapsed:
      return { kind, ...facts, sizeLapsed: size, reason: events.reason(index) };
    case EventKind.OrderTermsSet:
      return {
        kind,
        ...facts,
        persistence: events.word(index, EVENT_PERSISTENCE) as Persistence,
        timeInForce: events.word(index, EVENT_TIME_IN_FORCE) as TimeInForce,
        minFillSize: events.word(index, EVENT_MIN_FILL_SIZE),
        goodTillMs: events.double(index, EVENT_UNTIL_F64),
      };
    case EventKind.OrderDelayed:
      return { kind, ...facts, releaseMs: events.double(index, EVENT_UNTIL_F64) };
    case EventKind.OrderReleased:
      return { kind, ...facts, sizeRemaining };
    case EventKind.OrderRepriced:
      return { kind, ...facts, priceBefore: events.word(index, EVENT_PRICE_BEFORE), sizeRemaining: size };
  }
}

function accountObject(events: EventColumns, index: number): MatcherEvent | undefined {
  const kind = events.kind(index);
  const sequence = events.sequence(index);
  const account = events.account(index);
  const amount = events.double(index, EVENT_AMOUNT_F64);
  const balance = events.double(index, EVENT_BALANCE_F64);
  switch (kind) {
    case EventKind.FundsDeposited:
    case EventKind.FundsWithdrawn:
      return { kind, sequence, account, amount, balance };
    case EventKind.AccountSettled:
    case EventKind.SettlementReversed: {
      const marketId = events.marketId(index);
      const commission = events.double(index, EVENT_COMMISSION_F64);
      return { kind, sequence, marketId, account, profit: amount, commission, balance };
    }
    case EventKind.AccountOpened:
    case EventKind.AccountConfigured:
    case EventKind.AccountStopped:
    case EventKind.AccountResumed:
    case EventKind.HeartbeatSet:
    case EventKind.HeartbeatMissed:
      return { kind, sequence, account, detail: events.word(index, EVENT_DETAIL) };
    default:
      return undefined;
  }
}

function matched(events: EventColumns, index: number): MatcherEvent {
  return {
    kind: EventKind.OrderMatched,
    sequence: events.sequence(index),
    marketId: events.marketId(index),
    runnerId: events.runnerId(index),
    price: events.price(index),
    size: events.size(index),
    makerOrderId: events.makerOrderId(index),
    makerAccount: events.makerAccount(index),
    makerSizeRemaining: events.makerSizeRemaining(index),
    takerOrderId: events.orderId(index),
    takerAccount: events.account(index),
    takerSide: events.side(index),
    takerSizeRemaining: events.sizeRemaining(index),
  };
}

function tradeFacts(events: EventColumns, index: number) {
  return {
    sequence: events.sequence(index),
    marketId: events.marketId(index),
    runnerId: events.runnerId(index),
    trade: events.word(index, EVENT_TRADE),
    price: events.price(index),
    priceBefore: events.word(index, EVENT_PRICE_BEFORE),
    size: events.size(index),
    makerOrderId: events.makerOrderId(index),
    makerAccount: events.makerAccount(index),
    takerOrderId: events.orderId(index),
    takerAccount: events.account(index),
    takerSide: events.side(index),
  };
}
