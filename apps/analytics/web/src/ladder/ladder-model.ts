import type { RunnerCopy, TickLadder } from '@backlay/client';
import type { FeedOrder, PriceSize } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';
import type { LadderWindow } from '../model/ladder-window.js';
import { closeAt, type ClosingOrder, type Holding } from '../model/position.js';

/** A price of the ladder that is drawn; each figure is a signal of its own. */
export class LadderRow {
  /** What can be backed and laid at exactly this price. */
  readonly toBack = signal(0);
  readonly toLay = signal(0);
  readonly traded = signal(0);
  readonly isLast = signal(false);
  /** Own orders that rest here. */
  readonly ownBack = signal<readonly FeedOrder[]>(NONE);
  readonly ownLay = signal<readonly FeedOrder[]>(NONE);
  /** What would close the own holding here. */
  readonly closing = signal<ClosingOrder | undefined>(undefined);

  constructor(
    readonly tick: number,
    readonly price: number,
  ) {}
}

const NONE: readonly FeedOrder[] = [];

/**
 * A runner's ladder: as many rows as can be seen, however many prices there are. Row 0 is the highest price.
 */
export class LadderModel {
  readonly #ladder: TickLadder;
  readonly #rows = signal<readonly LadderRow[]>([]);
  readonly #tradedMax = signal(0);
  #runner: RunnerCopy | undefined;
  #orders: readonly FeedOrder[] = [];
  #holding: Holding | undefined;
  #countedVolume = -1;

  constructor(ladder: TickLadder) {
    this.#ladder = ladder;
  }

  get rows(): ReadonlySignal<readonly LadderRow[]> {
    return this.#rows;
  }

  /** The largest volume of a price: the length of the bars is measured by it. */
  get tradedMax(): ReadonlySignal<number> {
    return this.#tradedMax;
  }

  get rowCount(): number {
    return this.#ladder.count;
  }

  /** The row of a price; of the nearest one when it is not on the ladder, such as one that a removal has reduced. */
  rowOf(price: number): number {
    return this.#ladder.count - 1 - this.#tickOf(price);
  }

  /** Where most is going on: the last price, between the best two, or at one of them; in the middle of the ladder at worst. */
  centreRow(): number {
    const runner = this.#runner;
    const back = runner?.availableToBack.best(1)[0]?.[0];
    const lay = runner?.availableToLay.best(1)[0]?.[0];
    const between = back !== undefined && lay !== undefined ? (back + lay) / 2 : (back ?? lay);
    const price = runner?.lastPrice ?? between;
    return price === undefined ? Math.floor(this.rowCount / 2) : this.rowOf(price);
  }

  /** Draws another part of the ladder; rows that stay are the same ones. */
  show({ firstRow, endRow }: LadderWindow): void {
    const known = new Map(this.#rows.peek().map((row) => [row.tick, row]));
    const topTick = this.#ladder.count - 1 - firstRow;
    this.#rows.value = Array.from({ length: endRow - firstRow }, (_, index) => {
      const tick = topTick - index;
      return known.get(tick) ?? new LadderRow(tick, this.#ladder.priceAt(tick));
    });
    this.#syncRows();
    this.#syncOrders();
    this.#syncHolding();
  }

  syncRunner(runner: RunnerCopy | undefined): void {
    this.#runner = runner;
    this.#syncRows();
  }

  /** @param orders own ones on the runner */
  syncOrders(orders: readonly FeedOrder[]): void {
    this.#orders = orders;
    this.#syncOrders();
  }

  syncHolding(holding: Holding | undefined): void {
    this.#holding = holding;
    this.#syncHolding();
  }

  #tickOf(price: number): number {
    return this.#ladder.tickOf(price) ?? this.#ladder.tickOf(this.#ladder.nearest(price)) ?? 0;
  }

  #syncRows(): void {
    const runner = this.#runner;
    this.#countVolume(runner?.traded ?? new Map(), runner?.totalMatched ?? 0);
    for (const row of this.#rows.peek()) {
      row.toBack.value = runner?.availableToBack.size(row.price) ?? 0;
      row.toLay.value = runner?.availableToLay.size(row.price) ?? 0;
      row.traded.value = runner?.traded.get(row.price) ?? 0;
      row.isLast.value = runner?.lastPrice === row.price;
    }
  }

  /** Looks for the largest only when something was traded. */
  #countVolume(traded: Iterable<PriceSize>, totalMatched: number): void {
    if (totalMatched === this.#countedVolume) return;
    this.#countedVolume = totalMatched;
    let largest = 0;
    for (const [, size] of traded) largest = Math.max(largest, size);
    this.#tradedMax.value = largest;
  }

  #syncOrders(): void {
    for (const row of this.#rows.peek()) {
      const here = this.#orders.filter(({ price, status }) => price === row.price && status === 'RESTING');
      setOrders(
        row.ownBack,
        here.filter(({ side }) => side === 'BACK'),
      );
      setOrders(
        row.ownLay,
        here.filter(({ side }) => side === 'LAY'),
      );
    }
  }

  #syncHolding(): void {
    for (const row of this.#rows.peek()) {
      const before = row.closing.peek();
      const closing = this.#holding && closeAt(this.#holding, row.price);
      if (before?.size !== closing?.size || before?.profit !== closing?.profit) row.closing.value = closing;
    }
  }
}

/** Leaves the signal as it is when there is nothing, as nearly always. */
function setOrders(
  own: { value: readonly FeedOrder[]; peek(): readonly FeedOrder[] },
  orders: readonly FeedOrder[],
) {
  if (orders.length > 0 || own.peek().length > 0) own.value = orders.length === 0 ? NONE : orders;
}
