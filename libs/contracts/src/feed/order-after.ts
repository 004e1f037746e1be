import type { FeedOrder, OrderChange } from './feed-messages.js';

/**
 * A live order after a change of it.
 * @param order undefined before its placing
 * @returns undefined when it is complete
 */
export function orderAfter(
  order: FeedOrder | undefined,
  { orderId, timeMs, event }: OrderChange,
): FeedOrder | undefined {
  if (event.type === 'order.placed') {
    const { marketId, runnerId, side, price, size } = event;
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
  if (order === undefined) return undefined;
  const after = changed(order, event);
  return after.sizeRemaining === 0 ? undefined : after;
}

function changed(order: FeedOrder, event: OrderChange['event']): FeedOrder {
  switch (event.type) {
    case 'order.matched':
      return {
        ...order,
        sizeMatched: order.sizeMatched + event.size,
        sizeRemaining: order.sizeRemaining - event.size,
      };
    case 'order.cancelled':
      return {
        ...order,
        sizeCancelled: order.sizeCancelled + event.sizeCancelled,
        sizeRemaining: event.sizeRemaining,
      };
    case 'order.lapsed':
      return {
        ...order,
        sizeLapsed: order.sizeLapsed + event.sizeLapsed,
        sizeRemaining: order.sizeRemaining - event.sizeLapsed,
      };
    case 'order.terms-set':
      return { ...order, persistence: event.persistence };
    case 'order.delayed':
      return { ...order, status: 'WAITING' };
    case 'order.released':
      return { ...order, status: 'RESTING' };
    case 'order.repriced':
      return { ...order, price: event.price };
    case 'trade.voided':
      return {
        ...order,
        sizeMatched: order.sizeMatched - event.size,
        sizeVoided: order.sizeVoided + event.size,
      };
    default:
      return order;
  }
}
