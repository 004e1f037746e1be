import type { FeedOrder, OrderChange, OrdersDelta, OrdersImage } from '@backlay/contracts';

/** The live orders of an account, kept up by the events that happen to them. */
export class OrderCopies {
  readonly #orders = new Map<number, FeedOrder>();

  /** The same map for as long as there is this object. */
  get orders(): ReadonlyMap<number, FeedOrder> {
    return this.#orders;
  }

  replace({ orders }: OrdersImage): void {
    this.#orders.clear();
    for (const order of orders) this.#orders.set(order.orderId, order);
  }

  apply({ changes }: OrdersDelta): void {
    for (const change of changes) this.#apply(change);
  }

  #apply(change: OrderChange): void {
    const { orderId } = change;
    const order = orderAfter(this.#orders.get(orderId), change);
    if (order === undefined) return;
    if (order.sizeRemaining > 0) this.#orders.set(orderId, order);
    else this.#orders.delete(orderId);
  }
}

/** The order after a change, or undefined when it is none of the live ones. */
function orderAfter(order: FeedOrder | undefined, change: OrderChange): FeedOrder | undefined {
  const { event, orderId } = change;
  if (event.type === 'order.placed') return placed(change, event);
  if (order === undefined) return undefined;
  switch (event.type) {
    case 'order.matched': {
      const isMaker = event.makerOrderId === orderId;
      const sizeRemaining = isMaker ? event.makerSizeRemaining : event.takerSizeRemaining;
      return { ...order, sizeMatched: order.sizeMatched + event.size, sizeRemaining };
    }
    case 'order.cancelled': {
      const sizeCancelled = order.sizeCancelled + event.sizeCancelled;
      return { ...order, sizeCancelled, sizeRemaining: event.sizeRemaining };
    }
    case 'order.lapsed':
      return { ...order, sizeLapsed: order.sizeLapsed + event.sizeLapsed, sizeRemaining: 0 };
    case 'order.terms-set':
      return { ...order, persistence: event.persistence };
    case 'order.delayed':
      return { ...order, status: 'WAITING' };
    case 'order.released':
      return { ...order, status: 'RESTING', sizeRemaining: event.sizeRemaining };
    case 'order.repriced':
      return { ...order, price: event.price, sizeRemaining: event.sizeRemaining };
    case 'trade.voided': {
      const { sizeMatched, sizeVoided } = order;
      return { ...order, sizeMatched: sizeMatched - event.size, sizeVoided: sizeVoided + event.size };
    }
    case 'trade.reduced':
      // The price of a trade that was made: the order itself is what it was.
      return order;
  }
}

function placed(
  { orderId, timeMs }: OrderChange,
  { marketId, runnerId, side, price, size }: Extract<OrderChange['event'], { type: 'order.placed' }>,
): FeedOrder {
  return {
    orderId,
    marketId,
    runnerId,
    side,
    price,
    size,
    sizeMatched: 0,
    sizeRemaining: size,
    sizeCancelled: 0,
    sizeLapsed: 0,
    sizeVoided: 0,
    status: 'RESTING',
    persistence: 'LAPSE',
    placedMs: timeMs,
  };
}
