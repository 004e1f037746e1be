import { mayRead, type Principal } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem.js';
import { Exchange } from '../matching/exchange.js';
import type { OrderState } from '../matching/order-state.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { orderJson } from './order-answer.js';

/** Which orders a list shows. */
export interface OrderSelection {
  readonly accountId: string;
  /** Undefined: in all markets. */
  readonly marketId: number | undefined;
  readonly limit: number;
  /** The last order of the page before; 0 for the first page. */
  readonly after: number;
}

/** Looks orders up and gives JSON. What it gives may be shown only through `Sequencer.read`. */
@Injectable()
export class OrderReader {
  constructor(
    private readonly exchange: Exchange,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * For a trader the order of another account is not there, in the same words as one that never was.
   * @throws ProblemError `ORDER_UNKNOWN`
   */
  get(orderId: number, caller: Principal): string {
    const order = this.exchange.orders.find(orderId);
    if (order !== undefined) {
      const accountId = this.exchange.accounts.accountIdOf(order.account);
      if (mayRead(caller, accountId)) return this.#json(accountId, order);
    }
    const ofWhom = caller.role === 'trader' ? ` of the account ${caller.accountId}` : '';
    throw new ProblemError(
      'ORDER_UNKNOWN',
      `There is no order ${orderId}${ofWhom} in any book or among the latest completed ones; the storage app has all older ones.`,
    );
  }

  /**
   * Orders in the book, in the order of their ids, so that a page begins at the same place even when the order named by
   * `after` has left the book meanwhile.
   * @throws ProblemError `MARKET_UNKNOWN`
   */
  list({ accountId, marketId, limit, after }: OrderSelection): string {
    const orderIds = this.#liveOrders(accountId, marketId).sort((a, b) => a - b);
    const from = orderIds.findIndex((orderId) => orderId > after);
    const page = from === -1 ? [] : orderIds.slice(from, from + limit);
    const last = page.at(-1);
    const hasMore = last !== undefined && last !== orderIds.at(-1);
    const orders = page.map((orderId) => this.#ofAccount(accountId, orderId)).join(',');
    const next = hasMore ? `"${last}"` : 'null';
    return `{"orders":[${orders}],"next":${next},"sequence":${this.sequencer.lastSequence}}`;
  }

  #liveOrders(accountId: string, marketId: number | undefined): number[] {
    const { matcher, accounts } = this.exchange;
    const account = accounts.numberOf(accountId);
    if (marketId !== undefined) {
      if (matcher.market(marketId) !== undefined) return matcher.accountOrders(account, marketId);
      throw new ProblemError('MARKET_UNKNOWN', `There is no market ${marketId}.`);
    }
    const orderIds: number[] = [];
    for (let id = 1; id <= matcher.marketCount; id++) orderIds.push(...matcher.accountOrders(account, id));
    return orderIds;
  }

  /** An order that is in a book. */
  #ofAccount(accountId: string, orderId: number): string {
    const order = this.exchange.orders.find(orderId);
    if (order === undefined) throw new Error(`order ${orderId} is in a book and cannot be read`);
    return this.#json(accountId, order);
  }

  #json(accountId: string, order: OrderState): string {
    const queue = order.sizeRemaining === 0 ? undefined : this.exchange.matcher.queuePlace(order.orderId);
    return orderJson(accountId, { order, queue: queue ?? null });
  }
}
