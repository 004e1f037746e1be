import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { MarketStatus } from './market-status.js';
import type { MarketView, Runner } from './market-view.js';

/** The description of a market, kept for ever; what an unfinished market needs besides is in its line. */
export class Market implements MarketView {
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly createdSequence: number;
  readonly createdAtMs: number;
  status = MarketStatus.INACTIVE;
  /** Its line, see market-layout.ts; 0 once it is closed. */
  line: number;

  constructor(description: Omit<MarketView, 'status'>, line: number) {
    this.marketId = description.marketId;
    this.name = description.name;
    this.runners = Object.freeze(
      description.runners.map(({ runnerId, name }) => Object.freeze({ runnerId, name })),
    );
    this.ladder = copyOf(description.ladder);
    this.createdSequence = description.createdSequence;
    this.createdAtMs = description.createdAtMs;
    this.line = line;
  }
}

function copyOf(ladder: LadderDefinition): LadderDefinition {
  if (ladder.kind !== 'CUSTOM') return Object.freeze({ kind: ladder.kind });
  const bands = ladder.bands.map(({ from, to, step }) => Object.freeze({ from, to, step }));
  return Object.freeze({ kind: ladder.kind, bands: Object.freeze(bands) });
}
