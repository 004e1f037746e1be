import type { MarketCopy, PriceLevels, RunnerCopy } from '@backlay/client';
import type { MarketDefinition, PriceSize, RunnerDefinition } from '@backlay/contracts';
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { bookPercentage } from '../model/book-percentage.js';

/** Boxes of each side. */
export const BOXES = 3;

/** A box of the grid: a price and what is there, each in a signal that changes only when it is another one. */
export class BoxCell {
  readonly #level = signal<PriceSize | undefined>(undefined);
  readonly #changes = signal(0);

  get level(): ReadonlySignal<PriceSize | undefined> {
    return this.#level;
  }

  /** How often it has changed since it was first filled: what makes it flash. */
  get changes(): ReadonlySignal<number> {
    return this.#changes;
  }

  set(level: PriceSize | undefined): void {
    const before = this.#level.peek();
    if (before?.[0] === level?.[0] && before?.[1] === level?.[1]) return;
    if (before !== undefined) this.#changes.value += 1;
    this.#level.value = level;
  }
}

/** A runner of the grid. */
export class RunnerRow {
  /** The best first. */
  readonly back = Array.from({ length: BOXES }, () => new BoxCell());
  readonly lay = Array.from({ length: BOXES }, () => new BoxCell());
  readonly lastPrice = signal<number | null>(null);
  readonly totalMatched = signal(0);
  readonly definition: Signal<RunnerDefinition>;

  constructor(
    readonly runnerId: number,
    definition: RunnerDefinition,
  ) {
    this.definition = signal(definition);
  }

  sync(runner: RunnerCopy | undefined): void {
    fill(this.back, runner?.availableToBack);
    fill(this.lay, runner?.availableToLay);
    this.lastPrice.value = runner?.lastPrice ?? null;
    this.totalMatched.value = runner?.totalMatched ?? 0;
  }
}

function fill(cells: readonly BoxCell[], levels: PriceLevels | undefined): void {
  const best = levels?.best(BOXES) ?? [];
  cells.forEach((cell, index) => cell.set(best[index]));
}

/** A market as the grid shows it: parts that change by themselves are drawn by themselves. */
export class GridModel {
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
      const row = known.get(runner.runnerId) ?? new RunnerRow(runner.runnerId, runner);
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
