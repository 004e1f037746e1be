import { Side } from '@backlay/matcher';
import { OrderBook, Side as PeerSide } from 'nodejs-order-book';
import type { Fills } from '../fills.js';
import type { Peer, PeerBook, PeerOrder } from './peer.js';

type Answer = ReturnType<OrderBook['limit']>;

class Book implements PeerBook {
  readonly #book = new OrderBook();
  #takerId = '';
  #answer: Answer | undefined;

  place({ id, side, price, size }: PeerOrder): void {
    this.#takerId = id;
    this.#answer = this.#book.limit({
      id,
      side: side === Side.BACK ? PeerSide.SELL : PeerSide.BUY,
      size,
      price,
    });
  }

  cancel(id: string): void {
    this.#book.cancel(id);
  }

  /** Whole makers in their order, then one that was filled in part. */
  addFills(fills: Fills): void {
    const { done = [], partial = null, partialQuantityProcessed = 0 } = this.#answer ?? {};
    for (const maker of done) {
      if (maker.id !== this.#takerId && 'price' in maker) fills.add(maker.price, maker.size);
    }
    if (partial !== null && partial.id !== this.#takerId) fills.add(partial.price, partialQuantityProcessed);
  }
}

export const NODEJS_ORDER_BOOK: Peer = {
  name: 'nodejs-order-book',
  about: 'numbers as they are, a red-black tree of prices, a queue of objects at each',
  share: 1,
  newBook: () => new Book(),
};
