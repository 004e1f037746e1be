import type { MarketDefinition, PriceSize, Side } from '@backlay/contracts';
import type { PriceLevels } from './price-levels.js';

/** Best levels of each side and runner; Infinity for all. */
export type Depth = number;

/** The prices of a runner at this moment. */
export interface LiveRunner {
  readonly runnerId: number;
  /** Resting orders of each side. */
  readonly BACK: PriceLevels;
  readonly LAY: PriceLevels;
  readonly traded: PriceLevels;
  lastPrice: number | null;
  totalMatched: number;
}

/** One level after a change. */
export interface TouchedLevel {
  /** Place of the runner in the list. */
  readonly runner: number;
  readonly side: Side;
  readonly price: number;
  readonly sizeBefore: number;
  readonly size: number;
}

/** What a view shows of a market. */
export interface ViewedMarket {
  readonly marketId: number;
  readonly definition: MarketDefinition;
  readonly runners: readonly LiveRunner[];
  readonly totalMatched: number;
}

/** The best levels of a side: one backs at the highest price at which somebody lays, and lays at the lowest of those who back. */
export function bestOf(runner: LiveRunner, side: Side, depth: Depth): PriceSize[] {
  return side === 'LAY' ? runner.LAY.highest(depth) : runner.BACK.lowest(depth);
}
