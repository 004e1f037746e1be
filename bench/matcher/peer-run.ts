import type { Side } from '@backlay/matcher';
import type { Fills } from './fills.js';
import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';
import type { Run } from './measure.js';
import type { Peer, PeerBook, PeerOrder } from './peers/peer.js';

/** Plays a flow to a peer, one book a runner. Ids are made into strings beforehand. */
export class PeerRun implements Run {
  readonly #flow: Flow;
  readonly #ids: readonly string[];
  readonly #books: readonly PeerBook[];
  readonly #order: PeerOrder = { id: '', side: 0, price: 0, size: 0 };

  constructor(peer: Peer, flow: Flow, ids: readonly string[]) {
    this.#flow = flow;
    this.#ids = ids;
    this.#books = Array.from({ length: flow.runners + 1 }, () => peer.newBook());
  }

  static idsOf(flow: Flow, count: number): string[] {
    return Array.from({ length: count }, (_, index) =>
      String(flow.doubles[index * (COMMAND_WORDS / 2) + COMMAND.ORDER_F64]),
    );
  }

  play(from: number, to: number): void {
    for (let index = from; index < to; index++) this.#execute(index);
  }

  /** As `play` from the beginning, and adds the fills. */
  playAndCollect(to: number, fills: Fills): void {
    for (let index = 0; index < to; index++) this.#execute(index)?.addFills(fills);
  }

  /** @returns the book where an order was placed */
  #execute(index: number): PeerBook | undefined {
    const words = this.#flow.words;
    const command = index * COMMAND_WORDS;
    const book = this.#books[words[command + COMMAND.RUNNER]!]!;
    const id = this.#ids[index]!;
    if (words[command + COMMAND.IS_CANCEL] === 1) {
      book.cancel(id);
      return undefined;
    }
    const order = this.#order;
    order.id = id;
    order.side = words[command + COMMAND.SIDE] as Side;
    order.price = words[command + COMMAND.PRICE]!;
    order.size = words[command + COMMAND.SIZE]!;
    book.place(order);
    return book;
  }
}
