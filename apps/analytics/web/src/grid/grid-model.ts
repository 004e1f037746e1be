import type { MarketCopy, RunnerCopy } from '@backlay/client';
import type { MarketDefinition, PriceSize, RunnerDefinition, Side } from '@backlay/contracts';
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { bookPercentage } from '../model/book-percentage.js';
import { Flashes } from './flashes.js';

/** Boxes of each side. */
export const BOXES = 3;
/** Levels of each side that the grid follows: what closing a position may need lies beyond the boxes. */
export const GRID_DEPTH = 10;

/** A box of the grid: a price and what is there, each in a signal that changes only when it is another one. */
export class BoxCell {
  readonly #level = signal<PriceSize | undefined>(undefined);
  readonly #isFresh = signal(false);
  readonly #flashes: Flashes;

  constructor(flashes: Flashes) {
    this.#flashes = flashes;
  }

  get level(): ReadonlySignal<PriceSize | undefined> {
    return this.#level;
  }

  /** Whether it has changed a moment ago, after it was first filled. */
  get isFresh(): ReadonlySignal<boolean> {
    return this.#isFresh;
  }

  set(level: PriceSize | undefined): void {
    const before = this.#level.peek();
    if (before?.[0] === level?.[0] && before?.[1] === level?.[1]) return;
    if (before !== undefined) this.#flashes.light(this.#isFresh);
    this.#level.value = level;
  }
}

/** A runner of the grid. */
export class RunnerRow {
  /** The best first. */
  readonly back: readonly BoxCell[];
  readonly lay: readonly BoxCell[];
  readonly lastPrice = signal<number | null>(null);
  readonly totalMatched = signal(0);
  readonly definition: Signal<RunnerDefinition>;
  #toBack: readonly PriceSize[] = [];
  #toLay: readonly PriceSize[] = [];

  constructor(
    readonly runnerId: number,
    definition: RunnerDefinition,
    flashes: Flashes,
  ) {
    const cells = () => Array.from({ length: BOXES }, () => new BoxCell(flashes));
    this.back = cells();
    this.lay = cells();
    this.definition = signal(definition);
  }

  /** What is offered now to whoever backs, or lays; the best first. */
  offers(side: Side): readonly PriceSize[] {
    return side === 'BACK' ? this.#toBack : this.#toLay;
  }

  sync(runner: RunnerCopy | undefined): void {
    this.#toBack = runner?.availableToBack.best(GRID_DEPTH) ?? [];
    this.#toLay = runner?.availableToLay.best(GRID_DEPTH) ?? [];
    fill(this.back, this.#toBack);
    fill(this.lay, this.#toLay);
    this.lastPrice.value = runner?.lastPrice ?? null;
    this.totalMatched.value = runner?.totalMatched ?? 0;
  }
}

function fill(cells: readonly BoxCell[], best: readonly PriceSize[]): void {
  cells.forEach((cell, index) => cell.set(best[index]));
}

/** A market as the grid shows it: parts that change by themselves are drawn by themselves. */
export class GridModel {
  readonly #flashes = new Flashes();
  readonly definition = signal<MarketDefinition | undefined>(undefined);
  readonly rows = signal<readonly RunnerRow[]>([]);
  readonly totalMatched = signal(0);
  readonly backPercentage = signal<number | null>(null);
  readonly layPercentage = signal<number | null>(null);

  /** @param copy undefined: nothing is known any more, or not yet */
  sync(copy: MarketCopy | undefined): void {
    if (copy?.definition === undefined) {
      for (const row of this.rows.peek()) row.sync(undefined);
      return;
    }
    if (this.definition.peek() !== copy.definition) this.#define(copy.definition);
    for (const row of this.rows.peek()) row.sync(copy.runners.get(row.runnerId));
    this.totalMatched.value = copy.totalMatched;
    this.#sumUp();
  }

  /** Rows stay as long as their runner does, so that nothing flashes because the market was suspended. */
  #define(definition: MarketDefinition): void {
    const known = new Map(this.rows.peek().map((row) => [row.runnerId, row]));
    this.rows.value = definition.runners.map((runner) => {
      const row = known.get(runner.runnerId) ?? new RunnerRow(runner.runnerId, runner, this.#flashes);
      row.definition.value = runner;
      return row;
    });
    this.definition.value = definition;
  }

  #sumUp(): void {
    const active = this.rows.peek().filter(({ definition }) => definition.peek().status === 'ACTIVE');
    const best = (cells: 'back' | 'lay') => active.map((row) => row[cells][0]?.level.peek()?.[0]);
    this.backPercentage.value = bookPercentage(best('back'));
    this.layPercentage.value = bookPercentage(best('lay'));
  }
}
