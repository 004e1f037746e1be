import type {
  BatchProblem,
  MarketStep,
  NewMarket,
  Order,
  OrderCancel as CancelOfOne,
  Outcome,
  PlacedOrder,
  Removal,
  RunnerBook,
  NewOrder as OrderOfOne,
} from '@backlay/client';
import { ProblemError } from '@backlay/client';
import type { RunnerResult } from '@backlay/contracts';
import type { ExchangeClients } from './exchange-clients.js';
import type { Ladder } from './ladder.js';

/** An order of one of many accounts. */
export interface NewOrder extends Pick<OrderOfOne, 'runnerId' | 'side' | 'price' | 'persistence'> {
  readonly accountId: string;
  readonly size: number;
}

/** A cancel by one of many accounts. */
export interface OrderCancel extends CancelOfOne {
  readonly accountId: string;
}

/** What became of a command. */
export type OrderOutcome = Outcome<PlacedOrder>;
export type CancelOutcome = Outcome<Order>;

/** A step in the life of a market. */
export type MarketCommand =
  | { readonly kind: 'open' | 'resume' | 'turn-in-play' | 'close' | 'void' }
  | { readonly kind: 'suspend'; readonly material: boolean }
  | { readonly kind: 'start-time'; readonly startTimeMs: number | null }
  | { readonly kind: 'remove'; readonly runnerId: number; readonly reductionFactor: number }
  | { readonly kind: 'settle'; readonly results: readonly { runnerId: number; result: RunnerResult }[] };

/** The engine as tools use it that act for many accounts at once. */
export class EngineClient {
  constructor(private readonly clients: ExchangeClients) {}

  createMarket(market: NewMarket): Promise<MarketStep> {
    return this.clients.operator.createMarket(market);
  }

  changeMarket(marketId: number, command: MarketCommand): Promise<MarketStep> {
    const { operator } = this.clients;
    switch (command.kind) {
      case 'open':
        return operator.openMarket(marketId);
      case 'resume':
        return operator.resumeMarket(marketId);
      case 'turn-in-play':
        return operator.turnInPlay(marketId);
      case 'close':
        return operator.closeMarket(marketId);
      case 'void':
        return operator.voidMarket(marketId);
      case 'suspend':
        return operator.suspendMarket(marketId, { material: command.material });
      case 'start-time':
        return operator.changeStartTime(marketId, command.startTimeMs);
      case 'remove':
        return operator.removeRunner(marketId, removalOf(command));
      case 'settle':
        return operator.settle(marketId, { results: command.results });
    }
  }

  /**
   * Places up to `BATCH_ORDERS_MAX` orders, in one request for each run of orders of one account.
   *
   * @returns one outcome per order, in their order
   */
  placeOrders(marketId: number, orders: readonly NewOrder[]): Promise<readonly OrderOutcome[]> {
    return inRuns(orders, (accountId, run) =>
      this.clients.trader(accountId).placeOrders(run.map((order) => orderOf(marketId, order))),
    );
  }

  /**
   * Cancels up to `BATCH_ORDERS_MAX` orders, in one request for each run of orders of one account.
   *
   * @returns one outcome per cancel, in their order
   */
  cancelOrders(cancels: readonly OrderCancel[]): Promise<readonly CancelOutcome[]> {
    return inRuns(cancels, (accountId, run) =>
      this.clients.trader(accountId).cancelOrders(run.map(({ orderId, size }) => ({ orderId, size }))),
    );
  }

  /** Places one order in a request of its own. */
  placeOrder(marketId: number, order: NewOrder): Promise<OrderOutcome> {
    return outcomeOf(this.clients.trader(order.accountId).placeOrder(orderOf(marketId, order)));
  }

  /** Cancels all that remains of an order. */
  cancelOrder({ orderId, accountId }: Omit<OrderCancel, 'size'>): Promise<CancelOutcome> {
    return outcomeOf(this.clients.trader(accountId).cancelOrder(orderId));
  }

  /** Asks for another price, which loses the place in the queue. */
  replaceOrder(order: { orderId: number; accountId: string; price: number }): Promise<OrderOutcome> {
    const { orderId, accountId, price } = order;
    return outcomeOf(this.clients.trader(accountId).replaceOrder({ orderId, price }));
  }

  /** Any order in a book, and the latest completed ones. */
  order(orderId: number): Promise<Order> {
    return this.clients.operator.order(orderId);
  }

  /** Every order of an account in the books of a market, by id. */
  restingOrders(marketId: number, accountId: string): Promise<readonly Order[]> {
    return this.clients.operator.orders(marketId, accountId);
  }

  /** Full depth of one runner, as the engine tells it. */
  async runnerLadder(marketId: number, runnerId: number): Promise<Ladder> {
    return toLadder(await this.clients.operator.runnerBook(marketId, runnerId, 'full'));
  }

  /** Full depth of all runners. */
  async marketLadders(marketId: number): Promise<ReadonlyMap<number, Ladder>> {
    const { runners } = await this.clients.operator.book(marketId, 'full');
    return new Map(runners.map((book) => [book.runnerId, toLadder(book)]));
  }
}

function removalOf({ runnerId, reductionFactor }: Extract<MarketCommand, { kind: 'remove' }>): Removal {
  return { runnerId, reductionFactor };
}

/** The account is not part of the order: it is that of the key. */
function orderOf(marketId: number, { runnerId, side, price, size, persistence }: NewOrder): OrderOfOne {
  return { marketId, runnerId, side, price, size, persistence };
}

/** A refusal is nothing unusual to a tool that sends many commands: it is counted. */
async function outcomeOf<T>(command: Promise<T>): Promise<Outcome<T>> {
  try {
    return { outcome: 'ACCEPTED', order: await command };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { status, code, detail, sequence, fields } = error;
    const problem: BatchProblem = { status, code, detail, sequence, fields };
    return { outcome: 'REFUSED', problem };
  }
}

function toLadder({ availableToBack, availableToLay }: RunnerBook): Ladder {
  const levels = (from: RunnerBook['availableToBack']) =>
    new Map(from.map(({ price, size }) => [price, size]));
  return { BACK: levels(availableToLay), LAY: levels(availableToBack) };
}

/** Neighbours of the same account together, one request after the other, so that the order of the items stays. */
async function inRuns<T extends { readonly accountId: string }, R>(
  items: readonly T[],
  send: (accountId: string, run: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const outcomes: R[] = [];
  for (let from = 0; from < items.length;) {
    const { accountId } = items[from]!;
    const end = items.findIndex((item, index) => index > from && item.accountId !== accountId);
    const run = items.slice(from, end === -1 ? undefined : end);
    outcomes.push(...(await send(accountId, run)));
    from += run.length;
  }
  return outcomes;
}
