import type { LadderDifference } from './ladder-comparison.js';

/** An inequality, with the line of the recording after which it was seen. */
export interface Inequality {
  readonly line: number;
  readonly difference: LadderDifference;
}

/** What the replay found out about one runner. */
export class RunnerRecord {
  /** How often the engine's ladder was compared with the recorded one, and how often it was equal. */
  compared = 0;
  equal = 0;
  firstInequality: Inequality | undefined;
  trades = 0;
  /** Of the latest trade as it was made, whatever became of it; undefined when there was none. */
  lastPrice: number | undefined;
  /** Size matched in the engine by price, the backer's side only, in minor units. */
  readonly matchedByPrice = new Map<number, number>();
  /** The same without what removals have voided, at the prices that they have left. */
  standingByPrice = new Map<number, number>();
  standingTrades = 0;

  constructor(
    readonly runnerId: number,
    readonly name: string,
  ) {}

  noteComparison(line: number, difference: LadderDifference | undefined): void {
    this.compared += 1;
    if (!difference) this.equal += 1;
    else this.firstInequality ??= { line, difference };
  }

  /** What was matched and still stands, the backer's side only, in minor units. */
  get standingSize(): number {
    return [...this.standingByPrice.values()].reduce((sum, size) => sum + size, 0);
  }

  noteTrade({ price, size }: { price: number; size: number }): void {
    this.trades += 1;
    this.lastPrice = price;
    this.standingTrades += 1;
    addSize(this.matchedByPrice, price, size);
    addSize(this.standingByPrice, price, size);
  }

  /** The runner was removed: nothing that was matched on it stands. */
  voidTrades(): void {
    this.standingTrades = 0;
    this.standingByPrice = new Map();
  }

  /** Another runner was removed: what was matched stands at other prices. */
  reducePrices(reduced: (price: number) => number): void {
    const before = this.standingByPrice;
    this.standingByPrice = new Map();
    for (const [price, size] of before) addSize(this.standingByPrice, reduced(price), size);
  }
}

function addSize(sizes: Map<number, number>, price: number, size: number): void {
  sizes.set(price, (sizes.get(price) ?? 0) + size);
}

/** What counts as close for the volume of a price. */
const CLOSE_SHARE = 0.01;

/** How the volume per price of the engine compares with the recorded one. */
export interface VolumeComparison {
  /** In minor units, the backer's side only. */
  readonly engine: number;
  readonly recorded: number;
  readonly prices: number;
  /** Prices at which both agree to 1 %: recorded sizes are converted currency, and drift by minor units. */
  readonly pricesClose: number;
  /** Sum of the differences at all prices, as a share of the recorded volume (0 when nothing was traded at all). */
  readonly difference: number;
}

/**
 * @param recordedBothSides traded sizes by price, both sides of each trade counted, as a recording does
 */
export function compareVolumes(
  engine: ReadonlyMap<number, number>,
  recordedBothSides: ReadonlyMap<number, number>,
): VolumeComparison {
  let [engineTotal, recordedTotal, differenceTotal, pricesClose] = [0, 0, 0, 0];
  const prices = new Set([...engine.keys(), ...recordedBothSides.keys()]);
  for (const price of prices) {
    const here = engine.get(price) ?? 0;
    const there = (recordedBothSides.get(price) ?? 0) / 2;
    engineTotal += here;
    recordedTotal += there;
    differenceTotal += Math.abs(here - there);
    if (Math.abs(here - there) <= there * CLOSE_SHARE) pricesClose += 1;
  }
  const difference = recordedTotal === 0 ? Number(engineTotal > 0) : differenceTotal / recordedTotal;
  return { engine: engineTotal, recorded: recordedTotal, prices: prices.size, pricesClose, difference };
}
