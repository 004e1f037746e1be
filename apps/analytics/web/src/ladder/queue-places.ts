import type { FeedClient } from '@backlay/client';
import type { FeedOrder, QueuePlace } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';

/** Places change with every order in front; so often they are asked for, in ms. */
const INTERVAL_MS = 1_000;
/** Orders whose places are asked for; further ones show none. */
const ORDERS_MAX = 20;

/** The places of own orders in their queues. */
export class QueuePlaces {
  readonly #feed: FeedClient;
  readonly #places = signal<ReadonlyMap<number, QueuePlace>>(new Map());
  readonly #timer: ReturnType<typeof setInterval>;
  #orders: readonly FeedOrder[] = [];

  constructor(feed: FeedClient) {
    this.#feed = feed;
    this.#timer = setInterval(() => void this.#ask(), INTERVAL_MS);
  }

  /** By order id. */
  get places(): ReadonlySignal<ReadonlyMap<number, QueuePlace>> {
    return this.#places;
  }

  /** Follows these orders from now on. */
  follow(orders: readonly FeedOrder[]): void {
    this.#orders = orders.filter(({ status }) => status === 'RESTING').slice(0, ORDERS_MAX);
    void this.#ask();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#orders.length === 0 || this.#feed.state !== 'open') return;
    const asked = this.#orders.map(({ orderId }) => this.#feed.queuePlace(orderId));
    // An order that is gone meanwhile has no place.
    const answers = await Promise.allSettled(asked);
    const places = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    this.#places.value = new Map(places.map((place) => [place.orderId, place]));
  }
}
