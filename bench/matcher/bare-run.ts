import { RejectReason } from '@backlay/matcher';
import { FIRST_SEQUENCE } from './bench-market.js';
import { BareExchange } from './bare-exchange.js';
import type { Fills } from './fills.js';
import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';

const { IS_CANCEL, RUNNER, SIDE, PRICE, SIZE, ACCOUNT, ORDER_F64 } = COMMAND;
/** As for the matcher. */
const COMMANDS_PER_CLEAR = 64;

/** Plays a flow of one market to a bare exchange. */
export class BareRun {
  readonly #flow: Flow;
  readonly #exchange: BareExchange;
  refused = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#exchange = new BareExchange(flow);
  }

  play(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      this.#execute(index);
      if (index % COMMANDS_PER_CLEAR === 0) this.#exchange.clear();
    }
    this.#exchange.clear();
  }

  /** As `play`, and adds the fills. */
  playAndCollect(to: number, fills: Fills): void {
    for (let index = 0; index < to; index++) {
      this.#execute(index);
      this.#exchange.collect(fills);
      this.#exchange.clear();
    }
  }

  #execute(index: number): void {
    const { words, doubles } = this.#flow;
    const command = index * COMMAND_WORDS;
    const account = words[command + ACCOUNT]!;
    const sequence = FIRST_SEQUENCE + index;
    const reason =
      words[command + IS_CANCEL] === 1
        ? this.#exchange.cancel(account, doubles[(command >> 1) + ORDER_F64]!, sequence)
        : this.#exchange.place(
            words[command + RUNNER]!,
            words[command + SIDE]!,
            words[command + PRICE]!,
            words[command + SIZE]!,
            account,
            sequence,
          );
    if (reason !== RejectReason.None) this.refused += 1;
  }
}
