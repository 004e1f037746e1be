import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';

const { IS_CANCEL, RUNNER, SIDE, PRICE, SIZE, ACCOUNT, ORDER_F64 } = COMMAND;

/** The bare floor: reads every command of a flow and does nothing with it, so that the rest is the matcher's. */
export class FloorRun {
  readonly #flow: Flow;
  sum = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  play(from: number, to: number): void {
    const { words, doubles } = this.#flow;
    let sum = 0;
    for (let index = from; index < to; index++) {
      const command = index * COMMAND_WORDS;
      sum += words[command + ACCOUNT]! + words[command + RUNNER]!;
      if (words[command + IS_CANCEL] === 1) sum += doubles[(command >> 1) + ORDER_F64]!;
      else sum += words[command + SIDE]! + words[command + PRICE]! + words[command + SIZE]!;
    }
    this.sum = sum;
  }
}
