import { CancelReason, EventKind, type LapseReason } from '../event.js';
import { Side } from '../side.js';
import type { ReferenceState, TwinMarket, TwinOrder, TwinTrade } from './reference-state.js';

export function factsOf({ marketId, runnerId, orderId, account, side, price }: TwinOrder) {
  return { marketId, runnerId, orderId, account, side, price };
}

function forget(x: ReferenceState, order: TwinOrder): void {
  x.orders.delete(order.orderId);
  x.ids.giveBack(order.orderId);
}

export function takeOut(x: ReferenceState, order: TwinOrder, size: number, reason: CancelReason): void {
  order.sizeRemaining -= size;
  x.emit({
    kind: EventKind.OrderCancelled,
    ...factsOf(order),
    sizeCancelled: size,
    sizeRemaining: order.sizeRemaining,
    reason,
  });
  if (order.sizeRemaining === 0) forget(x, order);
}

export function cancelWhole(x: ReferenceState, order: TwinOrder, reason: CancelReason): void {
  takeOut(x, order, order.sizeRemaining, reason);
}

export function lapse(x: ReferenceState, order: TwinOrder, reason: LapseReason): void {
  x.emit({ kind: EventKind.OrderLapsed, ...factsOf(order), sizeLapsed: order.sizeRemaining, reason });
  forget(x, order);
}

/** Orders that wait for the bet delay, in the order they were placed. */
export function waitingOf(x: ReferenceState, marketId: number): TwinOrder[] {
  return x.ordersOf(marketId).filter((order) => order.queued === 0);
}

/** Resting orders: runner by runner as the market lists them, BACK before LAY, best first, oldest first. */
export function restingOf(x: ReferenceState, market: TwinMarket): TwinOrder[] {
  return market.runnerIds.flatMap((runnerId) =>
    [Side.BACK, Side.LAY].flatMap((side) => x.queue(market.marketId, runnerId, side)),
  );
}

export function trade(
  x: ReferenceState,
  market: TwinMarket,
  taker: TwinOrder,
  maker: TwinOrder,
  size: number,
): void {
  taker.sizeRemaining -= size;
  maker.sizeRemaining -= size;
  const made: TwinTrade = {
    number: x.count(),
    marketId: market.marketId,
    runnerId: taker.runnerId,
    price: maker.price,
    size,
    makerOrderId: maker.orderId,
    makerAccount: maker.account,
    takerOrderId: taker.orderId,
    takerAccount: taker.account,
    takerSide: taker.side,
    timeMs: x.timeMs,
    isVoid: false,
  };
  market.trades.push(made);
  const { marketId, runnerId, price, makerOrderId, makerAccount, takerOrderId, takerAccount, takerSide } =
    made;
  x.emit({
    kind: EventKind.OrderMatched,
    marketId,
    runnerId,
    price,
    size,
    makerOrderId,
    makerAccount,
    makerSizeRemaining: maker.sizeRemaining,
    takerOrderId,
    takerAccount,
    takerSide,
    takerSizeRemaining: taker.sizeRemaining,
  });
  if (maker.sizeRemaining === 0) forget(x, maker);
}

/** The taker is matched to its end: its id is given back behind those of its makers. */
export function forgetMatched(x: ReferenceState, taker: TwinOrder): void {
  forget(x, taker);
}

export function emitTradeChange(
  x: ReferenceState,
  kind: EventKind.TradeVoided | EventKind.TradeReduced,
  changed: TwinTrade,
  priceBefore: number,
): void {
  const {
    marketId,
    runnerId,
    price,
    size,
    makerOrderId,
    makerAccount,
    takerOrderId,
    takerAccount,
    takerSide,
  } = changed;
  x.emit({
    kind,
    marketId,
    runnerId,
    trade: changed.number,
    price,
    priceBefore,
    size,
    makerOrderId,
    makerAccount,
    takerOrderId,
    takerAccount,
    takerSide,
  });
}

export function voidTrade(x: ReferenceState, voided: TwinTrade): void {
  voided.isVoid = true;
  emitTradeChange(x, EventKind.TradeVoided, voided, voided.price);
}

/** Trades that stand, newest first. */
export function standingTrades(market: TwinMarket): TwinTrade[] {
  return market.trades.filter((made) => !made.isVoid).reverse();
}
