import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem.js';
import { Exchange } from '../matching/exchange.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { orderJson } from './order-answer.js';

/** Which orders a list shows. */
export interface OrderSelection {
  readonly accountId: string;
  readonly marketId: number;
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

  /** @throws ProblemError `ORDER_UNKNOWN` */
  get(orderId: number): string {
    const order = this.exchange.orders.find(orderId);
    if (order !== undefined) return orderJson(this.exchange.accounts.accountIdOf(order.account), order);
    throw new ProblemError(
      'ORDER_UNKNOWN',
      `There is no order ${orderId} in any book or among the latest completed ones; the storage app has all older ones.`,
    );
  }

  /**
   * Orders in the book, in the order of their ids, so that a page begins at the same place even when the order named by
   * `after` has left the book meanwhile.
   * @throws ProblemError `MARKET_UNKNOWN`
   */
  list({ accountId, marketId, limit, after }: OrderSelection): string {
    const { exchange } = this;
    if (exchange.matcher.market(marketId) === undefined) {
      throw new ProblemError('MARKET_UNKNOWN', `There is no market ${marketId}.`);
    }
    const orderIds = exchange.matcher
      .accountOrders(exchange.accounts.numberOf(accountId), marketId)
      .sort((a, b) => a - b);
    const from = orderIds.findIndex((orderId) => orderId > after);
    const page = from === -1 ? [] : orderIds.slice(from, from + limit);
    const last = page.at(-1);
    const hasMore = last !== undefined && last !== orderIds.at(-1);
    const orders = page.map((orderId) => this.get(orderId)).join(',');
    const next = hasMore ? `"${last}"` : 'null';
    return `{"orders":[${orders}],"next":${next},"sequence":${this.sequencer.lastSequence}}`;
  }
}
