import {
  CommandKind,
  type CancelAll,
  type CancelOrder,
  type Command,
  type CreateMarket,
  type PlaceOrder,
  type ReplaceOrder,
} from '../command.js';
import { CancelReason, EventKind, LapseReason, type MatcherEvent } from '../event.js';
import { MarketStatus } from '../market/market-status.js';
import { Persistence } from '../order/order-terms.js';
import type { OrderView } from '../order/order-view.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { RejectReason } from '../reject-reason.js';
import { Side } from '../side.js';
import { ReferenceIds } from './reference-ids.js';
import { descriptionRefusal, isOnLadder, isWhole } from './reference-rules.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type ReferenceOrder = Mutable<OrderView>;

export interface ReferenceMarket {
  readonly marketId: number;
  readonly ladder: LadderDefinition;
  status: MarketStatus;
  /** Resting orders by runnerId, in the order they were placed. */
  readonly books: Map<number, ReferenceOrder[]>;
}

/**
 * The slow obvious twin of the matcher: plain objects, arrays, filter and sort, written from the rules and sharing
 * no code with it. Random commands go through both, and events and state must agree.
 */
export class ReferenceMatcher {
  readonly markets: ReferenceMarket[] = [];
  readonly orders = new Map<number, ReferenceOrder>();
  events: MatcherEvent[] = [];
  readonly #ids = new ReferenceIds();
  #sequence = 0;

  execute(command: Command, sequence: number): RejectReason {
    this.#sequence = sequence;
    switch (command.kind) {
      case CommandKind.CreateMarket:
        return this.#create(command);
      case CommandKind.OpenMarket:
        return this.#move(command.marketId, MarketStatus.INACTIVE, MarketStatus.OPEN, EventKind.MarketOpened);
      case CommandKind.SuspendMarket:
        return this.#move(
          command.marketId,
          MarketStatus.OPEN,
          MarketStatus.SUSPENDED,
          EventKind.MarketSuspended,
        );
      case CommandKind.ResumeMarket:
        return this.#move(
          command.marketId,
          MarketStatus.SUSPENDED,
          MarketStatus.OPEN,
          EventKind.MarketResumed,
        );
      case CommandKind.CloseMarket:
        return this.#close(command.marketId);
      case CommandKind.PlaceOrder:
        return this.#place(command);
      case CommandKind.CancelOrder:
        return this.#cancel(command);
      case CommandKind.ReplaceOrder:
        return this.#replace(command);
      case CommandKind.CancelAll:
        return this.#cancelAll(command);
      default:
        return RejectReason.COMMAND_UNKNOWN;
    }
  }

  /** Orders of one side of a book, best first, then oldest first: the order in which they are matched. */
  queue(marketId: number, runnerId: number, side: Side): ReferenceOrder[] {
    const book = this.#market(marketId)?.books.get(runnerId) ?? [];
    const better = side === Side.LAY ? -1 : 1;
    return book.filter((order) => order.side === side).sort((a, b) => better * (a.price - b.price));
  }

  accountOrders(account: number, marketId: number): number[] {
    const books = [...(this.#market(marketId)?.books.values() ?? [])];
    const own = books.flat().filter((order) => order.account === account);
    return own.sort((a, b) => a.placedSequence - b.placedSequence).map((order) => order.orderId);
  }

  #market(marketId: number): ReferenceMarket | undefined {
    return this.markets[marketId - 1];
  }

  #create(command: CreateMarket): RejectReason {
    const refusal = descriptionRefusal(command);
    if (refusal !== RejectReason.None) return refusal;
    const marketId = this.markets.length + 1;
    this.markets.push({
      marketId,
      ladder: structuredClone(command.ladder),
      status: MarketStatus.INACTIVE,
      books: new Map(command.runners.map((runner) => [runner.runnerId, []])),
    });
    this.events.push({ kind: EventKind.MarketCreated, sequence: this.#sequence, marketId });
    return RejectReason.None;
  }

  #move(
    marketId: number,
    from: MarketStatus,
    to: MarketStatus,
    kind: EventKind.MarketOpened | EventKind.MarketSuspended | EventKind.MarketResumed,
  ): RejectReason {
    const market = this.#market(marketId);
    if (!market) return RejectReason.MARKET_UNKNOWN;
    if (market.status !== from) return RejectReason.MARKET_STATUS_CONFLICT;
    market.status = to;
    this.events.push({ kind, sequence: this.#sequence, marketId });
    return RejectReason.None;
  }

  #close(marketId: number): RejectReason {
    const market = this.#market(marketId);
    if (!market) return RejectReason.MARKET_UNKNOWN;
    if (market.status === MarketStatus.CLOSED) return RejectReason.MARKET_STATUS_CONFLICT;
    market.status = MarketStatus.CLOSED;
    this.events.push({ kind: EventKind.MarketClosed, sequence: this.#sequence, marketId });
    for (const runnerId of market.books.keys()) {
      for (const side of [Side.BACK, Side.LAY]) {
        for (const order of this.queue(marketId, runnerId, side)) {
          this.events.push({
            kind: EventKind.OrderLapsed,
            ...this.#facts(order),
            sizeLapsed: order.sizeRemaining,
            reason: LapseReason.MarketClosed,
          });
          this.#forget(order);
        }
      }
    }
    return RejectReason.None;
  }

  #place(command: PlaceOrder): RejectReason {
    const market = this.#market(command.marketId);
    const refusal = this.#placingRefusal(market);
    if (!market || refusal !== RejectReason.None) return refusal;
    if (!market.books.has(command.runnerId)) return RejectReason.RUNNER_UNKNOWN;
    if (command.side !== Side.BACK && command.side !== Side.LAY) return RejectReason.SIDE_INVALID;
    if (!isWhole(command.price, 101, 1_000_000)) return RejectReason.PRICE_INVALID;
    if (!isOnLadder(market.ladder, command.price)) return RejectReason.PRICE_OFF_LADDER;
    if (!isWhole(command.size, 1, 1_000_000_000)) return RejectReason.SIZE_INVALID;
    if (!isWhole(command.account, 0, 2147483647)) return RejectReason.ACCOUNT_INVALID;
    this.#submit(command, 0);
    return RejectReason.None;
  }

  #placingRefusal(market: ReferenceMarket | undefined): RejectReason {
    if (!market) return RejectReason.MARKET_UNKNOWN;
    if (market.status === MarketStatus.INACTIVE) return RejectReason.MARKET_INACTIVE;
    if (market.status === MarketStatus.SUSPENDED) return RejectReason.MARKET_SUSPENDED;
    if (market.status === MarketStatus.CLOSED) return RejectReason.MARKET_CLOSED;
    return RejectReason.None;
  }

  #submit(wish: Omit<PlaceOrder, 'kind'>, replacesOrderId: number): void {
    const { marketId, runnerId, side, price, size, account } = wish;
    const taker: ReferenceOrder = {
      orderId: this.#ids.next(),
      account,
      marketId,
      runnerId,
      side,
      price,
      size,
      sizeRemaining: size,
      sizeMatched: 0,
      sizeCancelled: 0,
      matchedPriceSum: 0,
      placedSequence: this.#sequence,
      persistence: Persistence.LAPSE,
      goodTillMs: 0,
      releaseMs: 0,
    };
    this.events.push({ kind: EventKind.OrderPlaced, ...this.#facts(taker), size, replacesOrderId });
    const others = this.queue(marketId, runnerId, side === Side.BACK ? Side.LAY : Side.BACK);
    for (const maker of others) {
      const acceptable = side === Side.BACK ? maker.price >= price : maker.price <= price;
      if (!acceptable || taker.sizeRemaining === 0) break;
      this.#trade(taker, maker);
    }
    if (taker.sizeRemaining === 0) {
      this.#ids.giveBack(taker.orderId);
      return;
    }
    this.orders.set(taker.orderId, taker);
    this.#market(marketId)?.books.get(runnerId)?.push(taker);
  }

  #trade(taker: ReferenceOrder, maker: ReferenceOrder): void {
    const size = Math.min(taker.sizeRemaining, maker.sizeRemaining);
    for (const order of [taker, maker]) {
      order.sizeRemaining -= size;
      order.sizeMatched += size;
      order.matchedPriceSum += size * maker.price;
    }
    this.events.push({
      kind: EventKind.OrderMatched,
      sequence: this.#sequence,
      marketId: maker.marketId,
      runnerId: maker.runnerId,
      price: maker.price,
      size,
      makerOrderId: maker.orderId,
      makerAccount: maker.account,
      makerSizeRemaining: maker.sizeRemaining,
      takerOrderId: taker.orderId,
      takerAccount: taker.account,
      takerSide: taker.side,
      takerSizeRemaining: taker.sizeRemaining,
    });
    if (maker.sizeRemaining === 0) this.#forget(maker);
  }

  #cancel({ account, orderId, size }: CancelOrder): RejectReason {
    const order = this.orders.get(orderId);
    if (!order || order.account !== account) return RejectReason.ORDER_UNKNOWN;
    if (!isWhole(size, 0, 1_000_000_000)) return RejectReason.SIZE_INVALID;
    const all = size === 0 || size > order.sizeRemaining;
    this.#takeOut(order, all ? order.sizeRemaining : size, CancelReason.Requested);
    return RejectReason.None;
  }

  #replace(command: ReplaceOrder): RejectReason {
    const order = this.orders.get(command.orderId);
    if (!order || order.account !== command.account) return RejectReason.ORDER_UNKNOWN;
    const price = command.price === 0 ? order.price : command.price;
    const size = command.size === 0 ? order.sizeRemaining : command.size;
    const market = this.#market(order.marketId);
    const isNewOrder = price !== order.price || size > order.sizeRemaining;
    const refusal = this.#placingRefusal(market);
    if (isNewOrder && refusal !== RejectReason.None) return refusal;
    if (!isWhole(price, 101, 1_000_000)) return RejectReason.PRICE_INVALID;
    if (!market || !isOnLadder(market.ladder, price)) return RejectReason.PRICE_OFF_LADDER;
    if (!isWhole(size, 1, 1_000_000_000)) return RejectReason.SIZE_INVALID;
    if (!isNewOrder && size === order.sizeRemaining) return RejectReason.NOTHING_TO_CHANGE;
    if (!isNewOrder) {
      this.#takeOut(order, order.sizeRemaining - size, CancelReason.Requested);
      return RejectReason.None;
    }
    this.#takeOut(order, order.sizeRemaining, CancelReason.Replaced);
    this.#submit({ ...order, price, size }, order.orderId);
    return RejectReason.None;
  }

  #cancelAll({ account, marketId }: CancelAll): RejectReason {
    if (!this.#market(marketId)) return RejectReason.MARKET_UNKNOWN;
    if (!isWhole(account, 0, 2147483647)) return RejectReason.ACCOUNT_INVALID;
    for (const orderId of this.accountOrders(account, marketId)) {
      const order = this.orders.get(orderId);
      if (order) this.#takeOut(order, order.sizeRemaining, CancelReason.CancelAll);
    }
    return RejectReason.None;
  }

  #takeOut(order: ReferenceOrder, size: number, reason: CancelReason): void {
    order.sizeRemaining -= size;
    order.sizeCancelled += size;
    this.events.push({
      kind: EventKind.OrderCancelled,
      ...this.#facts(order),
      sizeCancelled: size,
      sizeRemaining: order.sizeRemaining,
      reason,
    });
    if (order.sizeRemaining === 0) this.#forget(order);
  }

  #forget(order: ReferenceOrder): void {
    this.orders.delete(order.orderId);
    const book = this.#market(order.marketId)?.books.get(order.runnerId) ?? [];
    book.splice(book.indexOf(order), 1);
    this.#ids.giveBack(order.orderId);
  }

  #facts({ marketId, runnerId, orderId, account, side, price }: ReferenceOrder) {
    return { sequence: this.#sequence, marketId, runnerId, orderId, account, side, price };
  }
}
