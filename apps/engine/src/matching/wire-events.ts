import type { ExchangeEvent } from '@backlay/contracts';
import { EventKind, type EventBuffer, type Matcher, type MatcherEvent } from '@backlay/matcher';
import type { AccountDirectory } from './account-directory.js';
import { accountEvent, isAccountEvent } from './wire-account-events.js';
import { isMarketEvent, marketEvent } from './wire-market-events.js';
import { persistenceName, timeInForceName, wireSide } from './wire-names.js';

/** What the mapping has to look up: numbers mean nothing outside the engine. */
export interface WireEventSources {
  readonly events: EventBuffer;
  readonly accounts: AccountDirectory;
  /** As the command left it. */
  readonly matcher: Matcher;
}

/**
 * The matcher's event at `index` as the rest of the world gets it, when it is none of the frequent kinds that `OrderEvents`
 * has: accounts by id, sides and reasons by name.
 */
export function rarerEvent(sources: WireEventSources, index: number): ExchangeEvent {
  const { events, accounts, matcher } = sources;
  const event = events.at(index);
  if (isMarketEvent(event)) return marketEvent(event, matcher);
  if (isAccountEvent(event)) return accountEvent(event, sources);
  switch (event.kind) {
    case EventKind.TradeVoided:
    case EventKind.TradeReduced:
      return tradeChange(event, sources);
    case EventKind.OrderTermsSet: {
      const { minFillSize, goodTillMs } = event;
      return {
        type: 'order.terms-set',
        ...orderFacts(events, index, accounts),
        persistence: persistenceName(event.persistence),
        timeInForce: timeInForceName(event.timeInForce),
        minFillSize,
        goodTillMs,
      };
    }
    case EventKind.OrderDelayed:
      return { type: 'order.delayed', ...orderFacts(events, index, accounts), releaseMs: event.releaseMs };
    case EventKind.OrderReleased:
      return {
        type: 'order.released',
        ...orderFacts(events, index, accounts),
        sizeRemaining: event.sizeRemaining,
      };
    case EventKind.OrderRepriced: {
      const { priceBefore, sizeRemaining } = event;
      return { type: 'order.repriced', ...orderFacts(events, index, accounts), priceBefore, sizeRemaining };
    }
    default:
      throw new Error(`an event of the kind ${EventKind[event.kind]} has no form for others`);
  }
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

type TradeChanged = Extract<MatcherEvent, { readonly trade: number }>;

function tradeChange(event: TradeChanged, { accounts, matcher }: WireEventSources): ExchangeEvent {
  const name = matcher.tradeName(event.trade);
  if (name === undefined) throw new Error(`trade ${event.trade} was changed and is not there`);
  const change = {
    marketId: event.marketId,
    runnerId: event.runnerId,
    tradeSequence: name.sequence,
    tradeIndex: name.index,
    price: event.price,
    size: event.size,
    makerOrderId: event.makerOrderId,
    makerAccountId: accounts.accountIdOf(event.makerAccount),
    takerOrderId: event.takerOrderId,
    takerAccountId: accounts.accountIdOf(event.takerAccount),
    takerSide: wireSide(event.takerSide),
  };
  return event.kind === EventKind.TradeVoided
    ? { type: 'trade.voided', ...change }
    : { type: 'trade.reduced', ...change, priceBefore: event.priceBefore };
}
