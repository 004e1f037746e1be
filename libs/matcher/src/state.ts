import { ACCOUNT_LAYOUT } from './account/account-layout.js';
import type { House } from './account/house.js';
import { EventBuffer } from './event-buffer.js';
import { HOLDING_LAYOUT } from './exposure/exposure-layout.js';
import {
  BOOK_COUNT_MAX,
  HOLDING_COUNT_MAX,
  MARKET_COUNT_MAX,
  ORDER_COUNT_MAX,
  RUNNER_COUNT_MAX,
  TRADE_COUNT_MAX,
} from './limits.js';
import type { Market } from './market/market.js';
import { REGIONS, type Occupant } from './memory/arena.js';
import { PairIndex } from './memory/pair-index.js';
import { RecordStore } from './memory/record-store.js';
import type { Resident } from './memory/resident.js';
import { RunStore } from './memory/run-store.js';
import { LadderShelf } from './price-ladder/ladder-shelf.js';
import { DueQueue } from './timing/due-queue.js';
import { TRADE_LAYOUT } from './trade/trade-layout.js';

/** How much a matcher may hold. What is left out has the value named in limits.ts. */
export interface MatcherOptions {
  /** Live orders to have memory for from the start; more is taken when it is needed. */
  readonly orderCapacity?: number;
  /** The same for the trades that are kept; what the trades of one order have in common takes the room of one. */
  readonly tradeCapacity?: number;
  /** The same for holdings: an account has one for each runner of a market that it comes to. */
  readonly holdingCapacity?: number;
  /** Most live orders, at most ORDER_COUNT_MAX. */
  readonly orderCountMax?: number;
  /** Most markets ever created, at most MARKET_COUNT_MAX. */
  readonly marketCountMax?: number;
  /** Most runners of all unfinished markets together, at most BOOK_COUNT_MAX. */
  readonly bookCountMax?: number;
}

const NODE_WORDS = 33;

/**
 * Everything a matcher knows, and the events it has not handed out yet: the ground floor of the exchange.
 *
 * The exchange is ONE object, built in storeys, each a class that adds one concept to the one below: State, then
 * OrderPool, Money, Exposures, Allowances, PriceTree, Books, Removals, Trades, Offers, Matching, Counting, AccountLimits, Admission, Placing,
 * OrderDesk, AccountDesk, MarketDesk, TimeDesk, RunnerDesk, and on top SettlementDesk. V8 reaches what hangs directly on
 * `this` with fewer checks. The gain is small (about 3 % when the same code was spread over six objects, measured once).
 */
export class State implements Occupant {
  /** One record of a cache line for every live order: see order-layout.ts. */
  readonly orders: RecordStore;
  /** All other records of that size: the books, their levels, positions, exposures, terms of orders. */
  readonly lines = new RecordStore(REGIONS.lines, { capacity: 1024 });
  /** Nodes of the price trees. */
  readonly nodes = new RecordStore(REGIONS.nodes, { capacity: 256, recordWords: NODE_WORDS });
  /** Books by market and runner. */
  readonly bookIndex = new PairIndex(this.lines);
  /** Positions by account and market. */
  readonly positionIndex = new PairIndex(this.lines);
  /** The accounts that were opened. */
  readonly accounts = new RecordStore(REGIONS.accounts, {
    capacity: 64,
    recordWords: ACCOUNT_LAYOUT.ACCOUNT_WORDS,
  });
  /** Accounts by number, the second key being 0. */
  readonly accountIndex = new PairIndex(this.accounts);
  /** What accounts have on runners: for each account in a market a run as long as that has runners. */
  readonly holdings: RunStore;
  /** The trades of markets with money whose settlement can still change, and what those of one taker have in common. */
  readonly trades: RecordStore;
  /** What is to happen when time has passed. */
  readonly due = new DueQueue();
  /** The exchange's own money by packed currency. */
  readonly houses = new Map<number, House>();
  /** Settled markets whose positions are kept for a resettlement, the oldest first, by marketId. */
  readonly settled: number[] = [];
  /** How many positions those have together. */
  settledPositionCount = 0;
  /** By marketId - 1. */
  readonly markets: Market[] = [];
  readonly ladders = new LadderShelf();
  readonly events = new EventBuffer();
  /** Whether the records are in the arena. It knows, too, but a field of this object is found faster: see `Matcher.execute`. */
  isInArena = false;
  readonly orderCountMax: number;
  readonly marketCountMax: number;
  readonly bookCountMax: number;

  constructor(options: MatcherOptions = {}) {
    this.orderCountMax = limited(options.orderCountMax, ORDER_COUNT_MAX);
    this.marketCountMax = limited(options.marketCountMax, MARKET_COUNT_MAX);
    this.bookCountMax = limited(options.bookCountMax, BOOK_COUNT_MAX);
    this.orders = new RecordStore(REGIONS.orders, {
      capacity: options.orderCapacity ?? 1024,
      countMax: this.orderCountMax,
    });
    this.trades = new RecordStore(REGIONS.trades, {
      capacity: options.tradeCapacity ?? 1024,
      countMax: TRADE_COUNT_MAX,
      recordWords: TRADE_LAYOUT.TRADE_WORDS,
    });
    this.holdings = new RunStore(REGIONS.holdings, {
      capacity: options.holdingCapacity ?? 1024,
      countMax: HOLDING_COUNT_MAX,
      recordWords: HOLDING_LAYOUT.HOLDING_WORDS,
      lengthMax: RUNNER_COUNT_MAX,
    });
  }

  moveIn(): void {
    this.isInArena = true;
    for (const resident of this.#residents()) resident.moveIn();
  }

  moveOut(): void {
    this.isInArena = false;
    for (const resident of this.#residents()) resident.moveOut();
  }

  /** Bytes of all arrays, in use or not. V8 counts those of the arena nowhere: see arena.ts. */
  get arrayBytes(): number {
    const inArena = this.#residents().map(({ touchedBytes }) => touchedBytes);
    const indexes = [this.bookIndex, this.positionIndex, this.accountIndex].map(
      ({ byteLength }) => byteLength,
    );
    return [...inArena, ...indexes].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The market with this id, if there is one. Any number may be asked for. */
  marketOf(marketId: number): Market | undefined {
    if ((marketId | 0) !== marketId || marketId < 1 || marketId > this.markets.length) return undefined;
    return this.markets[marketId - 1];
  }

  #residents(): Resident[] {
    const { orders, lines, nodes, accounts, trades, holdings, events } = this;
    return [orders, lines, nodes, accounts, trades, holdings, events];
  }
}

function limited(wanted: number | undefined, max: number): number {
  const limit = wanted ?? max;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= max))
    throw new RangeError(`${limit} is not within 1..${max}`);
  return limit;
}
