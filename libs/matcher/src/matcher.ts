import type { AccountView, HouseView, MarketPosition } from './account/account-view.js';
import { POSITION_LAYOUT } from './account/position-layout.js';
import { SIDE_LAYOUT } from './book/book-layout.js';
import type { DepthLevel } from './book/depth-level.js';
import { CommandKind, type CashOut, type Command } from './command.js';
import type { EventBuffer } from './event-buffer.js';
import type { MarketView } from './market/market-view.js';
import { enterArena } from './memory/arena.js';
import type { CashOutQuote } from './order/order-desk.js';
import { ORDER_LAYOUT } from './order/order-layout.js';
import { viewOfOrder, type OrderView, type QueuePlace } from './order/order-view.js';
import { RejectReason } from './reject-reason.js';
import { SettlementDesk } from './settlement/settlement-desk.js';
import { Side } from './side.js';
import { loadState, optionsOf, saveState, type Snapshot } from './snapshot.js';
import { hashOf } from './state-hash.js';
import type { MatcherOptions } from './state.js';
import type { TradeName } from './trade/trades.js';

const { POSITION_FIRST_ORDER } = POSITION_LAYOUT;
const { SIDE_WORDS } = SIDE_LAYOUT;
const { PlaceOrder, CancelOrder } = CommandKind;
const { ORDER_OWN_NEXT } = ORDER_LAYOUT;

export type { MatcherOptions } from './state.js';

type AccountCommand = Extract<
  Command,
  {
    kind:
      | CommandKind.OpenAccount
      | CommandKind.ConfigureAccount
      | CommandKind.Deposit
      | CommandKind.Withdraw
      | CommandKind.StopAccount
      | CommandKind.ResumeAccount
      | CommandKind.Heartbeat;
  }
>;
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
  readonly #state: SettlementDesk;

  /** An empty matcher. RangeError when an option is beyond its limit. */
  constructor(options: MatcherOptions = {}) {
    this.#state = new SettlementDesk(options);
    enterArena(this.#state);
  }

  /** A matcher whose every future answer, id, event and hash is that of the one that made the snapshot. */
  static restore(snapshot: Snapshot): Matcher {
    const matcher = new Matcher(optionsOf(snapshot));
    loadState(matcher.#exchange, snapshot);
    return matcher;
  }

  /** What has happened since the consumer's last `clear()`. Not part of the state: no hash or snapshot has it. */
  get events(): EventBuffer {
    return this.#state.events;
  }

  /**
   * Executes a command or refuses it whole. `sequence` and `timeMs` come from the sequencer: whole numbers, the
   * sequence greater with every command, refused ones too. A refused command changes nothing and has no event.
   */
  execute(command: Command, sequence: number, timeMs: number): RejectReason {
    // Not by the getter, which takes 7 ns, nor without a look at the flag, which takes 4.
    const exchange = this.#state;
    if (!exchange.isInArena) enterArena(exchange);
    exchange.events.begin(sequence);
    // Nearly all commands are one of these two.
    if (command.kind === PlaceOrder) return exchange.place(command, sequence, timeMs);
    if (command.kind === CancelOrder) return exchange.cancel(command);
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

  /** Where an order stands in the queue of its price; undefined when it rests nowhere. Costs time per order in front. */
  queuePlace(orderId: number): QueuePlace | undefined {
    return this.#exchange.queuePlace(orderId);
  }

  /** An account that was opened, as it stands now. */
  account(account: number): AccountView | undefined {
    const record = this.#exchange.accountRecord(account);
    return record === 0 ? undefined : this.#exchange.accountView(record);
  }

  /** What an account has in a market with money; undefined when it never had an order there, or all of it is long past. */
  position(account: number, marketId: number): MarketPosition | undefined {
    return this.#exchange.marketPosition(account, marketId);
  }

  /** What an account has in all markets, the one that it came to last first. */
  positions(account: number): MarketPosition[] {
    const record = this.#exchange.accountRecord(account);
    return record === 0 ? [] : this.#exchange.marketPositions(record);
  }

  /** What the account could lose in the market at the worst, in minor units: what is held back for it. */
  exposure(account: number, marketId: number): number {
    return this.position(account, marketId)?.reserved ?? 0;
  }

  /**
   * What a cash-out of a share (in hundredths of a percent) of the account's position on a runner would do now, or why it
   * would be refused.
   */
  quoteCashOut(wish: Omit<CashOut, 'kind' | 'price'>): CashOutQuote | RejectReason {
    return this.#exchange.quoteCashOut(wish);
  }

  /** The exchange's own money, one entry for each currency that an account ever had. */
  houses(): HouseView[] {
    return this.#exchange.houseViews();
  }

  /** The exchange's own money of one currency; undefined when no account ever had that. */
  house(currency: string): HouseView | undefined {
    return this.houses().find((house) => house.currency === currency);
  }

  /** When something is to happen by itself next, in ms since 1970; Infinity when nothing is. See `PassTime`. */
  get nextDueMs(): number {
    return this.#exchange.nextDueMs();
  }

  /** Which trade the number in a TradeVoided or TradeReduced stands for; it is known right after the command. */
  tradeName(trade: number): TradeName | undefined {
    return this.#exchange.tradeName(trade);
  }

  /** Bytes of the arrays that hold the state and the events, in use or not; `process.memoryUsage()` does not tell of most. */
  get arrayBytes(): number {
    return this.#exchange.arrayBytes;
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
    this.#exchange.nowMs = timeMs;
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
        return this.#exchange.suspendMarket(command);
      case CommandKind.ResumeMarket:
        return this.#exchange.resumeMarket(command.marketId);
      case CommandKind.CloseMarket:
        return this.#exchange.closeMarket(command.marketId);
      case CommandKind.TurnInPlay:
        return this.#exchange.turnInPlay(command.marketId);
      case CommandKind.ChangeStartTime:
        return this.#exchange.changeStartTime(command);
      case CommandKind.RemoveRunner:
        return this.#exchange.removeRunner(command);
      case CommandKind.VoidTrades:
        return this.#exchange.voidTrades(command);
      case CommandKind.VoidMarket:
        return this.#exchange.voidMarket(command.marketId);
      case CommandKind.SettleMarket:
        return this.#exchange.settleMarket(command);
      case CommandKind.ResettleMarket:
        return this.#exchange.resettleMarket(command);
      case CommandKind.CashOut:
        return this.#exchange.cashOut(command, sequence, timeMs);
      case CommandKind.PassTime:
        return this.#exchange.passTime(timeMs);
      default:
        return this.#executeOnAccount(command);
    }
  }

  #executeOnAccount(command: AccountCommand): RejectReason {
    switch (command.kind) {
      case CommandKind.OpenAccount:
        return this.#exchange.openAccount(command);
      case CommandKind.ConfigureAccount:
        return this.#exchange.configureAccount(command);
      case CommandKind.Deposit:
        return this.#exchange.deposit(command);
      case CommandKind.Withdraw:
        return this.#exchange.withdraw(command);
      case CommandKind.StopAccount:
        return this.#exchange.stopAccount(command);
      case CommandKind.ResumeAccount:
        return this.#exchange.resumeAccount(command);
      case CommandKind.Heartbeat:
        return this.#exchange.heartbeat(command);
      default:
        return RejectReason.COMMAND_UNKNOWN;
    }
  }

  /** The exchange, in the arena: its code works there and nowhere else. */
  get #exchange(): SettlementDesk {
    enterArena(this.#state);
    return this.#state;
  }
}
