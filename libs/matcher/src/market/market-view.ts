import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import type { MarketStatus } from './market-status.js';

/** One possible answer of a market. */
export interface Runner {
  readonly runnerId: number;
  readonly name: string;
}

/** What is known of a market, also after it has closed. `status` is the current one whenever it is read. */
export interface MarketView {
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly status: MarketStatus;
  /** Sequence and time of the command that created the market. */
  readonly createdSequence: number;
  readonly createdAtMs: number;
}
