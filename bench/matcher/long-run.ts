import { CommandKind, RejectReason } from '@backlay/matcher';
import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';
import { MatcherRun } from './matcher-run.js';

const ORDER_DOUBLES = COMMAND_WORDS / 2;

/**
 * Plays one flow again and again to one matcher, which so lives through more commands than a flow can hold. Between two passes
 * all that rests is cancelled. Orders have other ids in each pass, so their cancels are told the new ones, in the flow itself: it is
 * of no use for anything else afterwards.
 */
export class LongRun {
  readonly #flow: Flow;
  readonly #run: MatcherRun;
  /** By the command that places an order: the one that cancels it; 0 when there is none, as the first never cancels. */
  readonly #cancelOf: Int32Array;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#run = new MatcherRun(flow, 'free');
    this.#cancelOf = cancelsOf(flow);
  }

  get commandCount(): number {
    return this.#flow.length;
  }

  /** Commands of the flow from `from` up to, not including, `to`. At most so many as there is room for their events. */
  play(from: number, to: number): void {
    const [run, cancelOf, doubles] = [this.#run, this.#cancelOf, this.#flow.doubles];
    const { events } = run.matcher;
    for (let index = from; index < to; index++) {
      const first = events.count;
      run.execute(index);
      const cancel = cancelOf[index]!;
      if (cancel !== 0) doubles[cancel * ORDER_DOUBLES + COMMAND.ORDER_F64] = events.orderId(first);
      if (index % 64 === 0) events.clear();
    }
    events.clear();
  }

  /** Takes out all that rests, so that the flow can begin again. */
  empty(): void {
    const { setting, length } = this.#flow;
    if (this.#run.refused > 0) throw new Error(`${this.#run.refused} commands of the flow were refused`);
    let sequence = this.#run.firstSequence + length;
    for (let marketId = 1; marketId <= setting.markets; marketId++) {
      for (let account = 0; account < setting.accounts; account++) {
        const reason = this.#run.matcher.execute(
          { kind: CommandKind.CancelAll, account, marketId },
          sequence++,
          0,
        );
        if (reason !== RejectReason.None)
          throw new Error(`a cancel of all was refused: ${RejectReason[reason]}`);
        this.#run.matcher.events.clear();
      }
    }
    this.#run.firstSequence = sequence;
  }
}

function cancelsOf({ words, doubles, length }: Flow): Int32Array {
  const cancels = new Int32Array(length);
  const placedBy = new Map<number, number>();
  for (let index = 0; index < length; index++) {
    const orderId = doubles[index * ORDER_DOUBLES + COMMAND.ORDER_F64]!;
    if (words[index * COMMAND_WORDS + COMMAND.IS_CANCEL] === 1) cancels[placedBy.get(orderId)!] = index;
    else placedBy.set(orderId, index);
  }
  return cancels;
}
