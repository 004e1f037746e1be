import { EventKind, Side, type EventBuffer } from '@backlay/matcher';

/** An order as its events have made it; sizes in minor units, prices in hundredths. */
export interface OrderState {
  readonly orderId: number;
  readonly account: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly sizeMatched: number;
  readonly sizeRemaining: number;
  readonly sizeCancelled: number;
  readonly sizeLapsed: number;
  /** Sum of size x price over the order's trades. */
  readonly matchedPriceSum: number;
  readonly placedAtMs: number;
  /** Sequence of the command that changed the order last. */
  readonly sequence: number;
}

const ORDER_ID = 0;
const ACCOUNT = 1;
const MARKET = 2;
const RUNNER = 3;
const SIDE = 4;
const PRICE = 5;
const SIZE = 6;
const MATCHED = 7;
const REMAINING = 8;
const CANCELLED = 9;
const LAPSED = 10;
const MATCHED_SUM = 11;
const PLACED_AT = 12;
const SEQUENCE = 13;
/** Next row among the completed ones (oldest first), or among the free ones. */
const NEXT = 14;
const COLUMNS = 16;

const ROWS_INITIAL = 1024;
const NO_ROW = -1;

/**
 * The orders that can be read: all live ones and the latest completed ones, of which the matcher keeps nothing. Each is
 * a row of 128 bytes in one array, written by the matcher's events; the same events make the same rows again.
 */
export class OrderLedger {
  readonly #rowByOrder = new Map<number, number>();
  readonly #completedMax: number;
  #cells = new Float64Array(ROWS_INITIAL * COLUMNS);
  #rowCount = 0;
  #firstFree = NO_ROW;
  #oldestCompleted = NO_ROW;
  #latestCompleted = NO_ROW;
  #completedCount = 0;

  constructor(completedMax: number) {
    this.#completedMax = completedMax;
  }

  /** Number of orders that can be read. */
  get count(): number {
    return this.#rowByOrder.size;
  }

  get completedCount(): number {
    return this.#completedCount;
  }

  /** The order, or undefined when there never was one, or it completed too long ago. */
  find(orderId: number): OrderState | undefined {
    const row = this.#rowByOrder.get(orderId);
    return row === undefined ? undefined : this.#stateOf(row * COLUMNS);
  }

  /** Takes over one event; those of markets change nothing. */
  apply(events: EventBuffer, index: number, timeMs: number): void {
    switch (events.kind(index)) {
      case EventKind.OrderPlaced:
        this.#place(events, index, timeMs);
        return;
      case EventKind.OrderMatched:
        this.#match(events, index);
        return;
      case EventKind.OrderCancelled:
        this.#remove(events, index, CANCELLED);
        return;
      case EventKind.OrderLapsed:
        this.#remove(events, index, LAPSED);
        return;
      default:
    }
  }

  #place(events: EventBuffer, index: number, timeMs: number): void {
    const orderId = events.orderId(index);
    const row = this.#takeRow();
    this.#rowByOrder.set(orderId, row);
    const cells = this.#cells;
    const cell = row * COLUMNS;
    cells.fill(0, cell, cell + COLUMNS);
    cells[cell + ORDER_ID] = orderId;
    cells[cell + ACCOUNT] = events.account(index);
    cells[cell + MARKET] = events.marketId(index);
    cells[cell + RUNNER] = events.runnerId(index);
    cells[cell + SIDE] = events.side(index);
    cells[cell + PRICE] = events.price(index);
    cells[cell + SIZE] = events.size(index);
    cells[cell + REMAINING] = events.size(index);
    cells[cell + PLACED_AT] = timeMs;
    cells[cell + SEQUENCE] = events.sequence(index);
  }

  /** The taker last: it is the one whose state the answer shows, so no maker's completion may push it out. */
  #match(events: EventBuffer, index: number): void {
    this.#matchOne(events.makerOrderId(index), events, index);
    this.#matchOne(events.orderId(index), events, index);
  }

  #matchOne(orderId: number, events: EventBuffer, index: number): void {
    const cell = this.#cellOf(orderId);
    const size = events.size(index);
    this.#cells[cell + MATCHED]! += size;
    this.#cells[cell + MATCHED_SUM]! += size * events.price(index);
    this.#reduce(cell, size, events.sequence(index));
  }

  #remove(events: EventBuffer, index: number, column: number): void {
    const cell = this.#cellOf(events.orderId(index));
    const size = events.size(index);
    this.#cells[cell + column]! += size;
    this.#reduce(cell, size, events.sequence(index));
  }

  #reduce(cell: number, size: number, sequence: number): void {
    const cells = this.#cells;
    cells[cell + REMAINING]! -= size;
    cells[cell + SEQUENCE] = sequence;
    if (cells[cell + REMAINING] === 0) this.#complete(cell / COLUMNS);
  }

  #complete(row: number): void {
    const cells = this.#cells;
    cells[row * COLUMNS + NEXT] = NO_ROW;
    if (this.#latestCompleted === NO_ROW) this.#oldestCompleted = row;
    else cells[this.#latestCompleted * COLUMNS + NEXT] = row;
    this.#latestCompleted = row;
    this.#completedCount += 1;
    if (this.#completedCount > this.#completedMax) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const row = this.#oldestCompleted;
    const cell = row * COLUMNS;
    this.#rowByOrder.delete(this.#cells[cell + ORDER_ID] ?? NO_ROW);
    this.#oldestCompleted = this.#cells[cell + NEXT] ?? NO_ROW;
    if (this.#oldestCompleted === NO_ROW) this.#latestCompleted = NO_ROW;
    this.#cells[cell + NEXT] = this.#firstFree;
    this.#firstFree = row;
    this.#completedCount -= 1;
  }

  #takeRow(): number {
    const row = this.#firstFree;
    if (row !== NO_ROW) {
      this.#firstFree = this.#cells[row * COLUMNS + NEXT] ?? NO_ROW;
      return row;
    }
    if ((this.#rowCount + 1) * COLUMNS > this.#cells.length) {
      const grown = new Float64Array(this.#cells.length * 2);
      grown.set(this.#cells);
      this.#cells = grown;
    }
    return this.#rowCount++;
  }

  #cellOf(orderId: number): number {
    const row = this.#rowByOrder.get(orderId);
    if (row === undefined) throw new Error(`an event names order ${orderId}, which was never placed`);
    return row * COLUMNS;
  }

  #stateOf(cell: number): OrderState {
    const read = (column: number): number => this.#cells[cell + column] ?? 0;
    return {
      orderId: read(ORDER_ID),
      account: read(ACCOUNT),
      marketId: read(MARKET),
      runnerId: read(RUNNER),
      side: read(SIDE),
      price: read(PRICE),
      size: read(SIZE),
      sizeMatched: read(MATCHED),
      sizeRemaining: read(REMAINING),
      sizeCancelled: read(CANCELLED),
      sizeLapsed: read(LAPSED),
      matchedPriceSum: read(MATCHED_SUM),
      placedAtMs: read(PLACED_AT),
      sequence: read(SEQUENCE),
    };
  }
}
