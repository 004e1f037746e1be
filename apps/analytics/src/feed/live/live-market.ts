import type { MarketDefinition, MarketStatus, RunnerDefinition } from '@backlay/contracts';
import type { MarketChange } from '../../market-data/market-changes.js';
import type { LevelChange } from '../../market-data/level-changes.js';
import type { PriceChange, RunnerChange } from '../../volume/volume-changes.js';
import { DEFINITION_KEY, runnerKey } from './market-key.js';
import { MarketView } from './market-view.js';
import { PriceLevels } from './price-levels.js';
import type { Depth, LiveRunner, TouchedLevel, ViewedMarket } from './viewed-market.js';

/** Nothing happens in a market of one of these any more, or only to its money. */
const OVER: readonly MarketStatus[] = ['CLOSED', 'SETTLED', 'VOIDED'];

/** One market at this moment, and the views in which clients see it. */
export class LiveMarket implements ViewedMarket {
  readonly runners: readonly LiveRunner[];
  totalMatched = 0;
  readonly #placeOfRunner: ReadonlyMap<number, number>;
  readonly #views = new Map<Depth, MarketView>();
  #definition: MarketDefinition;
  #overAt: number | undefined;

  /**
   * @param createdAt the sequence of its creation, or the one at which it was loaded
   * @param statusMs when it came to its status
   */
  constructor(
    readonly marketId: number,
    definition: MarketDefinition,
    readonly createdAt: number,
    private statusMs: number,
  ) {
    this.#definition = definition;
    if (OVER.includes(definition.status)) this.#overAt = createdAt;
    this.runners = definition.runners.map(({ runnerId }) => ({
      runnerId,
      BACK: new PriceLevels(),
      LAY: new PriceLevels(),
      traded: new PriceLevels(),
      lastPrice: null,
      totalMatched: 0,
    }));
    this.#placeOfRunner = new Map(definition.runners.map(({ runnerId }, place) => [runnerId, place]));
  }

  get definition(): MarketDefinition {
    return this.#definition;
  }

  /** Since when it is over, in ms since 1970; undefined as long as it is not. */
  get overSinceMs(): number | undefined {
    return OVER.includes(this.#definition.status) ? this.statusMs : undefined;
  }

  /** The sequence with which it was over; undefined as long as it is not. */
  get overAt(): number | undefined {
    return this.#overAt;
  }

  /** What clients of that depth see; made when it is first asked for. */
  view(depth: Depth, sequence: number): MarketView {
    let view = this.#views.get(depth);
    if (view === undefined) {
      view = new MarketView(this, depth, sequence);
      this.#views.set(depth, view);
    }
    return view;
  }

  /** Drops the views that nobody has asked for since. */
  dropViewsUnusedSince(ms: number): void {
    for (const [depth, view] of this.#views) if (view.usedAtMs < ms) this.#views.delete(depth);
  }

  /** @throws RangeError when a runner is none of the market, or a level falls below zero: the events are not those of these levels */
  changeLevels(changes: readonly LevelChange[], sequence: number): void {
    const touched: TouchedLevel[] = [];
    for (const { runnerId, side, price, size: change } of changes) {
      const runner = this.placeOf(runnerId);
      const levels = this.#runner(runner)[side];
      const sizeBefore = levels.sizeAt(price);
      const size = sizeBefore + change;
      if (size < 0)
        throw new RangeError(
          `market ${this.marketId}, runner ${runnerId}: ${side} at ${price} falls to ${size}`,
        );
      levels.set(price, size);
      touched.push({ runner, side, price, sizeBefore, size });
    }
    for (const view of this.#views.values()) view.levelsChanged(touched, sequence);
  }

  changeVolume({ runnerId, last, volume }: RunnerChange, sequence: number): void {
    const place = this.placeOf(runnerId);
    const runner = this.#runner(place);
    if (last !== null && last.price !== runner.lastPrice) {
      runner.lastPrice = last.price;
      this.#changed(runnerKey(place, 'LAST_PRICE'), sequence);
    }
    if (volume === 0) return;
    runner.totalMatched += volume;
    this.totalMatched += volume;
    this.#changed(runnerKey(place, 'TOTAL'), sequence);
  }

  changeTraded({ runnerId, price, size }: PriceChange, sequence: number): void {
    const place = this.placeOf(runnerId);
    const { traded } = this.#runner(place);
    traded.set(price, traded.sizeAt(price) + size);
    this.#changed(runnerKey(place, 'TRADED', price), sequence);
  }

  change({ market, removed, results }: MarketChange, sequence: number, timeMs: number): void {
    if (market?.status !== undefined) {
      this.statusMs = timeMs;
      if (OVER.includes(market.status)) this.#overAt ??= sequence;
    }
    const runners = this.#definition.runners.map((runner): RunnerDefinition => {
      if (runner.runnerId === removed?.runnerId)
        return { ...runner, status: 'REMOVED', reductionFactor: removed.reductionFactor };
      if (results === undefined || runner.status === 'REMOVED') return runner;
      const result = results?.find(({ runnerId }) => runnerId === runner.runnerId)?.result;
      return { ...runner, status: result ?? (results === null ? 'ACTIVE' : runner.status) };
    });
    this.#definition = { ...this.#definition, ...market, runners };
    this.#changed(DEFINITION_KEY, sequence);
  }

  /** @throws RangeError when it is none of the market */
  placeOf(runnerId: number): number {
    const place = this.#placeOfRunner.get(runnerId);
    if (place === undefined) throw new RangeError(`market ${this.marketId} has no runner ${runnerId}`);
    return place;
  }

  #runner(place: number): LiveRunner {
    return this.runners[place] as LiveRunner;
  }

  #changed(key: number, sequence: number): void {
    for (const view of this.#views.values()) view.changed(key, sequence);
  }
}
