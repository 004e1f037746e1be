import type { MarketCopy } from '@backlay/client';
import type { MarketDefinition } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';
import { bookPercentage } from '../model/book-percentage.js';
import type { MarketLine } from '../model/market-list.js';

/** A market of the overview, with what changes all the time in signals of its own. */
export interface OverviewMarket extends MarketLine {
  readonly totalMatched: ReadonlySignal<number>;
  /** Of the best prices; null while a runner has none. */
  readonly backPercentage: ReadonlySignal<number | null>;
  readonly layPercentage: ReadonlySignal<number | null>;
}

class Line implements OverviewMarket {
  readonly totalMatched = signal(0);
  readonly backPercentage = signal<number | null>(null);
  readonly layPercentage = signal<number | null>(null);

  constructor(
    readonly marketId: number,
    readonly definition: MarketDefinition,
  ) {}

  get name() {
    return this.definition.name;
  }
  get fixture() {
    return this.definition.fixture;
  }
  get status() {
    return this.definition.status;
  }
  get inPlay() {
    return this.definition.inPlay;
  }
  get startTimeMs() {
    return this.definition.startTimeMs;
  }
  get currency() {
    return this.definition.currency;
  }
  get runnerCount() {
    return this.definition.runners.length;
  }

  sync({ totalMatched, runners }: MarketCopy): void {
    const active = this.definition.runners.filter(({ status }) => status === 'ACTIVE');
    const best = (side: 'availableToBack' | 'availableToLay') =>
      active.map(({ runnerId }) => runners.get(runnerId)?.[side].best(1)[0]?.[0]);
    this.totalMatched.value = totalMatched;
    this.backPercentage.value = bookPercentage(best('availableToBack'));
    this.layPercentage.value = bookPercentage(best('availableToLay'));
  }
}

/** Every market that the feed tells of. The list itself changes only when a market comes, goes, or changes its definition. */
export class OverviewModel {
  readonly #lines = new Map<number, Line>();
  readonly #markets = signal<readonly OverviewMarket[]>([]);

  get markets(): ReadonlySignal<readonly OverviewMarket[]> {
    return this.#markets;
  }

  sync(markets: ReadonlyMap<number, MarketCopy>, changed: readonly number[]): void {
    let isListChanged = false;
    for (const marketId of changed) {
      if (this.#syncOne(marketId, markets.get(marketId))) isListChanged = true;
    }
    if (isListChanged) this.#markets.value = [...this.#lines.values()];
  }

  /** @returns whether the list is another one */
  #syncOne(marketId: number, copy: MarketCopy | undefined): boolean {
    const known = this.#lines.get(marketId);
    if (copy?.definition === undefined) return this.#lines.delete(marketId);
    const isSame = known !== undefined && known.definition === copy.definition;
    const line = isSame ? known : new Line(marketId, copy.definition);
    this.#lines.set(marketId, line);
    line.sync(copy);
    return !isSame;
  }
}
