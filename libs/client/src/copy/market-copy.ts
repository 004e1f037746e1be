import {
  checksumAfter,
  type MarketDefinition,
  type MarketFeed,
  type PriceSize,
  type RunnerFeed,
  type Side,
} from '@backlay/contracts';
import { SortedLevels, type PriceLevels } from './price-levels.js';

/** What the client knows of a runner. Prices are hundredths, sizes minor units. */
export interface RunnerCopy {
  readonly runnerId: number;
  /** Resting LAY orders. */
  readonly availableToBack: PriceLevels;
  /** Resting BACK orders. */
  readonly availableToLay: PriceLevels;
  /** Traded volume by price, the backer's stake counted once. */
  readonly traded: ReadonlyMap<number, number>;
  readonly lastPrice: number | null;
  /** Sum of `traded`. */
  readonly totalMatched: number;
}

/** What the client knows of a market. */
export interface MarketCopy {
  readonly marketId: number;
  /** Missing when the subscription is without it. */
  readonly definition?: MarketDefinition | undefined;
  readonly totalMatched: number;
  readonly runners: ReadonlyMap<number, RunnerCopy>;
  /** Of the levels here; it was compared with that of the server after every message. */
  readonly checksum: number;
}

class KeptRunner implements RunnerCopy {
  readonly availableToBack = new SortedLevels('TO_BACK');
  readonly availableToLay = new SortedLevels('TO_LAY');
  readonly traded = new Map<number, number>();
  lastPrice: number | null = null;
  totalMatched = 0;

  constructor(readonly runnerId: number) {}
}

/** A market that is kept up by what the feed says. */
export class KeptMarket implements MarketCopy {
  definition: MarketDefinition | undefined;
  totalMatched = 0;
  readonly runners = new Map<number, KeptRunner>();
  checksum = 0;

  constructor(readonly marketId: number) {}

  /**
   * Applies what is other than before; to an empty market, an image.
   *
   * @returns whether the levels are now those of the server, by the checksum
   */
  apply({ definition, runners = [], totalMatched, checksum }: MarketFeed): boolean {
    if (definition) this.definition = definition;
    if (totalMatched !== undefined) this.totalMatched = totalMatched;
    for (const runner of runners) this.#applyRunner(runner);
    return checksum === undefined || checksum === this.checksum;
  }

  #applyRunner(change: RunnerFeed): void {
    const runner = this.#runner(change.runnerId);
    this.#applyLevels(runner, 'LAY', change.availableToBack);
    this.#applyLevels(runner, 'BACK', change.availableToLay);
    for (const [price, size] of change.traded ?? []) {
      if (size === 0) runner.traded.delete(price);
      else runner.traded.set(price, size);
    }
    if (change.lastPrice !== undefined) runner.lastPrice = change.lastPrice;
    if (change.totalMatched !== undefined) runner.totalMatched = change.totalMatched;
  }

  /** @param side of the resting orders */
  #applyLevels(runner: KeptRunner, side: Side, changes: readonly PriceSize[] = []): void {
    const levels = side === 'LAY' ? runner.availableToBack : runner.availableToLay;
    const { runnerId } = runner;
    for (const [price, size] of changes) {
      const before = levels.set(price, size);
      this.checksum = checksumAfter(this.checksum, { runnerId, side, price }, before, size);
    }
  }

  #runner(runnerId: number): KeptRunner {
    const known = this.runners.get(runnerId);
    if (known) return known;
    const runner = new KeptRunner(runnerId);
    this.runners.set(runnerId, runner);
    return runner;
  }
}
