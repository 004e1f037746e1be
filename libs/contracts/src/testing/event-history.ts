import type { EventGroup } from '../event-group.js';
import type { ExchangeEvent, OrderPlaced } from '../events.js';
import type { Side } from '../side.js';

/** How a random history looks. */
export interface HistoryOptions {
  /** Same seed, same history. */
  readonly seed: number;
  /** Commands, hence groups. */
  readonly commands: number;
  readonly markets?: number;
  readonly runnersPerMarket?: number;
  readonly accounts?: number;
  readonly shard?: number;
  /** Largest step of time between two commands, ms. */
  readonly stepMsMax?: number;
}

interface RestingOrder {
  readonly placed: OrderPlaced;
  sizeRemaining: number;
}

interface HistoryMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
  status: 'NEW' | 'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED';
  /** Oldest first. */
  resting: RestingOrder[];
}

const FIRST_TIME_MS = Date.UTC(2026, 0, 2, 3, 4, 58);
const PRICES = [200, 202, 204, 206, 208, 210, 212];

/**
 * Makes random but lawful histories for specs of consumers: markets live and die, orders rest, match by price and time,
 * are cancelled, reduced, replaced and lapse; some commands are refused or change nothing. Slow and obvious on purpose.
 */
export class EventHistory {
  readonly #random: () => number;
  readonly #options: Required<HistoryOptions>;
  readonly #markets: HistoryMarket[];
  #sequence = 0;
  #timeMs = FIRST_TIME_MS;
  #nextOrderId = 1;

  constructor(options: HistoryOptions) {
    this.#options = { markets: 2, runnersPerMarket: 3, accounts: 4, shard: 0, stepMsMax: 700, ...options };
    this.#random = mulberry32(options.seed);
    const { markets, runnersPerMarket } = this.#options;
    this.#markets = Array.from({ length: markets }, (_, index) => ({
      marketId: index + 1,
      runnerIds: Array.from({ length: runnersPerMarket }, (_, runner) => 100 * (index + 1) + runner + 1),
      status: 'NEW',
      resting: [],
    }));
  }

  /** The groups of the next commands; call again to go on. */
  groups(commands: number = this.#options.commands): EventGroup[] {
    return Array.from({ length: commands }, () => {
      this.#sequence += 1;
      this.#timeMs += this.#below(this.#options.stepMsMax + 1);
      const { shard } = this.#options;
      return { shard, sequence: this.#sequence, timeMs: this.#timeMs, events: this.#command() };
    });
  }

  #command(): ExchangeEvent[] {
    const market = this.#pick(this.#markets);
    const { marketId } = market;
    const dice = this.#below(100);
    if (market.status === 'NEW') return this.#create(market);
    if (market.status === 'INACTIVE')
      return this.#turn(market, 'OPEN', [{ type: 'market.opened', marketId }]);
    if (market.status === 'SUSPENDED' && dice < 40) {
      return this.#turn(market, 'OPEN', [{ type: 'market.resumed', marketId }]);
    }
    if (market.status === 'OPEN' && dice < 2) {
      return this.#turn(market, 'SUSPENDED', [{ type: 'market.suspended', marketId }]);
    }
    if (market.status !== 'CLOSED' && dice === 2 && this.#below(8) === 0) return this.#close(market);
    if (dice < 8) return [];
    if (dice < 12 || market.status === 'CLOSED') return [this.#rejection(market)];
    if (dice < 35 || market.status === 'SUSPENDED') return this.#cancel(market);
    if (dice < 42) return this.#replace(market);
    return this.#place(market, this.#newOrder(market));
  }

  #create(market: HistoryMarket): ExchangeEvent[] {
    const runners = market.runnerIds.map((runnerId) => ({ runnerId, name: `Runner ${runnerId} "é\\"` }));
    const { marketId } = market;
    const name = `Market ${marketId}`;
    return this.#turn(market, 'INACTIVE', [
      { type: 'market.created', marketId, name, runners, ladder: { kind: 'CLASSIC' } },
    ]);
  }

  #turn(market: HistoryMarket, status: HistoryMarket['status'], events: ExchangeEvent[]): ExchangeEvent[] {
    market.status = status;
    return events;
  }

  #close(market: HistoryMarket): ExchangeEvent[] {
    const lapsed = market.resting.map(({ placed, sizeRemaining }): ExchangeEvent => {
      const { orderId, accountId, marketId, runnerId, side, price } = placed;
      const fact = { orderId, accountId, marketId, runnerId, side, price };
      return { type: 'order.lapsed', ...fact, sizeLapsed: sizeRemaining, reason: 'MARKET_CLOSED' };
    });
    market.resting = [];
    return this.#turn(market, 'CLOSED', [{ type: 'market.closed', marketId: market.marketId }, ...lapsed]);
  }

  #rejection(market: HistoryMarket): ExchangeEvent {
    const reason = market.status === 'CLOSED' ? 'MARKET_CLOSED' : 'PRICE_OFF_LADDER';
    const { marketId } = market;
    return { type: 'command.rejected', command: 'PlaceOrder', reason, marketId, accountId: this.#account() };
  }

  #newOrder(market: HistoryMarket): OrderPlaced {
    return {
      type: 'order.placed',
      orderId: this.#nextOrderId++,
      accountId: this.#account(),
      marketId: market.marketId,
      runnerId: this.#pick(market.runnerIds),
      side: this.#below(2) === 0 ? 'BACK' : 'LAY',
      price: this.#pick(PRICES),
      size: 1 + this.#below(2000),
      replacesOrderId: 0,
    };
  }

  #place(market: HistoryMarket, placed: OrderPlaced): ExchangeEvent[] {
    const events: ExchangeEvent[] = [placed];
    let sizeRemaining = placed.size;
    for (const maker of bestFirst(market.resting, placed)) {
      if (sizeRemaining === 0) break;
      const size = Math.min(sizeRemaining, maker.sizeRemaining);
      sizeRemaining -= size;
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
        takerSizeRemaining: sizeRemaining,
      });
    }
    market.resting = market.resting.filter((order) => order.sizeRemaining > 0);
    if (sizeRemaining > 0) market.resting.push({ placed, sizeRemaining });
    return events;
  }

  #cancel(market: HistoryMarket): ExchangeEvent[] {
    if (market.resting.length === 0) return [];
    const order = this.#pick(market.resting);
    const isWhole = this.#below(2) === 0;
    return [
      this.#take(
        market,
        order,
        isWhole ? order.sizeRemaining : 1 + this.#below(order.sizeRemaining),
        'REQUESTED',
      ),
    ];
  }

  #replace(market: HistoryMarket): ExchangeEvent[] {
    if (market.resting.length === 0) return [];
    const order = this.#pick(market.resting);
    const { sizeRemaining, placed } = order;
    const cancelled = this.#take(market, order, sizeRemaining, 'REPLACED');
    const price = this.#pick(PRICES);
    const replacement = { ...placed, orderId: this.#nextOrderId++, price, size: sizeRemaining };
    return [cancelled, ...this.#place(market, { ...replacement, replacesOrderId: placed.orderId })];
  }

  #take(
    market: HistoryMarket,
    order: RestingOrder,
    size: number,
    reason: 'REQUESTED' | 'REPLACED',
  ): ExchangeEvent {
    order.sizeRemaining -= size;
    if (order.sizeRemaining === 0) market.resting = market.resting.filter((other) => other !== order);
    const { orderId, accountId, marketId, runnerId, side, price } = order.placed;
    const fact = { orderId, accountId, marketId, runnerId, side, price };
    return {
      type: 'order.cancelled',
      ...fact,
      sizeCancelled: size,
      sizeRemaining: order.sizeRemaining,
      reason,
    };
  }

  #account(): string {
    return `account-${1 + this.#below(this.#options.accounts)}`;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }
}

/** Who matches the taker, best price first and oldest first at a price: the list itself is by age, and sorting is stable. */
function bestFirst(resting: readonly RestingOrder[], taker: OrderPlaced): RestingOrder[] {
  const sign: Record<Side, number> = { BACK: 1, LAY: -1 };
  const accepts = ({ placed }: RestingOrder) =>
    placed.runnerId === taker.runnerId &&
    placed.side !== taker.side &&
    sign[taker.side] * (placed.price - taker.price) >= 0;
  return resting.filter(accepts).sort((a, b) => sign[taker.side] * (b.placed.price - a.placed.price));
}

/** A small generator of numbers in [0, 1) that is the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
