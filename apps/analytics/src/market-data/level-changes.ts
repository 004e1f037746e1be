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

interface Accumulator {
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  size: number;
}

/**
 * Folds events into one change per level. Placing adds the whole size at the order's limit, whatever follows takes away
 * again: what never rested leaves no trace in the sum.
 *
 * A trade names the maker's price only. The taker's limit is that of its placing, which is always an earlier event of the
 * same command: a batch that holds one holds the other.
 * @throws RangeError when a trade comes without the placing of its taker
 */
export function foldLevelChanges(events: readonly SequencedExchangeEvent[]): LevelChange[] {
  const levels = new LevelSums();
  let takerSequence = 0;
  const takerPrices = new Map<number, number>();
  for (const { data: event, sequence } of events) {
    if (sequence !== takerSequence) {
      takerPrices.clear();
      takerSequence = sequence;
    }
    switch (event.type) {
      case 'order.placed':
        takerPrices.set(event.orderId, event.price);
        levels.add(event, event.price, event.size);
        break;
      case 'order.matched':
        addTrade(levels, event, takerPrices.get(event.takerOrderId));
        break;
      case 'order.cancelled':
        levels.add(event, event.price, -event.sizeCancelled);
        break;
      case 'order.lapsed':
        levels.add(event, event.price, -event.sizeLapsed);
        break;
      default:
    }
  }
  return levels.changes();
}

function addTrade(levels: LevelSums, event: OrderMatched, takerPrice: number | undefined): void {
  if (takerPrice === undefined) {
    throw new RangeError(
      `a trade of order ${event.takerOrderId} comes without its placing in the same command`,
    );
  }
  const { marketId, runnerId, takerSide, price, size } = event;
  const makerSide = takerSide === 'BACK' ? 'LAY' : 'BACK';
  levels.add({ marketId, runnerId, side: makerSide }, price, -size);
  levels.add({ marketId, runnerId, side: takerSide }, takerPrice, -size);
}

class LevelSums {
  readonly #sums = new Map<string, Accumulator>();

  add(
    { marketId, runnerId, side }: Pick<LevelChange, 'marketId' | 'runnerId' | 'side'>,
    price: number,
    size: number,
  ): void {
    const key = `${marketId}/${runnerId}/${side}/${price}`;
    const sum = this.#sums.get(key);
    if (sum === undefined) this.#sums.set(key, { marketId, runnerId, side, price, size });
    else sum.size += size;
  }

  changes(): LevelChange[] {
    return [...this.#sums.values()].filter(({ size }) => size !== 0);
  }
}
