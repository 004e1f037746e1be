import { EventKind, type MatcherEvent, type OrderPlaced, type TradeChanged } from '../event.js';
import type { CreateMarket } from '../command.js';
import { Side } from '../side.js';
import { subsetsOf } from './reference-exposure.js';

interface Trade {
  readonly runnerId: number;
  price: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly takerOrderId: number;
  /** Who backs, and who lays. */
  readonly backer: number;
  readonly layer: number;
}

interface OpenOrder {
  readonly orderId: number;
  readonly account: number;
  readonly runnerId: number;
  readonly side: Side;
  price: number;
  left: number;
}

interface Market {
  active: number[];
  readonly winnerCount: number;
  trades: Trade[];
  readonly orders: Map<number, OpenOrder>;
  isOver: boolean;
}

/** Up to so many unmatched orders every subset of them is tried out. */
const SUBSETS_UP_TO = 6;

/**
 * What each account could lose, worked out from the events alone and by trial: every set of winners, and in each every
 * subset of the unmatched orders matched at their limits. In hundredths of a minor unit.
 */
export class ExposureLedger {
  readonly #markets = new Map<number, Market>();

  /** A market with money, as it was created. */
  add(marketId: number, { runners, rules }: CreateMarket): void {
    if (rules === undefined) return;
    const active = runners.map((runner) => runner.runnerId);
    const { winnerCount } = rules;
    this.#markets.set(marketId, { active, winnerCount, trades: [], orders: new Map(), isOver: false });
  }

  learn(events: readonly MatcherEvent[]): void {
    for (const event of events) {
      const market = 'marketId' in event ? this.#markets.get(event.marketId) : undefined;
      if (market !== undefined) learn(market, event);
    }
  }

  marketIds(): number[] {
    return [...this.#markets.keys()].filter((marketId) => !this.#markets.get(marketId)!.isOver);
  }

  /** The worst that could come of a market for an account; below 0 it cannot but win. */
  worstLoss(account: number, marketId: number): number {
    const market = this.#markets.get(marketId);
    if (market === undefined || market.isOver) return 0;
    const own = [...market.orders.values()].filter((order) => order.account === account);
    const losses = subsetsOf(market.active, market.winnerCount).map((winners) => {
      const matched = market.trades.reduce((sum, trade) => sum + resultOf(trade, account, winners), 0);
      return -(matched + worstOf(own, winners));
    });
    return Math.max(...losses);
  }
}

function resultOf(trade: Trade, account: number, winners: readonly number[]): number {
  const { price, size } = trade;
  const ofBacker = winners.includes(trade.runnerId) ? size * (price - 100) : -size * 100;
  return (trade.backer === account ? ofBacker : 0) - (trade.layer === account ? ofBacker : 0);
}

function worstOf(orders: readonly OpenOrder[], winners: readonly number[]): number {
  const results = orders.map(({ side, runnerId, price, left }) => {
    const ofBacker = winners.includes(runnerId) ? left * (price - 100) : -left * 100;
    return side === Side.BACK ? ofBacker : -ofBacker;
  });
  if (results.length > SUBSETS_UP_TO) return results.reduce((sum, result) => sum + Math.min(0, result), 0);
  let worst = 0;
  for (let subset = 0; subset < 2 ** results.length; subset++) {
    const sum = results.reduce((total, result, nth) => total + ((subset >> nth) & 1) * result, 0);
    worst = Math.min(worst, sum);
  }
  return worst;
}

function learn(market: Market, event: MatcherEvent): void {
  const { orders } = market;
  switch (event.kind) {
    case EventKind.OrderPlaced:
      orders.set(event.orderId, openOrder(event));
      break;
    case EventKind.OrderMatched: {
      const { runnerId, price, size, makerOrderId, takerOrderId, makerAccount, takerAccount } = event;
      const isBack = event.takerSide === Side.BACK;
      const [backer, layer] = isBack ? [takerAccount, makerAccount] : [makerAccount, takerAccount];
      market.trades.push({ runnerId, price, size, makerOrderId, takerOrderId, backer, layer });
      for (const orderId of [makerOrderId, takerOrderId]) reduce(orders, orderId, size);
      break;
    }
    case EventKind.OrderCancelled:
      reduce(orders, event.orderId, event.sizeCancelled);
      break;
    case EventKind.OrderLapsed:
      reduce(orders, event.orderId, event.sizeLapsed);
      break;
    case EventKind.OrderRepriced:
      orders.get(event.orderId)!.price = event.price;
      break;
    case EventKind.RunnerRemoved:
      market.active = market.active.filter((runnerId) => runnerId !== event.runnerId);
      break;
    case EventKind.TradeReduced:
      tradeOf(market, event).price = event.price;
      break;
    case EventKind.TradeVoided: {
      const voided = tradeOf(market, event);
      market.trades = market.trades.filter((trade) => trade !== voided);
      break;
    }
    case EventKind.MarketSettled:
    case EventKind.MarketVoided:
      market.isOver = true;
      break;
    default:
  }
}

function openOrder({ orderId, account, runnerId, side, price, size }: OrderPlaced): OpenOrder {
  return { orderId, account, runnerId, side, price, left: size };
}

function reduce(orders: Map<number, OpenOrder>, orderId: number, size: number): void {
  const order = orders.get(orderId)!;
  order.left -= size;
  if (order.left < 0) throw new Error(`more than all is taken out of order ${orderId}`);
  if (order.left === 0) orders.delete(orderId);
}

/** Two orders can have met more than once, when one was repriced between: the newest at this price is meant. */
function tradeOf(market: Market, change: TradeChanged): Trade {
  const found = market.trades.findLast(
    ({ makerOrderId, takerOrderId, price, size }) =>
      makerOrderId === change.makerOrderId &&
      takerOrderId === change.takerOrderId &&
      price === change.priceBefore &&
      size === change.size,
  );
  if (found === undefined) throw new Error(`no such trade: ${JSON.stringify(change)}`);
  return found;
}
