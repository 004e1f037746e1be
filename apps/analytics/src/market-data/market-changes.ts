import {
  marketStatusAfter,
  type ExchangeEvent,
  type MarketCreated,
  type MarketDefinition,
  type MarketStatus,
  type RunnerDefinition,
  type RunnerResult,
} from '@backlay/contracts';

/** The currency of a market without money. */
export const NO_CURRENCY = 'XXX';

/** What an event makes other of a market. What is left out stays as it is. */
export interface MarketChange {
  readonly marketId: number;
  readonly market?: MarketPatch;
  readonly removed?: Pick<RunnerDefinition, 'runnerId' | 'reductionFactor'>;
  /** How runners came in; null takes back what all runners of the market had. */
  readonly results?: readonly { readonly runnerId: number; readonly result: RunnerResult }[] | null;
}

export interface MarketPatch {
  readonly status?: MarketStatus;
  readonly inPlay?: boolean;
  readonly version?: number;
  readonly startTimeMs?: number;
}

/** A market as it is created; one without money has the rules of one that costs nothing. */
export function createdDefinition({
  name,
  runners,
  ladder,
  rules,
}: Pick<MarketCreated, 'name' | 'runners' | 'ladder' | 'rules'>): MarketDefinition {
  return {
    name,
    fixture: rules?.fixture ?? '',
    status: 'INACTIVE',
    inPlay: false,
    version: 0,
    currency: rules?.currency ?? NO_CURRENCY,
    kind: rules?.kind ?? 'WIN',
    winners: rules?.winnerCount ?? 1,
    startTimeMs: rules?.startTimeMs ?? 0,
    baseRate: rules?.baseRate ?? 0,
    betDelayMs: rules?.betDelayMs ?? 0,
    ladder,
    runners: runners.map(({ runnerId, name: runnerName }) => ({
      runnerId,
      name: runnerName,
      status: 'ACTIVE',
      reductionFactor: 0,
    })),
  };
}

/** What an event makes other of a market that is there; undefined when it is nothing. */
export function marketChangeOf(event: ExchangeEvent): MarketChange | undefined {
  const status = marketStatusAfter(event.type);
  const patch: MarketPatch = status === undefined ? {} : { status };
  switch (event.type) {
    case 'market.opened':
    case 'market.suspended':
    case 'market.resumed':
    case 'market.closed':
      return { marketId: event.marketId, market: patch };
    case 'market.turned-in-play':
      return { marketId: event.marketId, market: { inPlay: true } };
    case 'market.start-changed':
      return { marketId: event.marketId, market: { startTimeMs: event.startTimeMs } };
    case 'market.version-changed':
      return { marketId: event.marketId, market: { version: event.version } };
    case 'runner.removed':
      return { marketId: event.marketId, removed: event };
    case 'market.settled':
      return { marketId: event.marketId, market: patch, results: event.results };
    case 'market.settlement-reversed':
    case 'market.voided':
      return { marketId: event.marketId, market: patch, results: null };
    default:
      return undefined;
  }
}
