import type { z } from 'zod';
import { formatHundredths } from './decimal.js';
import {
  batchAnswer,
  bookAnswer,
  marketAnswer,
  marketPage,
  orderAnswer,
  orderPage,
  orderRead,
  problemAnswer,
  type ListedMarket,
  type Market,
  type OrderOutcome,
  type OrderRead,
  type RunnerBook,
} from './engine-answers.js';
import { HttpClient, RefusedError, ServerError, type HttpAnswer } from './http-client.js';
import type { Ladder, Side } from './ladder.js';
import type { RequestKeys } from './request-keys.js';

/** The engine takes at most so many orders in one request. */
export const BATCH_ORDERS_MAX = 200;

/** An order to be placed; price in hundredths, size in minor units. */
export interface NewOrder {
  readonly accountId: string;
  readonly runnerId: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  /** What becomes of it when the market turns in-play: LAPSE unless it says otherwise. */
  readonly persistence?: 'LAPSE' | 'PERSIST' | undefined;
}

/** A cancel; without a size (in minor units) all that remains. */
export interface OrderCancel {
  readonly orderId: number;
  readonly accountId: string;
  readonly size?: number;
}

export interface NewMarket {
  readonly name: string;
  readonly runners: readonly { readonly runnerId: number; readonly name: string }[];
  readonly ladder: { readonly kind: 'CLASSIC' | 'FINEST' };
  /** Without it the market is one without money, which has none of what follows. */
  readonly currency?: string;
  readonly kind?: 'WIN' | 'PLACE';
  readonly winners?: number;
  readonly fixture?: string;
  readonly startTime?: string;
  /** Percent, as a decimal. */
  readonly baseRate?: string;
  readonly betDelayMs?: number;
  readonly betDelayModel?: 'ALL' | 'PASSIVE';
}

/** ISO 4217's code for no currency: a market without money. */
const NO_CURRENCY = 'XXX';

/** A step in the life of a market, by the end of its path. */
export type MarketCommand =
  | 'open'
  | 'suspend'
  | 'resume'
  | 'turn-in-play'
  | 'start-time'
  | 'close'
  | 'settle'
  | 'void'
  | `runners/${number}/remove`;

const ORDERS_PAGE = 1000;
const MARKETS_PAGE = 1000;

/** The engine's public HTTP API, as far as the tools use it. */
export class EngineClient {
  private readonly http: HttpClient;
  private latestSequence = 0;

  constructor(
    baseUrl: string,
    private readonly keys: RequestKeys,
  ) {
    this.http = new HttpClient('engine', baseUrl, keys.operator);
  }

  /** The highest sequence that any answer has named: what storage and analytics have to reach. */
  get lastSequence(): number {
    return this.latestSequence;
  }

  createMarket(market: NewMarket): Promise<Market> {
    return this.marketCommand('/v1/markets', { currency: NO_CURRENCY, ...market });
  }

  changeMarket(marketId: number, command: MarketCommand, body: object = {}): Promise<Market> {
    return this.marketCommand(`/v1/markets/${marketId}/${command}`, body);
  }

  /** All markets in a status, in the order of their ids. */
  async markets(status: string): Promise<readonly ListedMarket[]> {
    const markets: ListedMarket[] = [];
    let after: string | null = '';
    while (after !== null) {
      const from: string = after === '' ? '' : `&after=${after}`;
      const answer = await this.http.get(`/v1/markets?status=${status}&limit=${MARKETS_PAGE}${from}`);
      const page: z.output<typeof marketPage> = read(answer, marketPage, 'the markets');
      markets.push(...page.markets);
      after = page.next;
    }
    return markets;
  }

  /**
   * Places up to {@link BATCH_ORDERS_MAX} orders, in one request for each run of orders of one account.
   *
   * @returns one outcome per order, in their order
   */
  async placeOrders(marketId: number, orders: readonly NewOrder[]): Promise<readonly OrderOutcome[]> {
    return this.batches(orders, '/v1/orders/batch', (ofAccount) => ({
      orders: ofAccount.map((order) => orderBody(marketId, order)),
    }));
  }

  /**
   * Cancels up to {@link BATCH_ORDERS_MAX} orders, in one request for each run of orders of one account.
   *
   * @returns one outcome per cancel, in their order
   */
  async cancelOrders(cancels: readonly OrderCancel[]): Promise<readonly OrderOutcome[]> {
    return this.batches(cancels, '/v1/orders/cancel-batch', (ofAccount) => ({
      cancels: ofAccount.map(({ orderId, size }) =>
        size === undefined ? { orderId } : { orderId, size: formatHundredths(size) },
      ),
    }));
  }

  /** Places one order in a request of its own. */
  async placeOrder(marketId: number, order: NewOrder): Promise<OrderOutcome> {
    return this.orderCommand(order.accountId, '/v1/orders', orderBody(marketId, order));
  }

  /** Cancels all that remains of an order. */
  cancelOrder({ orderId, accountId }: Omit<OrderCancel, 'size'>): Promise<OrderOutcome> {
    return this.orderCommand(accountId, `/v1/orders/${orderId}/cancel`, {});
  }

  /** Asks for another price, which loses the place in the queue, or another remaining size. */
  replaceOrder(order: { orderId: number; accountId: string; price: number }): Promise<OrderOutcome> {
    const { orderId, accountId, price } = order;
    return this.orderCommand(accountId, `/v1/orders/${orderId}/replace`, { price: formatHundredths(price) });
  }

  /** Any order in a book, and the latest completed ones. */
  async order(orderId: number): Promise<OrderRead> {
    return read(await this.http.get(`/v1/orders/${orderId}`), orderRead, `order ${orderId}`);
  }

  /** Every order of an account in the books of a market, by id. */
  async restingOrders(marketId: number, accountId: string): Promise<readonly OrderRead[]> {
    const orders: OrderRead[] = [];
    let after: string | null = '';
    while (after !== null) {
      const from = after === '' ? '' : `&after=${after}`;
      const query = `accountId=${accountId}&marketId=${marketId}&limit=${ORDERS_PAGE}${from}`;
      const page: z.output<typeof orderPage> = read(
        await this.http.get(`/v1/orders?${query}`),
        orderPage,
        `the orders of ${accountId}`,
      );
      orders.push(...page.orders);
      after = page.next;
    }
    return orders;
  }

  /** Full depth of one runner, as the engine tells it. */
  async runnerLadder(marketId: number, runnerId: number): Promise<Ladder> {
    const answer = await this.http.get(`/v1/markets/${marketId}/runners/${runnerId}/book?depth=full`);
    const [book] = read(answer, bookAnswer, 'the book of a runner').runners;
    if (!book) throw new ServerError(`The engine's book of runner ${runnerId} names no runner.`);
    return toLadder(book);
  }

  /** Full depth of all runners. */
  async marketLadders(marketId: number): Promise<ReadonlyMap<number, Ladder>> {
    const answer = await this.http.get(`/v1/markets/${marketId}/book?depth=full`);
    const { runners } = read(answer, bookAnswer, 'the book of a market');
    return new Map(runners.map((book) => [book.runnerId, toLadder(book)]));
  }

  close(): void {
    this.http.close();
  }

  /** One request after the other, so that the order of the items stays. */
  private async batches<T extends { readonly accountId: string }>(
    items: readonly T[],
    path: string,
    bodyOf: (ofAccount: readonly T[]) => object,
  ): Promise<readonly OrderOutcome[]> {
    const outcomes: OrderOutcome[] = [];
    for (const { accountId, run } of runsOfAccounts(items)) {
      outcomes.push(...(await this.batch(accountId, path, bodyOf(run))));
    }
    return outcomes;
  }

  private async batch(accountId: string, path: string, body: object): Promise<readonly OrderOutcome[]> {
    const { results } = await this.command(path, { body, key: this.keys.trader(accountId) }, batchAnswer);
    for (const result of results) {
      this.note(result.outcome === 'ACCEPTED' ? result.order.sequence : result.problem.sequence);
    }
    return results;
  }

  private async orderCommand(accountId: string, path: string, body: object): Promise<OrderOutcome> {
    const answer = await this.http.post(path, body, this.keys.trader(accountId));
    if (answer.status < 400) {
      const order = read(answer, orderAnswer, `POST ${path}`);
      this.note(order.sequence);
      return { outcome: 'ACCEPTED', order };
    }
    const problem = read(answer, problemAnswer, `a refusal of POST ${path}`);
    this.note(problem.sequence);
    return { outcome: 'REFUSED', problem };
  }

  private async marketCommand(path: string, body: object): Promise<Market> {
    const market = await this.command(path, { body, key: this.keys.operator }, marketAnswer);
    this.note(market.sequence);
    return market;
  }

  private async command<T>(
    path: string,
    { body, key }: { readonly body: object; readonly key: string },
    schema: z.ZodType<T>,
  ): Promise<T> {
    const answer = await this.http.post(path, body, key);
    if (answer.status >= 400) {
      const { code, detail } = read(answer, problemAnswer, `a refusal of POST ${path}`);
      throw new RefusedError(`The engine refused POST ${path}: ${code}: ${detail}`, code);
    }
    return read(answer, schema, `POST ${path}`);
  }

  private note(sequence: number | undefined): void {
    this.latestSequence = Math.max(this.latestSequence, sequence ?? 0);
  }
}

function read<T>({ status, body }: HttpAnswer, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const said = JSON.stringify(body)?.slice(0, 200) ?? 'nothing';
  throw new ServerError(
    `The answer ${status} for ${what} is not as expected (${issue?.path.join('.')}: ${issue?.message}): ${said}`,
  );
}

function toLadder({ availableToBack, availableToLay }: RunnerBook): Ladder {
  const levels = (from: RunnerBook['availableToBack']) =>
    new Map(from.map(({ price, size }) => [price, size]));
  return { BACK: levels(availableToLay), LAY: levels(availableToBack) };
}

/** The account is not in the body: it is that of the key. */
function orderBody(marketId: number, { runnerId, side, price, size, persistence }: NewOrder): object {
  const order = { marketId, runnerId, side, price: formatHundredths(price), size: formatHundredths(size) };
  return persistence === undefined ? order : { ...order, persistence };
}

/** Neighbours of the same account together. */
function runsOfAccounts<T extends { readonly accountId: string }>(
  items: readonly T[],
): { readonly accountId: string; readonly run: T[] }[] {
  const runs: { readonly accountId: string; readonly run: T[] }[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last?.accountId === item.accountId) last.run.push(item);
    else runs.push({ accountId: item.accountId, run: [item] });
  }
  return runs;
}
