import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import type { ResultDeclaration } from '../settlement/result.js';
import type { BettingRules } from './betting-rules.js';
import { MarketStatus } from './market-status.js';
import type { MarketView, RemovedRunner, Runner } from './market-view.js';

/** What a market is created with. */
export type MarketDescription = Pick<
  MarketView,
  'marketId' | 'name' | 'runners' | 'ladder' | 'createdSequence' | 'createdAtMs' | 'rules'
>;

/** The description of a market, kept for ever; what an unfinished market needs besides is in its line. */
export class Market implements MarketView {
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly createdSequence: number;
  readonly createdAtMs: number;
  readonly rules: BettingRules | undefined;
  status = MarketStatus.INACTIVE;
  startTimeMs: number;
  inPlay = false;
  version = 1;
  materialVersion = 1;
  readonly removed: RemovedRunner[] = [];
  declaration: ResultDeclaration | undefined = undefined;
  /** Its line, see market-layout.ts; 0 once nothing of it can change any more. */
  line: number;

  constructor(description: MarketDescription, line: number) {
    this.marketId = description.marketId;
    this.name = description.name;
    this.runners = Object.freeze(
      description.runners.map(({ runnerId, name }) => Object.freeze({ runnerId, name })),
    );
    this.ladder = copyOf(description.ladder);
    this.createdSequence = description.createdSequence;
    this.createdAtMs = description.createdAtMs;
    this.rules = description.rules && copyOfRules(description.rules);
    this.startTimeMs = this.rules?.startTimeMs ?? 0;
    this.line = line;
  }

  isRemoved(runnerId: number): boolean {
    return this.removed.some((runner) => runner.runnerId === runnerId);
  }
}

function copyOfRules({ limits, ...rules }: BettingRules): BettingRules {
  const { sizeMax, liabilityMax, exposureMax, orderCountMax } = limits;
  const copied = Object.freeze({ sizeMax, liabilityMax, exposureMax, orderCountMax });
  const { currency, kind, winnerCount, fixture, startTimeMs, baseRate, betDelayMs, betDelayModel } = rules;
  return Object.freeze({
    currency,
    kind,
    winnerCount,
    fixture,
    startTimeMs,
    baseRate,
    betDelayMs,
    betDelayModel,
    limits: copied,
  });
}

function copyOf(ladder: LadderDefinition): LadderDefinition {
  if (ladder.kind !== 'CUSTOM') return Object.freeze({ kind: ladder.kind });
  const bands = ladder.bands.map(({ from, to, step }) => Object.freeze({ from, to, step }));
  return Object.freeze({ kind: ladder.kind, bands: Object.freeze(bands) });
}
