import type { FeedClient } from '@backlay/client';
import type { FeedOrder, OrderChange } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';
import { beforeNextFrame, notBeforeNextFrame } from './frame.js';

/** Told of what has happened to own orders; of nothing when all of them were read anew. */
export type OwnOrdersListener = (changes: readonly OrderChange[]) => void;

/** The live orders of the account, as the feed tells them. */
export class OwnOrders {
  readonly #orders = signal<readonly FeedOrder[]>([]);
  readonly #listeners = new Set<OwnOrdersListener>();
  readonly #stop: () => void;

  constructor(feed: FeedClient) {
    const subscription = feed.orders();
    const flush = (): void => {
      this.#orders.value = [...subscription.orders.values()].sort((a, b) => b.orderId - a.orderId);
    };
    subscription.onChange((changes) => {
      beforeNextFrame(flush);
      for (const listener of this.#listeners) listener(changes);
    });
    // What ends it ends the whole connection, which the page shows.
    subscription.ready().catch(() => {});
    this.#stop = () => {
      subscription.close();
      notBeforeNextFrame(flush);
    };
  }

  /** The latest first. */
  get orders(): ReadonlySignal<readonly FeedOrder[]> {
    return this.#orders;
  }

  /** @returns its removal */
  onChange(listener: OwnOrdersListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stop();
  }
}
