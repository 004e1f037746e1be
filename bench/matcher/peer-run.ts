import { OrderBook, Side } from 'nodejs-order-book';
import type { Fills } from './fills.js';
import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';

/**
 * Plays a flow to `nodejs-order-book`, one book a runner. A BACK sells and a LAY buys: a seller at p takes buyers at
 * p or more, highest first, as a BACK at p takes LAYs. Ids are made into strings beforehand.
 */
export class PeerRun {
  readonly #flow: Flow;
  readonly #ids: readonly string[];
  readonly #books: readonly OrderBook[];

  constructor(flow: Flow, ids: readonly string[]) {
    this.#flow = flow;
    this.#ids = ids;
    this.#books = Array.from({ length: flow.runners + 1 }, () => new OrderBook());
  }

  static idsOf(flow: Flow, count: number): string[] {
    return Array.from({ length: count }, (_, index) =>
      String(flow.doubles[index * (COMMAND_WORDS / 2) + COMMAND.ORDER_F64]),
    );
  }

  play(from: number, to: number): void {
    for (let index = from; index < to; index++) this.#execute(index);
  }

  /** As `play`, and adds the fills: whole makers in their order, then one that was filled in part. */
  playAndCollect(to: number, fills: Fills): void {
    for (let index = 0; index < to; index++) {
      const answer = this.#execute(index);
      if (answer === undefined) continue;
      const takerId = this.#ids[index];
      for (const maker of answer.done) {
        if (maker.id !== takerId && 'price' in maker) fills.add(maker.price, maker.size);
      }
      if (answer.partial !== null && answer.partial.id !== takerId) {
        fills.add(answer.partial.price, answer.partialQuantityProcessed);
      }
    }
  }

  #execute(index: number) {
    const words = this.#flow.words;
    const command = index * COMMAND_WORDS;
    const book = this.#books[words[command + COMMAND.RUNNER]!]!;
    const id = this.#ids[index]!;
    if (words[command + COMMAND.IS_CANCEL] === 1) {
      book.cancel(id);
      return undefined;
    }
    return book.limit({
      id,
      side: words[command + COMMAND.SIDE] === 0 ? Side.SELL : Side.BUY,
      size: words[command + COMMAND.SIZE]!,
      price: words[command + COMMAND.PRICE]!,
    });
  }
}
