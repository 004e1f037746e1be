import { CommandKind, type Command, type PlaceOrder } from '../command.js';
import { EventKind, type MatcherEvent, type OrderMatched } from '../event.js';
import { Matcher } from '../matcher.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';

export const RUNNER = 11;
export const OTHER_RUNNER = 12;

/**
 * A matcher with one open market of two runners, to be spoken to in short words: orders as `BACK 2 @ 5.0`, sizes in
 * whole money and prices in decimal odds as people write them.
 */
export class TestMarket {
  readonly matcher: Matcher;
  readonly marketId: number;
  #sequence = 0;

  constructor(ladder: LadderDefinition = { kind: 'CLASSIC' }, matcher = new Matcher()) {
    this.matcher = matcher;
    const runners = [RUNNER, OTHER_RUNNER].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    this.must({ kind: CommandKind.CreateMarket, name: 'Test', runners, ladder });
    this.marketId = matcher.marketCount;
    this.must({ kind: CommandKind.OpenMarket, marketId: this.marketId });
  }

  /** Executes a command, drops what happened before, and gives the reason. */
  execute(command: Command): RejectReason {
    this.matcher.events.clear();
    this.#sequence += 1;
    return this.matcher.execute(command, this.#sequence, 1_000 + this.#sequence);
  }

  /** Executes a command that is to be accepted and gives its events. */
  must(command: Command): MatcherEvent[] {
    const reason = this.execute(command);
    if (reason !== RejectReason.None) throw new Error(`${JSON.stringify(command)}: ${RejectReason[reason]}`);
    return this.matcher.events.toArray();
  }

  /** Places `BACK 2 @ 5.0`, or more than one order separated by commas, and gives the id of the last. */
  place(orders: string, account = 1): number {
    let orderId = 0;
    for (const order of orders.split(',')) {
      const [placed] = this.must({ ...this.order(order), account });
      if (placed?.kind === EventKind.OrderPlaced) orderId = placed.orderId;
    }
    return orderId;
  }

  /** The command of `BACK 2 @ 5.0`. */
  order(text: string): PlaceOrder {
    const match = /^\s*(BACK|LAY) (\S+) @ (\S+)\s*$/.exec(text);
    if (match === null) throw new Error(`not an order: ${text}`);
    return {
      kind: CommandKind.PlaceOrder,
      marketId: this.marketId,
      runnerId: RUNNER,
      side: match[1] === 'BACK' ? Side.BACK : Side.LAY,
      size: hundredths(match[2]),
      price: hundredths(match[3]),
      account: 1,
    };
  }

  cancel(orderId: number, size = 0, account = 1): MatcherEvent[] {
    return this.must({ kind: CommandKind.CancelOrder, account, orderId, size: size * 100 });
  }

  /** Trades of the latest command, as `2 @ 5`. */
  trades(): string[] {
    const trades = this.matcher.events.toArray().filter((event) => event.kind === EventKind.OrderMatched);
    return trades.map((trade: OrderMatched) => `${trade.size / 100} @ ${trade.price / 100}`);
  }
}

/** Exactly: 2.02 is 202, although 2.02 * 100 is not. */
export function hundredths(decimal = ''): number {
  return Math.round(Number(decimal) * 100);
}
