import type { OrderMatched, OrderPlaced, SequencedExchangeEvent } from '@backlay/contracts';

/** What happened to one order in a batch: sums of its events, and what is left after the last of them. */
export interface OrderChange {
  readonly orderId: number;
  /** The order's first event when it lies in the batch: the order is new. */
  readonly placed:
    { readonly event: OrderPlaced; readonly sequence: number; readonly timeMs: number } | undefined;
  sizeMatched: number;
  sizeCancelled: number;
  sizeLapsed: number;
  /** Sum of price × size of the trades. */
  matchedPriceSize: number;
  sizeRemaining: number;
  updatedSequence: number;
  updatedAtMs: number;
}

/** Where an event stands. */
type Moment = Pick<SequencedExchangeEvent, 'sequence' | 'timeMs'>;

/**
 * Folds the events of a batch into one change per order, so that an order that lived through a hundred events is written
 * once. Changes come in the order in which their orders were first touched.
 */
export function foldOrderChanges(events: readonly SequencedExchangeEvent[]): OrderChange[] {
  const changes = new Map<number, OrderChange>();
  for (const moment of events) {
    const event = moment.data;
    switch (event.type) {
      case 'order.placed':
        changes.set(event.orderId, newOrder(event, moment));
        break;
      case 'order.matched':
        match(touch(changes, event.makerOrderId, moment), event, event.makerSizeRemaining);
        match(touch(changes, event.takerOrderId, moment), event, event.takerSizeRemaining);
        break;
      case 'order.cancelled': {
        const change = touch(changes, event.orderId, moment);
        change.sizeCancelled += event.sizeCancelled;
        change.sizeRemaining = event.sizeRemaining;
        break;
      }
      case 'order.lapsed': {
        const change = touch(changes, event.orderId, moment);
        change.sizeLapsed += event.sizeLapsed;
        change.sizeRemaining = 0;
        break;
      }
      default:
    }
  }
  return [...changes.values()];
}

function newOrder(event: OrderPlaced, { sequence, timeMs }: Moment): OrderChange {
  return {
    orderId: event.orderId,
    placed: { event, sequence, timeMs },
    sizeMatched: 0,
    sizeCancelled: 0,
    sizeLapsed: 0,
    matchedPriceSize: 0,
    sizeRemaining: event.size,
    updatedSequence: sequence,
    updatedAtMs: timeMs,
  };
}

function touch(
  changes: Map<number, OrderChange>,
  orderId: number,
  { sequence, timeMs }: Moment,
): OrderChange {
  let change = changes.get(orderId);
  if (change === undefined) {
    change = {
      orderId,
      placed: undefined,
      sizeMatched: 0,
      sizeCancelled: 0,
      sizeLapsed: 0,
      matchedPriceSize: 0,
      sizeRemaining: 0,
      updatedSequence: sequence,
      updatedAtMs: timeMs,
    };
    changes.set(orderId, change);
  }
  change.updatedSequence = sequence;
  change.updatedAtMs = timeMs;
  return change;
}

function match(change: OrderChange, { price, size }: OrderMatched, sizeRemaining: number): void {
  change.sizeMatched += size;
  change.matchedPriceSize += price * size;
  change.sizeRemaining = sizeRemaining;
}
