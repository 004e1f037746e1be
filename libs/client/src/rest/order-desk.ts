import type { CommandRoute, SocketRoute } from '../commands/command-route.js';
import {
  batchReader,
  cancelAllReader,
  orderPageReader,
  orderReader,
  placedReader,
  replacedReader,
  type CancelAll,
  type Order,
  type Outcome,
  type PlacedOrder,
  type ReplacedOrder,
} from './order-answers.js';
import {
  decimal,
  orderBody,
  type Named,
  type NewOrder,
  type OrderCancel,
  type OrderReplacement,
} from './order-requests.js';
import type { Reader } from './reading.js';
import { queryOf, RestAccess } from './rest-access.js';

/** The engine takes at most so many orders, or cancels, in one request. */
export const BATCH_ORDERS_MAX = 200;
const PAGE_ORDERS = 1_000;

const PLACE: SocketRoute = { path: '/v1/orders', op: 'place' };
const PLACE_BATCH: SocketRoute = { path: '/v1/orders/batch', op: 'placeBatch' };
const CANCEL_BATCH: SocketRoute = { path: '/v1/orders/cancel-batch', op: 'cancelBatch' };
const CANCEL_ALL: SocketRoute = { path: '/v1/orders/cancel-all', op: 'cancelAll' };
const changeOf = (orderId: number, op: 'cancel' | 'reduce' | 'replace'): SocketRoute => ({
  path: `/v1/orders/${orderId}/${op}`,
  op,
  orderId,
});

const placedBatch = batchReader(placedReader);
const cancelledBatch = batchReader(orderReader);

/**
 * Orders of a trader. All of it throws ProblemError with the reason when it is refused, NoAnswerError when the engine cannot be
 * reached, and resolves when what it did is on the engine's disk.
 */
export abstract class OrderDesk extends RestAccess {
  /** @returns the order as it stands after matching what it could at once */
  placeOrder(order: NewOrder): Promise<PlacedOrder> {
    return this.command(PLACE, orderBody(order), placedReader);
  }

  /**
   * Places up to {@link BATCH_ORDERS_MAX} orders one after the other; a refused one does not stop the others.
   * @returns one outcome per order, in their order
   */
  placeOrders(orders: readonly NewOrder[]): Promise<readonly Outcome<PlacedOrder>[]> {
    const bodies = orders.map((order) => this.named(orderBody(order)));
    return this.#batch(PLACE_BATCH, { orders: bodies }, placedBatch);
  }

  /** Takes all that remains of an order out of its book. */
  cancelOrder(orderId: number, named: Named = {}): Promise<Order> {
    return this.command(changeOf(orderId, 'cancel'), { ...named }, orderReader);
  }

  /** Takes a part out; the rest keeps its place. More than remains takes all. */
  reduceOrder({ orderId, size, ...named }: OrderCancel & { readonly size: number }): Promise<Order> {
    return this.command(changeOf(orderId, 'reduce'), { ...named, size: decimal(size) }, orderReader);
  }

  /**
   * Cancels or reduces up to {@link BATCH_ORDERS_MAX} orders.
   * @returns one outcome per cancel, in their order
   */
  cancelOrders(cancels: readonly OrderCancel[]): Promise<readonly Outcome<Order>[]> {
    const bodies = cancels.map((cancel) => this.named({ ...cancel, size: decimal(cancel.size) }));
    return this.#batch(CANCEL_BATCH, { cancels: bodies }, cancelledBatch);
  }

  /** Gives an order another price, another remaining size, or both. */
  replaceOrder({ orderId, price, size, ...named }: OrderReplacement): Promise<ReplacedOrder> {
    const body = { ...named, price: decimal(price), size: decimal(size) };
    return this.command(changeOf(orderId, 'replace'), body, replacedReader);
  }

  /** Cancels all orders of the account in a market. */
  cancelAll(marketId: number, named: Named = {}): Promise<CancelAll> {
    return this.command(CANCEL_ALL, { ...named, marketId }, cancelAllReader);
  }

  /** A live order, or one of the latest completed ones. */
  order(orderId: number): Promise<Order> {
    return this.read(`/v1/orders/${orderId}`, orderReader);
  }

  /**
   * All live orders of an account by id, in a market or in all of them.
   * @param accountId for an operator; a trader's is that of the key
   */
  async orders(marketId?: number, accountId?: string): Promise<readonly Order[]> {
    const orders: Order[] = [];
    let after: string | undefined;
    do {
      const query = queryOf({ marketId, accountId, limit: PAGE_ORDERS, after });
      const page = await this.read(`/v1/orders${query}`, orderPageReader);
      orders.push(...page.orders);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return orders;
  }

  async #batch<T extends { readonly sequence: number }>(
    route: CommandRoute,
    body: object,
    reader: Reader<readonly Outcome<T>[]>,
  ): Promise<readonly Outcome<T>[]> {
    const outcomes = await this.send(route, body, reader);
    for (const result of outcomes)
      this.note(result.outcome === 'ACCEPTED' ? result.order.sequence : result.problem.sequence);
    return outcomes;
  }
}
