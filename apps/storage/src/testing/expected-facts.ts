import { tradeId, type EventGroup, type ExchangeEvent } from '@backlay/contracts';
import type { OrderView } from '../order/order.query.js';
import type { TradeView } from '../trade/trade.query.js';

/** What an order should look like, in the units of the wire. */
interface ExpectedOrder {
  readonly orderId: number;
  readonly accountId: string;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: string;
  readonly price: number;
  readonly size: number;
  readonly replacesOrderId: number;
  readonly placedSequence: number;
  readonly placedAtMs: number;
  sizeMatched: number;
  sizeRemaining: number;
  sizeCancelled: number;
  sizeLapsed: number;
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
      case 'order.placed': {
        const { type: _type, ...placed } = event;
        const sums = {
          sizeMatched: 0,
          sizeRemaining: event.size,
          sizeCancelled: 0,
          sizeLapsed: 0,
          matchedPriceSize: 0,
        };
        const moments = {
          placedSequence: sequence,
          placedAtMs: timeMs,
          updatedSequence: sequence,
          updatedAtMs: timeMs,
        };
        this.#orders.set(event.orderId, { ...placed, ...sums, ...moments });
        return;
      }
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
          tradeId: id,
          sequence,
          index,
          time: new Date(timeMs).toISOString(),
        });
        return;
      }
      case 'order.cancelled': {
        const order = this.#touch(event.orderId, sequence, timeMs);
        order.sizeCancelled += event.sizeCancelled;
        order.sizeRemaining -= event.sizeCancelled;
        return;
      }
      case 'order.lapsed': {
        const order = this.#touch(event.orderId, sequence, timeMs);
        order.sizeLapsed += event.sizeLapsed;
        order.sizeRemaining -= event.sizeLapsed;
        return;
      }
      default:
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

function toView(order: ExpectedOrder): OrderView {
  const { sizeMatched, sizeRemaining, matchedPriceSize } = order;
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    marketId: order.marketId,
    runnerId: order.runnerId,
    side: order.side as OrderView['side'],
    status: sizeRemaining > 0 ? 'RESTING' : 'COMPLETE',
    price: decimal(order.price),
    size: decimal(order.size),
    sizeMatched: decimal(sizeMatched),
    sizeRemaining: decimal(sizeRemaining),
    sizeCancelled: decimal(order.sizeCancelled),
    sizeLapsed: decimal(order.sizeLapsed),
    sizeVoided: '0.00',
    averagePriceMatched: sizeMatched === 0 ? null : decimal(Math.floor(matchedPriceSize / sizeMatched + 0.5)),
    replacesOrderId: order.replacesOrderId === 0 ? null : order.replacesOrderId,
    placedSequence: order.placedSequence,
    placedAt: new Date(order.placedAtMs).toISOString(),
    updatedSequence: order.updatedSequence,
    updatedAt: new Date(order.updatedAtMs).toISOString(),
  };
}

function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}
