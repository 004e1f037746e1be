import {
  tradeId,
  type EventGroup,
  type ExchangeEvent,
  type OrderPlaced,
  type TradeEvent,
} from '@backlay/contracts';
import type { OrderView } from '../order/order.query.js';
import type { TradeView } from '../trade/trade.query.js';

/** What an order should look like, in the units of the wire. */
interface ExpectedOrder {
  readonly orderId: number;
  readonly accountId: string;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: string;
  price: number;
  readonly size: number;
  readonly replacesOrderId: number;
  readonly placedSequence: number;
  readonly placedAtMs: number;
  sizeMatched: number;
  sizeRemaining: number;
  sizeCancelled: number;
  sizeLapsed: number;
  sizeVoided: number;
  persistence: OrderView['persistence'];
  timeInForce: OrderView['timeInForce'];
  minFillSize: number;
  goodTillMs: number;
  releaseMs: number;
  cancelReason: string | null;
  lapseReason: string | null;
  matchedPriceSize: number;
  updatedSequence: number;
  updatedAtMs: number;
}

/** The facts that follow from a history, computed the obvious way: one event after the other, all in memory. */
export class ExpectedFacts {
  readonly #orders = new Map<number, ExpectedOrder>();
  readonly #trades: TradeView[] = [];

  add(groups: readonly EventGroup[]): this {
    for (const group of groups) {
      for (const [index, event] of group.events.entries()) this.#apply(event, group, index);
    }
    return this;
  }

  /** All orders, oldest first, as the API shows them. */
  orders(): OrderView[] {
    return [...this.#orders.values()].map(toView);
  }

  /** All trades, oldest first, as the API shows them. */
  trades(): TradeView[] {
    return this.#trades;
  }

  #apply(event: ExchangeEvent, { sequence, timeMs }: EventGroup, index: number): void {
    switch (event.type) {
      case 'order.placed':
        this.#orders.set(event.orderId, newOrder(event, sequence, timeMs));
        return;
      case 'order.terms-set': {
        const { persistence, timeInForce, minFillSize, goodTillMs } = event;
        Object.assign(this.#touch(event.orderId, sequence, timeMs), {
          persistence,
          timeInForce,
          minFillSize,
          goodTillMs,
        });
        return;
      }
      case 'order.delayed':
        this.#touch(event.orderId, sequence, timeMs).releaseMs = event.releaseMs;
        return;
      case 'order.released':
        this.#touch(event.orderId, sequence, timeMs).releaseMs = 0;
        return;
      case 'order.repriced':
        this.#touch(event.orderId, sequence, timeMs).price = event.price;
        return;
      case 'trade.voided':
      case 'trade.reduced':
        this.#change(event, sequence, timeMs);
        return;
      case 'order.matched': {
        for (const orderId of [event.makerOrderId, event.takerOrderId]) {
          const order = this.#touch(orderId, sequence, timeMs);
          order.sizeMatched += event.size;
          order.sizeRemaining -= event.size;
          order.matchedPriceSize += event.price * event.size;
        }
        const {
          type: _type,
          makerSizeRemaining: _maker,
          takerSizeRemaining: _taker,
          price,
          size,
          ...rest
        } = event;
        const id = tradeId(sequence, index);
        const money = { price: decimal(price), size: decimal(size) };
        this.#trades.push({
          ...rest,
          ...money,
          status: 'STANDING',
          currentPrice: money.price,
          tradeId: id,
          sequence,
          index,
          time: new Date(timeMs).toISOString(),
        });
        return;
      }
      case 'order.cancelled': {
        const order = this.#touch(event.orderId, sequence, timeMs);
        order.cancelReason = event.reason;
        order.sizeCancelled += event.sizeCancelled;
        order.sizeRemaining -= event.sizeCancelled;
        return;
      }
      case 'order.lapsed': {
        const order = this.#touch(event.orderId, sequence, timeMs);
        order.lapseReason = event.reason;
        order.sizeLapsed += event.sizeLapsed;
        order.sizeRemaining -= event.sizeLapsed;
        return;
      }
      default:
    }
  }

  #change(event: TradeEvent, sequence: number, timeMs: number): void {
    const id = tradeId(event.tradeSequence, event.tradeIndex);
    const trade = this.#trades.find(({ tradeId }) => tradeId === id);
    if (trade === undefined) throw new Error(`trade ${id} was never made`);
    const isVoid = event.type === 'trade.voided';
    trade.status = isVoid ? 'VOIDED' : 'REDUCED';
    trade.currentPrice = isVoid ? null : decimal(event.price);
    for (const orderId of [event.makerOrderId, event.takerOrderId]) {
      const order = this.#touch(orderId, sequence, timeMs);
      if (isVoid) {
        order.sizeMatched -= event.size;
        order.sizeVoided += event.size;
        order.matchedPriceSize -= event.price * event.size;
      } else {
        order.matchedPriceSize -= (event.priceBefore - event.price) * event.size;
      }
    }
  }

  #touch(orderId: number, sequence: number, timeMs: number): ExpectedOrder {
    const order = this.#orders.get(orderId);
    if (order === undefined) throw new Error(`order ${orderId} was never placed`);
    order.updatedSequence = sequence;
    order.updatedAtMs = timeMs;
    return order;
  }
}

function newOrder(event: OrderPlaced, sequence: number, timeMs: number): ExpectedOrder {
  const { type: _type, ...placed } = event;
  return {
    ...placed,
    sizeMatched: 0,
    sizeRemaining: event.size,
    sizeCancelled: 0,
    sizeLapsed: 0,
    sizeVoided: 0,
    persistence: 'LAPSE',
    timeInForce: 'REST',
    minFillSize: 0,
    goodTillMs: 0,
    releaseMs: 0,
    cancelReason: null,
    lapseReason: null,
    matchedPriceSize: 0,
    placedSequence: sequence,
    placedAtMs: timeMs,
    updatedSequence: sequence,
    updatedAtMs: timeMs,
  };
}

function toView(order: ExpectedOrder): OrderView {
  const { sizeMatched, sizeRemaining, matchedPriceSize } = order;
  const isWaiting = sizeRemaining > 0 && order.releaseMs > 0;
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    marketId: order.marketId,
    runnerId: order.runnerId,
    side: order.side as OrderView['side'],
    status: isWaiting ? 'WAITING' : sizeRemaining > 0 ? 'RESTING' : 'COMPLETE',
    price: decimal(order.price),
    size: decimal(order.size),
    sizeMatched: decimal(sizeMatched),
    sizeRemaining: decimal(sizeRemaining),
    sizeCancelled: decimal(order.sizeCancelled),
    sizeLapsed: decimal(order.sizeLapsed),
    sizeVoided: decimal(order.sizeVoided),
    averagePriceMatched: sizeMatched === 0 ? null : decimal(Math.floor(matchedPriceSize / sizeMatched + 0.5)),
    replacesOrderId: order.replacesOrderId === 0 ? null : order.replacesOrderId,
    persistence: order.persistence,
    timeInForce: order.timeInForce,
    minFillSize: order.minFillSize === 0 ? null : decimal(order.minFillSize),
    goodTill: order.goodTillMs === 0 ? null : new Date(order.goodTillMs).toISOString(),
    releaseAt: isWaiting ? new Date(order.releaseMs).toISOString() : null,
    cancelReason: order.cancelReason,
    lapseReason: order.lapseReason,
    placedSequence: order.placedSequence,
    placedAt: new Date(order.placedAtMs).toISOString(),
    updatedSequence: order.updatedSequence,
    updatedAt: new Date(order.updatedAtMs).toISOString(),
  };
}

function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}
