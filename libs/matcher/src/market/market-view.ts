import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import type { ResultDeclaration } from '../settlement/result.js';
import type { BettingRules } from './betting-rules.js';
import type { MarketStatus } from './market-status.js';

/** One possible answer of a market. */
export interface Runner {
  readonly runnerId: number;
  readonly name: string;
}

/** A runner that left, and by how much the others were reduced for it. */
export interface RemovedRunner {
  readonly runnerId: number;
  /** Hundredths of a percent. */
  readonly reductionFactor: number;
}

/** What is known of a market, also after it has closed. What changes is the current value whenever it is read. */
export interface MarketView {
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly status: MarketStatus;
  /** Sequence and time of the command that created the market. */
  readonly createdSequence: number;
  readonly createdAtMs: number;
  /** Undefined in a market without money, which has none of what follows. */
  readonly rules: BettingRules | undefined;
  /** The one of the rules, or what it was changed to. */
  readonly startTimeMs: number;
  readonly inPlay: boolean;
  /** Grows with every change of the market, from 1. */
  readonly version: number;
  /** The version since which an order must have been made. */
  readonly materialVersion: number;
  readonly removed: readonly RemovedRunner[];
  /** What it was settled by; undefined before. */
  readonly declaration: ResultDeclaration | undefined;
}
