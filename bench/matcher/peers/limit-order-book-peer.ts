import { Side } from '@backlay/matcher';
import { LimitOrder, LimitOrderBook } from 'limit-order-book';
import type { Fills } from '../fills.js';
import type { Peer, PeerBook, PeerOrder } from './peer.js';

class Book implements PeerBook {
  readonly #book = new LimitOrderBook({ symbol: 'BENCH', priceStep: '1', sizeStep: '1' });
  #answer: ReturnType<LimitOrderBook['add']> | undefined;

  /** Whole numbers become text here, which is less than a hundredth of what the order takes. */
  place({ id, side, price, size }: PeerOrder): void {
    this.#answer = this.#book.add(
      new LimitOrder(id, side === Side.BACK ? 'ask' : 'bid', String(price), String(size)),
    );
  }

  cancel(id: string): void {
    if (this.#book.remove(id) === null) throw new Error(`limit-order-book has no order ${id}`);
  }

  addFills(fills: Fills): void {
    for (const { price, filled } of this.#answer?.makers ?? []) fills.add(Number(price), Number(filled));
  }
}

export const LIMIT_ORDER_BOOK: Peer = {
  name: 'limit-order-book',
  about: 'decimals as text throughout, computed by decimal.js: exact for any price',
  share: 0.2,
  newBook: () => new Book(),
};
