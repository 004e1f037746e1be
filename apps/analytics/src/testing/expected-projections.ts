import { tradeId, type EventGroup, type ExchangeEvent, type OrderPlaced } from '@backlay/contracts';
import type { RunnerView, SummaryView } from '../market-data/market-data.views.js';
import { CANDLE_SECONDS, type CandleInterval } from '../price-history/candle.entity.js';
import type { CandleView } from '../price-history/candle.query.js';
import type { TapeView } from '../tape/tape.query.js';

interface Trade {
  readonly marketId: number;
  readonly runnerId: number;
  /** As it was made. */
  readonly price: number;
  readonly size: number;
  readonly timeMs: number;
  readonly view: TapeView;
  /** After reductions; 0 when it is void. */
  priceNow: number;
}

interface Order {
  readonly placed: OrderPlaced;
  remaining: number;
  price: number;
  isWaiting: boolean;
}

interface MarketState {
  readonly name: string;
  status: SummaryView['status'];
  readonly runners: readonly { readonly runnerId: number; readonly name: string }[];
  readonly removed: Set<number>;
}

/**
 * The projections that follow from a history, computed the obvious way: all orders and all trades are kept in memory, and
 * every answer is worked out from them from scratch.
 */
export class ExpectedProjections {
  readonly markets = new Map<number, MarketState>();
  readonly #orders = new Map<number, Order>();
  readonly #trades: Trade[] = [];

  add(groups: readonly EventGroup[]): this {
    for (const group of groups) {
      for (const [index, event] of group.events.entries()) this.#apply(event, group, index);
    }
    return this;
  }

  summary(marketId: number): SummaryView {
    const market = this.#market(marketId);
    const runners = this.runners(marketId);
    const trades = this.#standing(marketId);
    const active = runners.filter(({ isRemoved }) => !isRemoved);
    return {
      marketId,
      name: market.name,
      status: market.status,
      runnerCount: runners.length,
      totalMatched: decimal(sum(trades.map(({ size }) => size))),
      tradeCount: trades.length,
      bookPercentage: {
        back: percentage(active.map(({ bestBack }) => bestBack?.price)),
        lay: percentage(active.map(({ bestLay }) => bestLay?.price)),
      },
    };
  }

  runners(marketId: number): RunnerView[] {
    return this.#market(marketId).runners.map(({ runnerId, name }) => {
      const last = this.#tradesOf(marketId, runnerId).at(-1);
      const trades = this.#standing(marketId, runnerId);
      const volume = sum(trades.map(({ size }) => size));
      const priceSize = sum(trades.map(({ priceNow, size }) => priceNow * size));
      return {
        runnerId,
        name,
        isRemoved: this.#market(marketId).removed.has(runnerId),
        lastPrice: last === undefined ? null : decimal(last.price),
        lastTradedAt: last?.view.time ?? null,
        volume: decimal(volume),
        vwap: volume === 0 ? null : (Math.floor((priceSize * 100) / volume + 0.5) / 10_000).toFixed(4),
        tradeCount: trades.length,
        bestBack: this.#best(marketId, runnerId, 'LAY', Math.max),
        bestLay: this.#best(marketId, runnerId, 'BACK', Math.min),
      };
    });
  }

  volume(marketId: number, runnerId: number): { price: string; size: string; tradeCount: number }[] {
    const trades = this.#standing(marketId, runnerId);
    const prices = [...new Set(trades.map(({ priceNow }) => priceNow))].sort((a, b) => a - b);
    return prices.map((price) => {
      const sizes = trades.filter((trade) => trade.priceNow === price).map(({ size }) => size);
      return { price: decimal(price), size: decimal(sum(sizes)), tradeCount: sizes.length };
    });
  }

  candles(marketId: number, runnerId: number, interval: CandleInterval): CandleView[] {
    const lengthMs = CANDLE_SECONDS[interval] * 1000;
    const trades = this.#tradesOf(marketId, runnerId);
    const starts = [...new Set(trades.map(({ timeMs }) => Math.floor(timeMs / lengthMs) * lengthMs))];
    return starts.map((start) => {
      const inside = trades.filter(({ timeMs }) => timeMs >= start && timeMs < start + lengthMs);
      const prices = inside.map(({ price }) => price);
      return {
        startsAt: new Date(start).toISOString(),
        open: decimal(prices[0] ?? 0),
        high: decimal(Math.max(...prices)),
        low: decimal(Math.min(...prices)),
        close: decimal(prices.at(-1) ?? 0),
        volume: decimal(sum(inside.map(({ size }) => size))),
        tradeCount: inside.length,
      };
    });
  }

  /** The size that rests at each price, in minor units by hundredths. */
  levels(marketId: number, runnerId: number, side: 'BACK' | 'LAY'): Map<number, number> {
    const resting = [...this.#orders.values()].filter(
      ({ placed, remaining, isWaiting }) =>
        placed.marketId === marketId &&
        placed.runnerId === runnerId &&
        placed.side === side &&
        remaining > 0 &&
        !isWaiting,
    );
    const prices = [...new Set(resting.map(({ price }) => price))];
    const sizeAt = (at: number) =>
      sum(resting.filter(({ price }) => price === at).map(({ remaining }) => remaining));
    return new Map(prices.map((price) => [price, sizeAt(price)]));
  }

  /** Of a runner, in hundredths; null when it has none. */
  lastPrice(marketId: number, runnerId: number): number | null {
    return this.#tradesOf(marketId, runnerId).at(-1)?.price ?? null;
  }

  /** Oldest first. */
  tape(marketId: number, runnerId?: number): TapeView[] {
    return this.#tradesOf(marketId, runnerId).map(({ view }) => view);
  }

  #apply(event: ExchangeEvent, { sequence, timeMs }: EventGroup, index: number): void {
    switch (event.type) {
      case 'market.created':
        this.markets.set(event.marketId, {
          name: event.name,
          status: 'INACTIVE',
          runners: event.runners,
          removed: new Set(),
        });
        return;
      case 'runner.removed':
        this.#market(event.marketId).removed.add(event.runnerId);
        return;
      case 'market.opened':
      case 'market.resumed':
        this.#market(event.marketId).status = 'OPEN';
        return;
      case 'market.suspended':
        this.#market(event.marketId).status = 'SUSPENDED';
        return;
      case 'market.closed':
      case 'market.settlement-reversed':
        this.#market(event.marketId).status = 'CLOSED';
        return;
      case 'market.settled':
        this.#market(event.marketId).status = 'SETTLED';
        return;
      case 'market.voided':
        this.#market(event.marketId).status = 'VOIDED';
        return;
      case 'order.placed':
        this.#orders.set(event.orderId, {
          placed: event,
          remaining: event.size,
          price: event.price,
          isWaiting: false,
        });
        return;
      case 'order.delayed':
      case 'order.released':
        this.#order(event.orderId).isWaiting = event.type === 'order.delayed';
        return;
      case 'order.repriced':
        this.#order(event.orderId).price = event.price;
        return;
      case 'trade.voided':
      case 'trade.reduced': {
        const id = tradeId(event.tradeSequence, event.tradeIndex);
        const trade = this.#trades.find(({ view }) => view.tradeId === id);
        if (trade === undefined) throw new Error(`trade ${id} was never made`);
        trade.priceNow = event.type === 'trade.voided' ? 0 : event.price;
        return;
      }
      case 'order.cancelled':
        this.#reduce(event.orderId, event.sizeCancelled);
        return;
      case 'order.lapsed':
        this.#reduce(event.orderId, event.sizeLapsed);
        return;
      case 'order.matched': {
        this.#reduce(event.makerOrderId, event.size);
        this.#reduce(event.takerOrderId, event.size);
        const { marketId, runnerId, price, size, takerSide } = event;
        const time = new Date(timeMs).toISOString();
        const view = { tradeId: tradeId(sequence, index), runnerId, takerSide, time };
        this.#trades.push({
          marketId,
          runnerId,
          price,
          size,
          timeMs,
          priceNow: price,
          view: { ...view, price: decimal(price), size: decimal(size) },
        });
        return;
      }
      default:
    }
  }

  #reduce(orderId: number, size: number): void {
    this.#order(orderId).remaining -= size;
  }

  #order(orderId: number): Order {
    const order = this.#orders.get(orderId);
    if (order === undefined) throw new Error(`order ${orderId} was never placed`);
    return order;
  }

  #best(
    marketId: number,
    runnerId: number,
    side: 'BACK' | 'LAY',
    pick: (...prices: number[]) => number,
  ): RunnerView['bestBack'] {
    const levels = this.levels(marketId, runnerId, side);
    if (levels.size === 0) return null;
    const price = pick(...levels.keys());
    return { price: decimal(price), size: decimal(levels.get(price) ?? 0) };
  }

  #tradesOf(marketId: number, runnerId?: number): Trade[] {
    return this.#trades.filter(
      (trade) => trade.marketId === marketId && (runnerId === undefined || trade.runnerId === runnerId),
    );
  }

  /** Trades that count: not those that are void. */
  #standing(marketId: number, runnerId?: number): Trade[] {
    return this.#tradesOf(marketId, runnerId).filter(({ priceNow }) => priceNow > 0);
  }

  #market(marketId: number): MarketState {
    const market = this.markets.get(marketId);
    if (market === undefined) throw new Error(`market ${marketId} was never created`);
    return market;
  }
}

function percentage(prices: readonly (string | undefined)[]): string | null {
  const known = prices.filter((price) => price !== undefined);
  return known.length < prices.length ? null : sum(known.map((price) => 100 / Number(price))).toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}
