import type {
  BettingRules,
  CancelReason,
  ExchangeEvent,
  LapseReason,
  OrderMatched,
  OrderPlaced,
  Persistence,
} from '../events.js';
import type { Side } from '../side.js';

/** What is left of an order, in the book or waiting for the bet delay. */
export interface OpenOrder {
  /** With the price at which it rests now. */
  placed: OrderPlaced;
  sizeRemaining: number;
  readonly persistence: Persistence;
}

/** A trade as it stands. */
export interface StandingTrade {
  readonly sequence: number;
  readonly index: number;
  readonly made: OrderMatched;
  price: number;
}

/** Where a market of a random history is in its life, and what is in it. */
export interface HistoryMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
  /** Undefined for a market without money. */
  readonly rules: BettingRules | undefined;
  readonly removed: Set<number>;
  status: 'NEW' | 'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED' | 'SETTLED' | 'VOIDED';
  isInPlay: boolean;
  version: number;
  /** Oldest first. */
  resting: OpenOrder[];
  waiting: OpenOrder[];
  /** Those that are not void. */
  trades: StandingTrade[];
  /** What each account was paid by the settlement in force. */
  paid: Map<string, { readonly profit: number; readonly commission: number }>;
}

export function runnersLeft({ runnerIds, removed }: HistoryMarket): number[] {
  return runnerIds.filter((runnerId) => !removed.has(runnerId));
}

function factOf({ placed }: OpenOrder) {
  const { orderId, accountId, marketId, runnerId, side, price } = placed;
  return { orderId, accountId, marketId, runnerId, side, price };
}

/** Matches what comes to the book by price and time, and lets the rest of it rest. */
export function enterBook(market: HistoryMarket, order: OpenOrder, rests = true): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  const { placed } = order;
  for (const maker of bestFirst(market.resting, placed)) {
    if (order.sizeRemaining === 0) break;
    const size = Math.min(order.sizeRemaining, maker.sizeRemaining);
    order.sizeRemaining -= size;
    maker.sizeRemaining -= size;
    events.push({
      type: 'order.matched',
      marketId: placed.marketId,
      runnerId: placed.runnerId,
      price: maker.placed.price,
      size,
      makerOrderId: maker.placed.orderId,
      makerAccountId: maker.placed.accountId,
      makerSizeRemaining: maker.sizeRemaining,
      takerOrderId: placed.orderId,
      takerAccountId: placed.accountId,
      takerSide: placed.side,
      takerSizeRemaining: order.sizeRemaining,
    });
  }
  market.resting = market.resting.filter(({ sizeRemaining }) => sizeRemaining > 0);
  if (rests && order.sizeRemaining > 0) market.resting.push(order);
  return events;
}

/** Takes a part of an order out, or all of it. */
export function cancel(
  market: HistoryMarket,
  order: OpenOrder,
  size: number,
  reason: CancelReason,
): ExchangeEvent {
  order.sizeRemaining -= size;
  if (order.sizeRemaining === 0) remove(market, order);
  return {
    type: 'order.cancelled',
    ...factOf(order),
    sizeCancelled: size,
    sizeRemaining: order.sizeRemaining,
    reason,
  };
}

/** Lapses these orders, wherever they are. */
export function lapse(
  market: HistoryMarket,
  orders: readonly OpenOrder[],
  reason: LapseReason,
): ExchangeEvent[] {
  return orders.map((order) => {
    remove(market, order);
    return { type: 'order.lapsed', ...factOf(order), sizeLapsed: order.sizeRemaining, reason };
  });
}

/** Moves a resting order to a lower price, behind those that are there. */
export function reprice(market: HistoryMarket, order: OpenOrder, price: number): ExchangeEvent {
  const priceBefore = order.placed.price;
  order.placed = { ...order.placed, price };
  remove(market, order);
  market.resting.push(order);
  const { sizeRemaining } = order;
  return { type: 'order.repriced', ...factOf(order), priceBefore, sizeRemaining };
}

function remove(market: HistoryMarket, order: OpenOrder): void {
  market.resting = market.resting.filter((other) => other !== order);
  market.waiting = market.waiting.filter((other) => other !== order);
}

/** Who matches the taker, best price first and oldest first at a price: the list itself is by age, and sorting is stable. */
function bestFirst(resting: readonly OpenOrder[], taker: OrderPlaced): OpenOrder[] {
  const sign: Record<Side, number> = { BACK: 1, LAY: -1 };
  const accepts = ({ placed }: OpenOrder) =>
    placed.runnerId === taker.runnerId &&
    placed.side !== taker.side &&
    sign[taker.side] * (placed.price - taker.price) >= 0;
  return resting.filter(accepts).sort((a, b) => sign[taker.side] * (b.placed.price - a.placed.price));
}
