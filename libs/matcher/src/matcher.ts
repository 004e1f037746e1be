import { POSITION_LAYOUT } from './account/position-layout.js';
import { SIDE_LAYOUT } from './book/book-layout.js';
import type { DepthLevel } from './book/depth-level.js';
import { CommandKind, type Command } from './command.js';
import type { EventBuffer } from './event-buffer.js';
import { MarketDesk } from './market/market-desk.js';
import type { MarketView } from './market/market-view.js';
import { ORDER_LAYOUT } from './order/order-layout.js';
import { viewOfOrder, type OrderView } from './order/order-view.js';
import { RejectReason } from './reject-reason.js';
import { Side } from './side.js';
import { loadState, optionsOf, saveState, type Snapshot } from './snapshot.js';
import { hashOf } from './state-hash.js';
import type { MatcherOptions } from './state.js';

const { POSITION_FIRST_ORDER } = POSITION_LAYOUT;
const { SIDE_WORDS } = SIDE_LAYOUT;
const { PlaceOrder, CancelOrder } = CommandKind;
const { ORDER_OWN_NEXT } = ORDER_LAYOUT;

export type { MatcherOptions } from './state.js';

type RarerCommand = Exclude<Command, { kind: CommandKind.PlaceOrder | CommandKind.CancelOrder }>;

/**
 * The matching engine: a pure function of its state and one command after the other. It reads no clock, draws no
 * random number and does no I/O; the same commands with the same sequences and times always give the same answers,
 * events, ids and hash. Prices are in hundredths, sizes in minor units.
 *
 * This class is the door: it hands each command to the exchange behind it, one object built in storeys (state.ts
 * says why). Read on in `OrderDesk.place`, then `Matching`, then `Books` and `PriceTree`.
 */
export class Matcher {
  readonly #exchange: MarketDesk;

  /** An empty matcher. RangeError when an option is beyond its limit. */
  constructor(options: MatcherOptions = {}) {
    this.#exchange = new MarketDesk(options);
  }

  /** A matcher whose every future answer, id, event and hash is that of the one that made the snapshot. */
  static restore(snapshot: Snapshot): Matcher {
    const matcher = new Matcher(optionsOf(snapshot));
    loadState(matcher.#exchange, snapshot);
    return matcher;
  }

  /** What has happened since the consumer's last `clear()`. Not part of the state: no hash or snapshot has it. */
  get events(): EventBuffer {
    return this.#exchange.events;
  }

  /**
   * Executes a command or refuses it whole. `sequence` and `timeMs` come from the sequencer: whole numbers, the
   * sequence greater with every command, refused ones too. A refused command changes nothing and has no event.
   */
  execute(command: Command, sequence: number, timeMs: number): RejectReason {
    this.#exchange.events.currentSequence = sequence;
    // Nearly all commands are one of these two.
    if (command.kind === PlaceOrder) return this.#exchange.place(command, sequence, timeMs);
    if (command.kind === CancelOrder) return this.#exchange.cancel(command);
    return this.#executeRarer(command, sequence, timeMs);
  }

  /** A market, also a closed one. The view shows the current status whenever it is read. */
  market(marketId: number): MarketView | undefined {
    return this.#exchange.marketOf(marketId);
  }

  /** Number of markets ever created; their ids are 1 to this. */
  get marketCount(): number {
    return this.#exchange.markets.length;
  }

  /** All markets, in the order of their ids. */
  markets(): Iterable<MarketView> {
    return this.#exchange.markets.values();
  }

  /** An order that is still in the book, as it stands now. One that is done is not known here any more. */
  order(orderId: number): OrderView | undefined {
    const order = this.#exchange.findOrder(orderId);
    return order === 0 ? undefined : viewOfOrder(this.#exchange, order);
  }

  /**
   * The best levels of the orders that rest on one side of a runner's book, best first; empty when the market or
   * the runner is unknown or the market closed. Costs time per level, not per order.
   */
  depth(marketId: number, runnerId: number, side: Side, levelsMax = Infinity): DepthLevel[] {
    const exchange = this.#exchange;
    const book = exchange.bookIndex.find(marketId, runnerId);
    if (book === 0 || (side !== Side.BACK && side !== Side.LAY)) return [];
    return exchange.depth(book + side * SIDE_WORDS, levelsMax);
  }

  /** Ids of the account's live orders in a market, in the order they were placed. */
  accountOrders(account: number, marketId: number): number[] {
    const exchange = this.#exchange;
    const ids: number[] = [];
    let order = exchange.lines.words[exchange.positionIndex.find(account, marketId) + POSITION_FIRST_ORDER]!;
    while (order !== 0) {
      ids.push(exchange.idOf(order));
      order = exchange.orders.words[order + ORDER_OWN_NEXT]!;
    }
    return ids;
  }

  /** The whole state as plain data; the matcher goes on unhindered. Events not yet cleared are not in it. */
  snapshot(): Snapshot {
    return saveState(this.#exchange);
  }

  /** 16 hexadecimal digits that are equal for equal states; see state-hash.ts for what belongs to the state. */
  stateHash(): string {
    return hashOf(this.#exchange);
  }

  #executeRarer(command: RarerCommand, sequence: number, timeMs: number): RejectReason {
    switch (command.kind) {
      case CommandKind.ReplaceOrder:
        return this.#exchange.replace(command, sequence, timeMs);
      case CommandKind.CancelAll:
        return this.#exchange.cancelAll(command);
      case CommandKind.CreateMarket:
        return this.#exchange.createMarket(command, sequence, timeMs);
      case CommandKind.OpenMarket:
        return this.#exchange.openMarket(command.marketId);
      case CommandKind.SuspendMarket:
        return this.#exchange.suspendMarket(command.marketId);
      case CommandKind.ResumeMarket:
        return this.#exchange.resumeMarket(command.marketId);
      case CommandKind.CloseMarket:
        return this.#exchange.closeMarket(command.marketId);
      default:
        return RejectReason.COMMAND_UNKNOWN;
    }
  }
}
