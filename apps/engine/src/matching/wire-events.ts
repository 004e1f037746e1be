import type {
  CancelReason as WireCancelReason,
  ExchangeEvent,
  LapseReason as WireLapseReason,
  Side as WireSide,
} from '@backlay/contracts';
import {
  CancelReason,
  EventKind,
  LapseReason,
  Side,
  type EventBuffer,
  type MarketView,
} from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';

const CANCEL_REASONS: Readonly<Record<CancelReason, WireCancelReason>> = {
  [CancelReason.Requested]: 'REQUESTED',
  [CancelReason.CancelAll]: 'CANCEL_ALL',
  [CancelReason.Replaced]: 'REPLACED',
};

const LAPSE_REASONS: Readonly<Record<LapseReason, WireLapseReason>> = {
  [LapseReason.MarketClosed]: 'MARKET_CLOSED',
};

/** The side's name outside the matcher. */
export function wireSide(side: Side): WireSide {
  return side === Side.BACK ? 'BACK' : 'LAY';
}

/** The side behind a name. */
export function matcherSide(side: WireSide): Side {
  return side === 'BACK' ? Side.BACK : Side.LAY;
}

/** What the mapping has to look up: numbers mean nothing outside the engine. */
export interface WireEventSources {
  readonly events: EventBuffer;
  readonly accounts: AccountDirectory;
  market(marketId: number): MarketView | undefined;
}

/** The matcher's event at `index` as the rest of the world gets it: accounts by id, sides and reasons by name. */
export function wireEvent(sources: WireEventSources, index: number): ExchangeEvent {
  const { events, accounts } = sources;
  const marketId = events.marketId(index);
  const kind = events.kind(index);
  switch (kind) {
    case EventKind.MarketCreated:
      return marketCreated(sources.market(marketId), marketId);
    case EventKind.MarketOpened:
      return { type: 'market.opened', marketId };
    case EventKind.MarketSuspended:
      return { type: 'market.suspended', marketId };
    case EventKind.MarketResumed:
      return { type: 'market.resumed', marketId };
    case EventKind.MarketClosed:
      return { type: 'market.closed', marketId };
    case EventKind.OrderPlaced:
      return {
        type: 'order.placed',
        ...orderFacts(events, index, accounts),
        size: events.size(index),
        replacesOrderId: events.replacesOrderId(index),
      };
    case EventKind.OrderMatched:
      return orderMatched(events, index, accounts);
    case EventKind.OrderCancelled:
      return {
        type: 'order.cancelled',
        ...orderFacts(events, index, accounts),
        sizeCancelled: events.size(index),
        sizeRemaining: events.sizeRemaining(index),
        reason: CANCEL_REASONS[events.reason(index) as CancelReason],
      };
    case EventKind.OrderLapsed:
      return {
        type: 'order.lapsed',
        ...orderFacts(events, index, accounts),
        sizeLapsed: events.size(index),
        reason: LAPSE_REASONS[events.reason(index) as LapseReason],
      };
  }
}

function marketCreated(market: MarketView | undefined, marketId: number): ExchangeEvent {
  if (market === undefined) throw new Error(`market ${marketId} was created and is not there`);
  return {
    type: 'market.created',
    marketId,
    name: market.name,
    runners: market.runners,
    ladder: market.ladder,
  };
}

function orderFacts(events: EventBuffer, index: number, accounts: AccountDirectory) {
  return {
    orderId: events.orderId(index),
    accountId: accounts.accountIdOf(events.account(index)),
    marketId: events.marketId(index),
    runnerId: events.runnerId(index),
    side: wireSide(events.side(index)),
    price: events.price(index),
  };
}

function orderMatched(events: EventBuffer, index: number, accounts: AccountDirectory): ExchangeEvent {
  return {
    type: 'order.matched',
    marketId: events.marketId(index),
    runnerId: events.runnerId(index),
    price: events.price(index),
    size: events.size(index),
    makerOrderId: events.makerOrderId(index),
    makerAccountId: accounts.accountIdOf(events.makerAccount(index)),
    makerSizeRemaining: events.makerSizeRemaining(index),
    takerOrderId: events.orderId(index),
    takerAccountId: accounts.accountIdOf(events.account(index)),
    takerSide: wireSide(events.side(index)),
    takerSizeRemaining: events.sizeRemaining(index),
  };
}
