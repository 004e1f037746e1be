import type {
  FeedOrder,
  FeedRequest,
  OrderChange,
  OrdersDelta,
  OrdersImage,
  ResumePoint,
} from '@backlay/contracts';
import { OrderCopies } from '../copy/order-copies.js';
import { Listeners } from '../listeners.js';
import { Subscription, type SubscriptionHost } from './subscription.js';

/** How the orders are followed. */
export interface OrdersWanted {
  /** At most one message in so many ms; no change is left out. Default 0. */
  readonly conflateMs?: number | undefined;
}

/** The live orders of the key's account. */
export class OrderSubscription extends Subscription<OrdersImage, OrdersDelta> {
  readonly #copies = new OrderCopies();
  readonly #listeners = new Listeners<[changes: readonly OrderChange[], isImage: boolean]>();
  readonly #wanted: OrdersWanted;

  /** @internal made by `FeedClient.orders` */
  constructor(host: SubscriptionHost, wanted: OrdersWanted) {
    super(host);
    this.#wanted = wanted;
  }

  /** The live orders by id as they are at {@link sequence}; always the same map. */
  get orders(): ReadonlyMap<number, FeedOrder> {
    return this.#copies.orders;
  }

  /**
   * Calls the listener after each message: with what has happened, in order, or with nothing and `isImage` when all orders
   * were replaced.
   * @returns its removal
   */
  onChange(listener: (changes: readonly OrderChange[], isImage: boolean) => void): () => void {
    return this.#listeners.add(listener);
  }

  protected request(id: string, since: ResumePoint | undefined): FeedRequest {
    return { op: 'subscribe', id, feed: 'orders', ...this.#wanted, since };
  }

  /** Orders have no checksum: each of their changes is told, in order and with its reason. */
  protected replace(image: OrdersImage): boolean {
    this.#copies.replace(image);
    return true;
  }

  protected apply(delta: OrdersDelta): boolean {
    this.#copies.apply(delta);
    return true;
  }

  protected tell(message: OrdersImage | OrdersDelta, isImage: boolean): void {
    this.#listeners.tell('changes' in message ? message.changes : [], isImage);
  }

  protected clear(): void {
    this.#copies.clear();
    this.#listeners.tell([], true);
  }
}
