import type { OrderMatched, SequencedExchangeEvent, Side } from '@backlay/contracts';

/** By how much the size of one level changes, minor units; never 0. */
export interface LevelChange {
  readonly marketId: number;
  readonly runnerId: number;
  /** Side of the resting orders. */
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** What a batch makes of the levels, and of the orders that wait for the bet delay. */
export interface LevelChanges {
  readonly levels: readonly LevelChange[];
  /** Orders that wait now and did not before. */
  readonly waiting: readonly number[];
  /** Orders that waited before and do not now. */
  readonly ended: readonly number[];
}

/** Orders of earlier batches of which it matters to a batch whether they wait. */
export function ordersInDoubt(events: readonly SequencedExchangeEvent[]): number[] {
  const orderIds = new Set<number>();
  const placed = new Set<number>();
  for (const { data: event } of events) {
    switch (event.type) {
      case 'order.placed':
        placed.add(event.orderId);
        break;
      case 'order.cancelled':
      case 'order.lapsed':
      case 'order.released':
      case 'order.repriced':
        if (!placed.has(event.orderId)) orderIds.add(event.orderId);
        break;
      default:
    }
  }
  return [...orderIds];
}

/**
 * Folds events into one change per level. Placing adds the whole size at the order's limit, whatever follows takes away
 * again: what never rested leaves no trace in the sum. An order that has to wait is taken out at once, and put in when it
 * is released; what happens to it meanwhile touches no level.
 *
 * @param waitingBefore those of {@link ordersInDoubt} that waited when the batch began
 * @throws RangeError when a trade comes without the placing or the release of its taker
 */
export function foldLevelChanges(
  events: readonly SequencedExchangeEvent[],
  waitingBefore: ReadonlySet<number>,
): LevelChanges {
  const fold = new LevelFold(waitingBefore);
  for (const event of events) fold.add(event);
  return fold.changes();
}

interface Accumulator extends Omit<LevelChange, 'size'> {
  size: number;
}

type Place = Pick<LevelChange, 'marketId' | 'runnerId' | 'side'>;

class LevelFold {
  readonly #waitingBefore: ReadonlySet<number>;
  readonly #waiting: Set<number>;
  readonly #sums = new Map<string, Accumulator>();
  /**
   * Orders that came to the book by the command at hand. A trade names the maker's price only; its taker's limit is that of
   * an earlier event of the same command, and a batch that holds one holds the other.
   */
  readonly #incoming = new Map<number, { readonly price: number; readonly size: number }>();
  #sequence = 0;

  constructor(waitingBefore: ReadonlySet<number>) {
    this.#waitingBefore = waitingBefore;
    this.#waiting = new Set(waitingBefore);
  }

  add({ data: event, sequence }: SequencedExchangeEvent): void {
    if (sequence !== this.#sequence) {
      this.#incoming.clear();
      this.#sequence = sequence;
    }
    switch (event.type) {
      case 'order.placed':
        this.#incoming.set(event.orderId, event);
        this.#move(event, event.price, event.size);
        return;
      case 'order.matched':
        this.#trade(event);
        return;
      case 'order.cancelled':
        if (!this.#waiting.has(event.orderId)) this.#move(event, event.price, -event.sizeCancelled);
        else if (event.sizeRemaining === 0) this.#waiting.delete(event.orderId);
        return;
      case 'order.lapsed':
        if (!this.#waiting.delete(event.orderId)) this.#move(event, event.price, -event.sizeLapsed);
        return;
      case 'order.delayed':
        this.#move(event, event.price, -this.#incomingOrder(event.orderId).size);
        this.#waiting.add(event.orderId);
        return;
      case 'order.released':
        this.#waiting.delete(event.orderId);
        this.#incoming.set(event.orderId, { price: event.price, size: event.sizeRemaining });
        this.#move(event, event.price, event.sizeRemaining);
        return;
      case 'order.repriced':
        if (this.#waiting.has(event.orderId)) return;
        this.#incoming.set(event.orderId, { price: event.price, size: event.sizeRemaining });
        this.#move(event, event.priceBefore, -event.sizeRemaining);
        this.#move(event, event.price, event.sizeRemaining);
        return;
      default:
    }
  }

  changes(): LevelChanges {
    return {
      levels: [...this.#sums.values()].filter(({ size }) => size !== 0),
      waiting: [...this.#waiting].filter((orderId) => !this.#waitingBefore.has(orderId)),
      ended: [...this.#waitingBefore].filter((orderId) => !this.#waiting.has(orderId)),
    };
  }

  #trade({ marketId, runnerId, takerOrderId, takerSide, price, size }: OrderMatched): void {
    const makerSide = takerSide === 'BACK' ? 'LAY' : 'BACK';
    this.#move({ marketId, runnerId, side: makerSide }, price, -size);
    this.#move({ marketId, runnerId, side: takerSide }, this.#incomingOrder(takerOrderId).price, -size);
  }

  #incomingOrder(orderId: number): { readonly price: number; readonly size: number } {
    const incoming = this.#incoming.get(orderId);
    if (incoming !== undefined) return incoming;
    throw new RangeError(
      `an event of order ${orderId}, such as a trade it takes, comes without its placing or release in the same command`,
    );
  }

  #move({ marketId, runnerId, side }: Place, price: number, size: number): void {
    const key = `${marketId}/${runnerId}/${side}/${price}`;
    const sum = this.#sums.get(key);
    if (sum === undefined) this.#sums.set(key, { marketId, runnerId, side, price, size });
    else sum.size += size;
  }
}
