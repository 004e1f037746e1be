import type { MarketStatus } from '@backlay/contracts';

/** A market as the overview shows it. Money in minor units. */
export interface MarketLine {
  readonly marketId: number;
  readonly name: string;
  readonly fixture: string;
  readonly status: MarketStatus;
  readonly inPlay: boolean;
  /** 0 when not known. */
  readonly startTimeMs: number;
  readonly currency: string;
  readonly runnerCount: number;
}

/** Which markets are to be seen; `current` are all that are not over. */
export const MARKET_FILTERS = ['current', 'open', 'in-play', 'over'] as const;
export type MarketFilter = (typeof MARKET_FILTERS)[number];

/** The markets that a filter and a text leave: in-play first, then those that can be bet on by their start, then the others. */
export function selectMarkets<Line extends MarketLine>(
  markets: Iterable<Line>,
  { filter, search }: { readonly filter: MarketFilter; readonly search: string },
): Line[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return [...markets]
    .filter((market) => passes(market, filter) && hasWords(market, words))
    .sort((a, b) => rank(a) - rank(b) || startOf(a) - startOf(b) || b.marketId - a.marketId);
}

function passes({ status, inPlay }: MarketLine, filter: MarketFilter): boolean {
  switch (filter) {
    case 'current':
      return !isOver(status);
    case 'open':
      return status === 'OPEN';
    case 'in-play':
      return inPlay && isGoingOn(status);
    case 'over':
      return isOver(status);
  }
}

function hasWords({ name, fixture, marketId }: MarketLine, words: readonly string[]): boolean {
  const text = `${fixture} ${name} ${marketId}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

function isGoingOn(status: MarketStatus): boolean {
  return status === 'OPEN' || status === 'SUSPENDED';
}

function isOver(status: MarketStatus): boolean {
  return status === 'CLOSED' || status === 'SETTLED' || status === 'VOIDED';
}

function rank({ status, inPlay }: MarketLine): number {
  if (!isGoingOn(status)) return status === 'INACTIVE' ? 2 : 3;
  return inPlay ? 0 : 1;
}

function startOf({ startTimeMs }: MarketLine): number {
  return startTimeMs === 0 ? Number.MAX_SAFE_INTEGER : startTimeMs;
}
