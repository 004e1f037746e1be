import type { AccountSettings } from '../account/account-settings.js';
import type { StopOrigin } from '../command.js';
import type { MatcherEvent } from '../event.js';
import type { BettingRules } from '../market/betting-rules.js';
import { MarketStatus } from '../market/market-status.js';
import type { OrderTerms } from '../order/order-terms.js';
import type { LadderDefinition } from '../price-ladder/ladder-definition.js';
import { Side } from '../side.js';
import { ReferenceIds } from './reference-ids.js';

export interface TwinAccount {
  readonly account: number;
  readonly currency: string;
  balance: number;
  settings: AccountSettings;
  readonly stops: Set<StopOrigin>;
  /** When it counts as silent, and when that was agreed; undefined without a watch. */
  heartbeat: { readonly dueMs: number; readonly armed: number } | undefined;
  /** The second in which it placed last, and how many orders it has placed in it. */
  second: number;
  ordersInSecond: number;
}

export interface TwinOrder {
  readonly orderId: number;
  readonly account: number;
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: Side;
  price: number;
  readonly size: number;
  sizeRemaining: number;
  readonly terms: OrderTerms;
  /** Its place in the queue of its level; 0 while it is in no book. */
  queued: number;
  /** When the bet delay is over; 0 for one that does not wait. */
  releaseMs: number;
  readonly armed: number;
}

export interface TwinTrade {
  readonly number: number;
  readonly marketId: number;
  readonly runnerId: number;
  price: number;
  readonly size: number;
  readonly makerOrderId: number;
  readonly makerAccount: number;
  readonly takerOrderId: number;
  readonly takerAccount: number;
  readonly takerSide: Side;
  readonly timeMs: number;
  isVoid: boolean;
}

/** What one account was paid at a settlement. */
export interface TwinPayment {
  readonly account: number;
  readonly profit: number;
  readonly commission: number;
}

export interface TwinMarket {
  readonly marketId: number;
  readonly runnerIds: readonly number[];
  readonly removed: Set<number>;
  readonly ladder: LadderDefinition;
  readonly rules: BettingRules | undefined;
  status: MarketStatus;
  isInPlay: boolean;
  startTimeMs: number;
  version: number;
  materialVersion: number;
  /** Every trade there ever was, oldest first. */
  readonly trades: TwinTrade[];
  /** Accounts that placed an accepted order, in the order of their first one. */
  readonly accounts: number[];
  payments: TwinPayment[];
}

export interface TwinHouse {
  commission: number;
  rounding: number;
  paidIn: number;
}

type WithoutSequence<T> = T extends unknown ? Omit<T, 'sequence'> : never;

/** All that the twin knows, as lists and maps of plain objects. Everything else about it is functions of this. */
export class ReferenceState {
  readonly accounts = new Map<number, TwinAccount>();
  readonly markets: TwinMarket[] = [];
  /** Live orders, waiting ones too, by id; in the order they were placed. */
  readonly orders = new Map<number, TwinOrder>();
  readonly houses = new Map<string, TwinHouse>();
  /** First accepted orders of an account in a market, in the order in which they came. */
  readonly visits: { readonly account: number; readonly marketId: number }[] = [];
  readonly ids = new ReferenceIds();
  events: MatcherEvent[] = [];
  sequence = 0;
  timeMs = 0;
  #counter = 0;

  /** A number greater than all before it. */
  count(): number {
    return ++this.#counter;
  }

  emit(event: WithoutSequence<MatcherEvent>): void {
    this.events.push({ ...event, sequence: this.sequence });
  }

  market(marketId: number): TwinMarket | undefined {
    return this.markets.find((market) => market.marketId === marketId);
  }

  house(currency: string): TwinHouse {
    const house = this.houses.get(currency) ?? { commission: 0, rounding: 0, paidIn: 0 };
    this.houses.set(currency, house);
    return house;
  }

  /** Live orders of a market, in the order they were placed. */
  ordersOf(marketId: number): TwinOrder[] {
    return [...this.orders.values()].filter((order) => order.marketId === marketId);
  }

  /** One side of a book, best first, then oldest first: the order in which it is matched. */
  queue(marketId: number, runnerId: number, side: Side): TwinOrder[] {
    const better = side === Side.LAY ? -1 : 1;
    return this.ordersOf(marketId)
      .filter((order) => order.runnerId === runnerId && order.side === side && order.queued > 0)
      .sort((a, b) => better * (a.price - b.price) || a.queued - b.queued);
  }
}

export function isFinished({ status }: TwinMarket): boolean {
  return status === MarketStatus.SETTLED || status === MarketStatus.VOIDED;
}

export function opposite(side: Side): Side {
  return side === Side.BACK ? Side.LAY : Side.BACK;
}

/** Whether an order of this side and limit accepts a price. */
export function accepts(side: Side, limit: number, price: number): boolean {
  return side === Side.BACK ? price >= limit : price <= limit;
}
