import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { NO_TICK, type PriceLadder } from '../price-ladder/price-ladder.js';
import { MarketStatus } from './market-status.js';
import type { MarketView, Runner } from './market-view.js';

const NO_TICKS = new Int32Array(0);

/** A market as the matcher keeps it: its description for ever, its working parts until it closes. */
export class Market implements MarketView {
  readonly marketId: number;
  readonly name: string;
  readonly runners: readonly Runner[];
  readonly ladder: LadderDefinition;
  readonly createdSequence: number;
  readonly createdAtMs: number;
  status = MarketStatus.INACTIVE;
  /** Its latest position, the head of a chain through all of them; 0 when there is none. */
  latestPosition = 0;
  /** The table of its price ladder, close at hand because every order needs it; none when the market is closed. */
  #ticks: Int32Array;
  #lowestPrice: number;

  constructor(description: Omit<MarketView, 'status'>, prices: PriceLadder | undefined) {
    this.marketId = description.marketId;
    this.name = description.name;
    this.runners = Object.freeze(
      description.runners.map(({ runnerId, name }) => Object.freeze({ runnerId, name })),
    );
    this.ladder = copyOf(description.ladder);
    this.createdSequence = description.createdSequence;
    this.createdAtMs = description.createdAtMs;
    this.#ticks = prices?.ticks ?? NO_TICKS;
    this.#lowestPrice = prices?.lowest ?? 0;
  }

  /** The tick of a price, or NO_TICK; a closed market has none. The price must be a whole number. */
  tickOf(price: number): number {
    const index = price - this.#lowestPrice;
    return index >= 0 && index < this.#ticks.length ? this.#ticks[index]! : NO_TICK;
  }

  /** Lets go of all that only an unfinished market needs. */
  close(): void {
    this.status = MarketStatus.CLOSED;
    this.latestPosition = 0;
    this.#ticks = NO_TICKS;
  }
}

function copyOf(ladder: LadderDefinition): LadderDefinition {
  if (ladder.kind !== 'CUSTOM') return Object.freeze({ kind: ladder.kind });
  const bands = ladder.bands.map(({ from, to, step }) => Object.freeze({ from, to, step }));
  return Object.freeze({ kind: ladder.kind, bands: Object.freeze(bands) });
}
