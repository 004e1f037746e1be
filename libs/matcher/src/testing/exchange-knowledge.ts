import { CommandKind, type Command, type CreateMarket } from '../command.js';
import { EventKind, type MatcherEvent } from '../event.js';
import { PriceLadder } from '../price-ladder/price-ladder.js';
import type { Prng } from './prng.js';

const ORDERS_MAX = 300;

export enum Phase {
  Created,
  Open,
  Suspended,
  Closed,
  Settled,
}

export interface KnownMarket {
  readonly marketId: number;
  readonly wish: CreateMarket;
  readonly prices: PriceLadder;
  active: number[];
  phase: Phase;
  isInPlay: boolean;
  version: number;
  middle: number;
  age: number;
}

interface KnownOrder {
  readonly orderId: number;
  readonly marketId: number;
  readonly account: number;
}

/** What the events have told of markets and orders that one may still want to do something to. */
export class ExchangeKnowledge {
  readonly markets: KnownMarket[] = [];
  readonly orders: KnownOrder[] = [];
  readonly #random: Prng;

  constructor(random: Prng) {
    this.#random = random;
  }

  /** `asked` is the command that the event came of. */
  learn(event: MatcherEvent, asked: Command | undefined): void {
    this.#learnOfOrders(event);
    if (event.kind === EventKind.MarketCreated && asked?.kind === CommandKind.CreateMarket)
      this.#learnMarket(event.marketId, asked);
    const market = 'marketId' in event && this.markets.find((each) => each.marketId === event.marketId);
    if (market) this.#learnOf(market, event);
  }

  /** Most orders that are done are forgotten. */
  #learnOfOrders(event: MatcherEvent): void {
    if (event.kind === EventKind.OrderPlaced) {
      if (this.orders.length === ORDERS_MAX) this.orders.shift();
      this.orders.push({ orderId: event.orderId, marketId: event.marketId, account: event.account });
    }
    const done: number[] = [];
    if (event.kind === EventKind.OrderLapsed) done.push(event.orderId);
    if (event.kind === EventKind.OrderCancelled && event.sizeRemaining === 0) done.push(event.orderId);
    if (event.kind === EventKind.OrderMatched && event.makerSizeRemaining === 0)
      done.push(event.makerOrderId);
    if (event.kind === EventKind.OrderMatched && event.takerSizeRemaining === 0)
      done.push(event.takerOrderId);
    if (this.#random.chance(0.05)) return;
    for (const orderId of done) {
      const index = this.orders.findIndex((order) => order.orderId === orderId);
      if (index >= 0) this.orders.splice(index, 1);
    }
  }

  #learnMarket(marketId: number, wish: CreateMarket): void {
    const prices = PriceLadder.of(wish.ladder)!;
    const active = wish.runners.map((runner) => runner.runnerId);
    const middle = this.#random.between(0, Math.min(prices.tickCount - 1, 160));
    const fresh = { phase: Phase.Created, isInPlay: false, version: 1, age: 0 };
    this.markets.push({ marketId, wish, prices, active, middle, ...fresh });
  }

  #learnOf(market: KnownMarket, event: MatcherEvent): void {
    const { kind } = event;
    if (kind === EventKind.MarketOpened || kind === EventKind.MarketResumed) market.phase = Phase.Open;
    if (kind === EventKind.MarketSuspended) market.phase = Phase.Suspended;
    if (kind === EventKind.MarketClosed) market.phase = Phase.Closed;
    if (kind === EventKind.MarketSettled) market.phase = Phase.Settled;
    if (kind === EventKind.MarketTurnedInPlay) market.isInPlay = true;
    if (kind === EventKind.MarketVersionChanged) market.version = event.version;
    if (kind === EventKind.RunnerRemoved)
      market.active = market.active.filter((runnerId) => runnerId !== event.runnerId);
    if (kind === EventKind.MarketVoided) this.forget(market);
  }

  forget(market: KnownMarket): void {
    this.markets.splice(this.markets.indexOf(market), 1);
  }
}
