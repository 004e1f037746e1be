import type { ExchangeEvent } from '@backlay/contracts';
import { EventKind, type Matcher, type MatcherEvent } from '@backlay/matcher';
import { RESULTS, wireRules } from './wire-names.js';

const KINDS = [
  EventKind.MarketCreated,
  EventKind.MarketOpened,
  EventKind.MarketSuspended,
  EventKind.MarketResumed,
  EventKind.MarketClosed,
  EventKind.MarketTurnedInPlay,
  EventKind.MarketStartChanged,
  EventKind.MarketVersionChanged,
  EventKind.RunnerRemoved,
  EventKind.MarketSettled,
  EventKind.MarketSettlementReversed,
  EventKind.MarketVoided,
] as const;

type MarketMatcherEvent = Extract<MatcherEvent, { readonly kind: (typeof KINDS)[number] }>;

export function isMarketEvent(event: MatcherEvent): event is MarketMatcherEvent {
  return (KINDS as readonly EventKind[]).includes(event.kind);
}

/** An event of a market as the rest of the world gets it; what the event does not carry is in the market. */
export function marketEvent(event: MarketMatcherEvent, matcher: Matcher): ExchangeEvent {
  const { marketId } = event;
  const market = matcher.market(marketId);
  if (market === undefined) throw new Error(`market ${marketId} has an event and is not there`);
  const currency = market.rules?.currency ?? '';
  switch (event.kind) {
    case EventKind.MarketCreated: {
      const { name, runners, ladder, rules } = market;
      const created = { type: 'market.created', marketId, name, runners, ladder } as const;
      return rules === undefined ? created : { ...created, rules: wireRules(rules) };
    }
    case EventKind.MarketOpened:
      return { type: 'market.opened', marketId };
    case EventKind.MarketSuspended:
      return { type: 'market.suspended', marketId };
    case EventKind.MarketResumed:
      return { type: 'market.resumed', marketId };
    case EventKind.MarketClosed:
      return { type: 'market.closed', marketId };
    case EventKind.MarketTurnedInPlay:
      return { type: 'market.turned-in-play', marketId };
    case EventKind.MarketStartChanged:
      return { type: 'market.start-changed', marketId, startTimeMs: market.startTimeMs };
    case EventKind.MarketVersionChanged: {
      const { version, materialVersion } = event;
      return { type: 'market.version-changed', marketId, version, materialVersion };
    }
    case EventKind.RunnerRemoved: {
      const { runnerId, reductionFactor } = event;
      return { type: 'runner.removed', marketId, runnerId, reductionFactor };
    }
    case EventKind.MarketSettled: {
      const { commission, rounding } = event;
      const { results = [], tied = [] } = market.declaration ?? {};
      const named = results.map(({ runnerId, result }) => ({ runnerId, result: RESULTS[result] }));
      return { type: 'market.settled', marketId, currency, results: named, tied, commission, rounding };
    }
    case EventKind.MarketSettlementReversed: {
      const { commission, rounding } = event;
      return { type: 'market.settlement-reversed', marketId, currency, commission, rounding };
    }
    case EventKind.MarketVoided:
      return { type: 'market.voided', marketId };
  }
}
