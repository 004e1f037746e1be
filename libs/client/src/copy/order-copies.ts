import {
  orderAfter,
  type FeedOrder,
  type OrderChange,
  type OrdersDelta,
  type OrdersImage,
} from '@backlay/contracts';

/** The live orders of an account, kept up by the events that happen to them. */
export class OrderCopies {
  readonly #orders = new Map<number, FeedOrder>();

  /** The same map for as long as there is this object. */
  get orders(): ReadonlyMap<number, FeedOrder> {
    return this.#orders;
  }

  clear(): void {
    this.#orders.clear();
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
    if (order) this.#orders.set(orderId, order);
    else this.#orders.delete(orderId);
  }
}
