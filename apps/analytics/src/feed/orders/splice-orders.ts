import { orderAfter, type FeedOrder, type OrderChange } from '@backlay/contracts';

/** Live orders of an account by id, up to one id: page behind page they are all. */
export interface OrderPage {
  /** The highest id that the page would have; Infinity for the last page. */
  readonly upToOrderId: number;
  readonly orders: readonly FeedOrder[];
  /** What the page is true for. */
  readonly sequence: number;
}

/**
 * The live orders of an account after some changes. Pages are read one after the other, each at another moment: of the orders
 * of a page only those changes count that came after it.
 *
 * @param changes all of the account behind the sequence of the first page, in order
 */
export function spliceOrders(pages: readonly OrderPage[], changes: readonly OrderChange[]): FeedOrder[] {
  const orders = new Map<number, FeedOrder>();
  for (const page of pages) for (const order of page.orders) orders.set(order.orderId, order);
  for (const change of changes) {
    const { orderId } = change;
    const page = pages.find(({ upToOrderId }) => orderId <= upToOrderId);
    if (page === undefined || change.sequence <= page.sequence) continue;
    const after = orderAfter(orders.get(orderId), change);
    if (after === undefined) orders.delete(orderId);
    else orders.set(orderId, after);
  }
  return [...orders.values()].sort((a, b) => a.orderId - b.orderId);
}
