import {
  CommandKind,
  EventKind,
  RejectReason,
  type EventBuffer,
  type Matcher,
  type Side,
} from '@backlay/matcher';
import { FIRST_SEQUENCE, matcherFor, type Stakes } from './bench-market.js';
import type { Fills } from './fills.js';
import { COMMAND, COMMAND_WORDS, type Flow } from './flow.js';

const { IS_CANCEL, RUNNER, SIDE, PRICE, SIZE, ACCOUNT, ORDER_F64 } = COMMAND;

/** The consumer of the events takes them away after so many commands. */
const COMMANDS_PER_CLEAR = 64;
const TIME_MS = 1_700_000_000_000;

/** Plays a flow to a fresh matcher. The two command objects are used again and again, as a decoder may do. */
export class MatcherRun {
  readonly matcher: Matcher;
  readonly #flow: Flow;
  readonly #isSpread: boolean;
  readonly #place = {
    kind: CommandKind.PlaceOrder as const,
    marketId: 1,
    runnerId: 1,
    side: 0 as Side,
    price: 0,
    size: 0,
    account: 0,
  };
  readonly #cancel = { kind: CommandKind.CancelOrder as const, account: 0, orderId: 0, size: 0 };
  /** Of the flow's first command. */
  firstSequence = FIRST_SEQUENCE;
  events = 0;
  refused = 0;

  constructor(flow: Flow, stakes: Stakes = 'free') {
    this.#flow = flow;
    this.#isSpread = flow.setting.markets > 1;
    this.matcher = matcherFor(flow.setting, stakes);
  }

  /** Executes the commands from `from` up to, not including, `to`. */
  play(from: number, to: number): void {
    const events = this.matcher.events;
    for (let index = from; index < to; index++) {
      this.execute(index);
      if (index % COMMANDS_PER_CLEAR === 0) {
        this.events += events.count;
        events.clear();
      }
    }
    this.events += events.count;
    events.clear();
  }

  execute(index: number): void {
    const { words, doubles } = this.#flow;
    const command = index * COMMAND_WORDS;
    let reason: RejectReason;
    if (words[command + IS_CANCEL] === 1) {
      const cancel = this.#cancel;
      cancel.account = words[command + ACCOUNT]!;
      cancel.orderId = doubles[(command >> 1) + ORDER_F64]!;
      reason = this.matcher.execute(cancel, this.firstSequence + index, TIME_MS);
    } else {
      const place = this.#place;
      if (this.#isSpread) place.marketId = words[command + RUNNER]!;
      else place.runnerId = words[command + RUNNER]!;
      place.side = words[command + SIDE]!;
      place.price = words[command + PRICE]!;
      place.size = words[command + SIZE]!;
      place.account = words[command + ACCOUNT]!;
      reason = this.matcher.execute(place, this.firstSequence + index, TIME_MS);
    }
    if (reason !== RejectReason.None) this.refused += 1;
  }
}

/** Adds the trades among the events to the fills. */
export function collectFills(events: EventBuffer, fills: Fills): void {
  for (let index = 0; index < events.count; index++) {
    if (events.kind(index) === EventKind.OrderMatched) fills.add(events.price(index), events.size(index));
  }
}
