import type { EventGroup } from '../event-group.js';
import type { BettingRules, ExchangeEvent, OrderPlaced } from '../events.js';
import { HISTORY_CURRENCY, HistoryAccounts } from './history-accounts.js';
import { HistoryDice } from './history-dice.js';
import {
  cancel,
  enterBook,
  lapse,
  runnersLeft,
  type HistoryMarket,
  type OpenOrder,
} from './history-market.js';
import { HistoryMoney } from './history-money.js';

/** How a random history looks. */
export interface HistoryOptions {
  /** Same seed, same history. */
  readonly seed: number;
  /** Commands, hence groups. */
  readonly commands: number;
  /** Markets at a time. One with money that is voided or long settled gives its place to a new one. */
  readonly markets?: number;
  readonly runnersPerMarket?: number;
  readonly accounts?: number;
  readonly shard?: number;
  /** Largest step of time between two commands, ms. */
  readonly stepMsMax?: number;
}

const FIRST_TIME_MS = Date.UTC(2026, 0, 2, 3, 4, 58);
const PRICES = [200, 202, 204, 206, 208, 210, 212];

/**
 * Makes random but lawful histories for specs of consumers: markets live and die, orders rest, match by price and time,
 * are cancelled, reduced, replaced and lapse; some commands are refused or change nothing. Every second market is one with
 * money: orders wait, runners are removed, trades voided and reduced, accounts paid, paid otherwise, and paid back. Slow and
 * obvious on purpose.
 */
export class EventHistory {
  readonly #dice: HistoryDice;
  readonly #options: Required<HistoryOptions>;
  readonly #accounts: HistoryAccounts;
  readonly #money: HistoryMoney;
  readonly #markets: HistoryMarket[];
  #sequence = 0;
  #timeMs = FIRST_TIME_MS;
  #nextOrderId = 1;
  #nextMarketId: number;

  constructor(options: HistoryOptions) {
    this.#options = { markets: 2, runnersPerMarket: 3, accounts: 4, shard: 0, stepMsMax: 700, ...options };
    this.#dice = new HistoryDice(options.seed);
    const accountIds = Array.from({ length: this.#options.accounts }, (_, index) => `account-${index + 1}`);
    this.#accounts = new HistoryAccounts(this.#dice, accountIds);
    this.#money = new HistoryMoney(this.#dice, this.#accounts);
    this.#nextMarketId = this.#options.markets + 1;
    this.#markets = Array.from({ length: this.#options.markets }, (_, index) =>
      newMarket(index + 1, this.#options.runnersPerMarket, index % 2 === 1),
    );
  }

  /** The groups of the next commands; call again to go on. */
  groups(commands: number = this.#options.commands): EventGroup[] {
    return Array.from({ length: commands }, () => {
      this.#sequence += 1;
      this.#timeMs += this.#dice.below(this.#options.stepMsMax + 1);
      const { shard } = this.#options;
      const events = this.#command();
      this.#keepTrades(events);
      return { shard, sequence: this.#sequence, timeMs: this.#timeMs, events };
    });
  }

  #keepTrades(events: readonly ExchangeEvent[]): void {
    for (const [index, event] of events.entries()) {
      if (event.type !== 'order.matched') continue;
      const market = this.#markets.find(({ marketId }) => marketId === event.marketId);
      market?.trades.push({ sequence: this.#sequence, index, made: event, price: event.price });
    }
  }

  #command(): ExchangeEvent[] {
    const slot = this.#dice.below(this.#markets.length);
    const market = this.#markets[slot] as HistoryMarket;
    if (market.rules !== undefined) {
      const isForAccounts = !this.#accounts.areOpen || this.#dice.below(20) === 0;
      if (isForAccounts) return this.#accounts.command();
      const events = this.#commandWithMoney(market);
      if (events !== undefined) return events;
    }
    if (this.#isOver(market)) this.#markets[slot] = this.#nextMarket();
    return this.#plainCommand(market);
  }

  #commandWithMoney(market: HistoryMarket): ExchangeEvent[] | undefined {
    const { status } = market;
    if (status === 'OPEN' || status === 'SUSPENDED') {
      if (this.#dice.below(120) === 0) return this.#close(market);
      return this.#money.whileAlive(market, this.#timeMs);
    }
    return status === 'CLOSED' || status === 'SETTLED' ? this.#money.afterClose(market) : undefined;
  }

  #isOver({ status }: HistoryMarket): boolean {
    return status === 'VOIDED' || (status === 'SETTLED' && this.#dice.below(30) === 0);
  }

  #nextMarket(): HistoryMarket {
    return newMarket(this.#nextMarketId++, this.#options.runnersPerMarket, true);
  }

  #plainCommand(market: HistoryMarket): ExchangeEvent[] {
    const { marketId, status } = market;
    const dice = this.#dice.below(100);
    if (status === 'NEW') return this.#create(market);
    if (status === 'INACTIVE') return this.#turn(market, 'OPEN', [{ type: 'market.opened', marketId }]);
    if (status === 'SUSPENDED' && dice < 40) {
      return this.#turn(market, 'OPEN', [{ type: 'market.resumed', marketId }]);
    }
    if (status === 'OPEN' && dice < 2) {
      const lapsed = this.#money.onSuspend(market);
      return this.#turn(market, 'SUSPENDED', [{ type: 'market.suspended', marketId }, ...lapsed]);
    }
    const isAlive = status === 'OPEN' || status === 'SUSPENDED';
    if (isAlive && dice === 2 && this.#dice.below(8) === 0) return this.#close(market);
    if (dice < 8) return [];
    if (dice < 12 || !isAlive) return [this.#rejection(market)];
    if (dice < 35 || status === 'SUSPENDED') return this.#cancel(market);
    if (dice < 42) return this.#replace(market);
    return this.#place(market, this.#newOrder(market));
  }

  #create(market: HistoryMarket): ExchangeEvent[] {
    const runners = market.runnerIds.map((runnerId) => ({ runnerId, name: `Runner ${runnerId} "é\\"` }));
    const { marketId, rules } = market;
    const name = `Market ${marketId}`;
    const created = { type: 'market.created', marketId, name, runners, ladder: { kind: 'CLASSIC' } } as const;
    return this.#turn(market, 'INACTIVE', [rules === undefined ? created : { ...created, rules }]);
  }

  #turn(market: HistoryMarket, status: HistoryMarket['status'], events: ExchangeEvent[]): ExchangeEvent[] {
    market.status = status;
    return events;
  }

  #close(market: HistoryMarket): ExchangeEvent[] {
    const lapsed = lapse(market, [...market.resting, ...market.waiting], 'MARKET_CLOSED');
    return this.#turn(market, 'CLOSED', [{ type: 'market.closed', marketId: market.marketId }, ...lapsed]);
  }

  #rejection(market: HistoryMarket): ExchangeEvent {
    const isAlive = market.status === 'OPEN' || market.status === 'SUSPENDED';
    const reason = isAlive ? 'PRICE_OFF_LADDER' : 'MARKET_CLOSED';
    const { marketId } = market;
    return { type: 'command.rejected', command: 'PlaceOrder', reason, marketId, accountId: this.#account() };
  }

  #newOrder(market: HistoryMarket): OrderPlaced {
    return {
      type: 'order.placed',
      orderId: this.#nextOrderId++,
      accountId: this.#account(),
      marketId: market.marketId,
      runnerId: this.#dice.pick(runnersLeft(market)),
      side: this.#dice.below(2) === 0 ? 'BACK' : 'LAY',
      price: this.#dice.pick(PRICES),
      size: 1 + this.#dice.below(2000),
      replacesOrderId: 0,
    };
  }

  #place(market: HistoryMarket, placed: OrderPlaced): ExchangeEvent[] {
    if (market.rules !== undefined) return this.#money.place(market, placed);
    const order: OpenOrder = { placed, sizeRemaining: placed.size, persistence: 'LAPSE' };
    return [placed, ...enterBook(market, order)];
  }

  #cancel(market: HistoryMarket): ExchangeEvent[] {
    const orders = [...market.resting, ...market.waiting];
    if (orders.length === 0) return [];
    const order = this.#dice.pick(orders);
    const isWhole = this.#dice.below(2) === 0;
    const size = isWhole ? order.sizeRemaining : 1 + this.#dice.below(order.sizeRemaining);
    return [cancel(market, order, size, 'REQUESTED')];
  }

  #replace(market: HistoryMarket): ExchangeEvent[] {
    if (market.resting.length === 0) return [];
    const order = this.#dice.pick(market.resting);
    const { sizeRemaining, placed } = order;
    const cancelled = cancel(market, order, sizeRemaining, 'REPLACED');
    const price = this.#dice.pick(PRICES);
    const replacement = { ...placed, orderId: this.#nextOrderId++, price, size: sizeRemaining };
    return [cancelled, ...this.#place(market, { ...replacement, replacesOrderId: placed.orderId })];
  }

  #account(): string {
    return `account-${1 + this.#dice.below(this.#options.accounts)}`;
  }
}

function newMarket(marketId: number, runners: number, hasMoney: boolean): HistoryMarket {
  return {
    marketId,
    runnerIds: Array.from({ length: runners }, (_, runner) => 100 * marketId + runner + 1),
    rules: hasMoney ? rulesOf(marketId, runners) : undefined,
    removed: new Set(),
    status: 'NEW',
    isInPlay: false,
    version: 1,
    resting: [],
    waiting: [],
    trades: [],
    paid: new Map(),
  };
}

function rulesOf(marketId: number, runners: number): BettingRules {
  const isPlace = marketId % 4 === 0;
  return {
    currency: HISTORY_CURRENCY,
    kind: isPlace ? 'PLACE' : 'WIN',
    winnerCount: isPlace ? Math.max(1, runners - 1) : 1,
    fixture: `Fixture ${marketId}`,
    startTimeMs: FIRST_TIME_MS + 3_600_000,
    baseRate: 500,
    betDelayMs: 5_000,
    betDelayModel: 'ALL',
    limits: { sizeMax: 0, liabilityMax: 0, exposureMax: 0, orderCountMax: 0 },
  };
}
