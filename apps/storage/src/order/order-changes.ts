import type {
  CancelReason,
  LapseReason,
  OrderMatched,
  OrderPlaced,
  OrderTermsSet,
  SequencedExchangeEvent,
  TradeEvent,
} from '@backlay/contracts';

/** Terms that an order was placed with. */
export type Terms = Pick<OrderTermsSet, 'persistence' | 'timeInForce' | 'minFillSize' | 'goodTillMs'>;

const PLAIN_TERMS: Terms = { persistence: 'LAPSE', timeInForce: 'REST', minFillSize: 0, goodTillMs: 0 };

/** What happened to one order in a batch: sums of its events, and how the last of them left it; null: as it was. */
export interface OrderChange {
  readonly orderId: number;
  /** The order's first event when it lies in the batch: the order is new. */
  readonly placed:
    { readonly event: OrderPlaced; readonly sequence: number; readonly timeMs: number } | undefined;
  /** Known, like the wait, only of a new order: both follow its placing in the same command. */
  terms: Terms;
  /** When the bet delay ends; null when the order does not wait, or no longer. */
  releaseMs: number | null;
  hasEndedWait: boolean;
  sizeMatched: number;
  sizeCancelled: number;
  sizeLapsed: number;
  sizeVoided: number;
  /** By how much the sum of price × size of the trades grows. */
  matchedPriceSize: number;
  sizeRemaining: number | null;
  price: number | null;
  cancelReason: CancelReason | null;
  lapseReason: LapseReason | null;
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
  for (const moment of events) apply(changes, moment);
  return [...changes.values()];
}

function apply(changes: Map<number, OrderChange>, moment: SequencedExchangeEvent): void {
  const event = moment.data;
  switch (event.type) {
    case 'order.placed':
      changes.set(event.orderId, newOrder(event, moment));
      return;
    case 'order.matched':
      match(touch(changes, event.makerOrderId, moment), event, event.makerSizeRemaining);
      match(touch(changes, event.takerOrderId, moment), event, event.takerSizeRemaining);
      return;
    case 'order.cancelled': {
      const change = touch(changes, event.orderId, moment);
      change.sizeCancelled += event.sizeCancelled;
      change.cancelReason = event.reason;
      leave(change, event.sizeRemaining);
      return;
    }
    case 'order.lapsed': {
      const change = touch(changes, event.orderId, moment);
      change.sizeLapsed += event.sizeLapsed;
      change.lapseReason = event.reason;
      leave(change, 0);
      return;
    }
    case 'order.terms-set':
      touch(changes, event.orderId, moment).terms = event;
      return;
    case 'order.delayed':
      touch(changes, event.orderId, moment).releaseMs = event.releaseMs;
      return;
    case 'order.released':
      endWait(touch(changes, event.orderId, moment));
      return;
    case 'order.repriced':
      touch(changes, event.orderId, moment).price = event.price;
      return;
    case 'trade.voided':
    case 'trade.reduced':
      for (const orderId of [event.makerOrderId, event.takerOrderId]) {
        change(touch(changes, orderId, moment), event);
      }
      return;
    default:
  }
}

function newOrder(event: OrderPlaced, { sequence, timeMs }: Moment): OrderChange {
  const placed = { event, sequence, timeMs };
  const untouched = untouchedOrder(event.orderId, { sequence, timeMs });
  return { ...untouched, placed, sizeRemaining: event.size, price: event.price };
}

function untouchedOrder(orderId: number, { sequence, timeMs }: Moment): OrderChange {
  return {
    orderId,
    placed: undefined,
    terms: PLAIN_TERMS,
    releaseMs: null,
    hasEndedWait: false,
    sizeMatched: 0,
    sizeCancelled: 0,
    sizeLapsed: 0,
    sizeVoided: 0,
    matchedPriceSize: 0,
    sizeRemaining: null,
    price: null,
    cancelReason: null,
    lapseReason: null,
    updatedSequence: sequence,
    updatedAtMs: timeMs,
  };
}

function touch(changes: Map<number, OrderChange>, orderId: number, moment: Moment): OrderChange {
  let change = changes.get(orderId);
  if (change === undefined) {
    change = untouchedOrder(orderId, moment);
    changes.set(orderId, change);
  }
  change.updatedSequence = moment.sequence;
  change.updatedAtMs = moment.timeMs;
  return change;
}

function match(change: OrderChange, { price, size }: OrderMatched, sizeRemaining: number): void {
  change.sizeMatched += size;
  change.matchedPriceSize += price * size;
  leave(change, sizeRemaining);
}

function change(order: OrderChange, event: TradeEvent): void {
  if (event.type === 'trade.reduced') {
    order.matchedPriceSize += (event.price - event.priceBefore) * event.size;
    return;
  }
  order.sizeMatched -= event.size;
  order.sizeVoided += event.size;
  order.matchedPriceSize -= event.price * event.size;
}

function leave(change: OrderChange, sizeRemaining: number): void {
  change.sizeRemaining = sizeRemaining;
  if (sizeRemaining === 0) endWait(change);
}

function endWait(change: OrderChange): void {
  change.releaseMs = null;
  change.hasEndedWait = true;
}
