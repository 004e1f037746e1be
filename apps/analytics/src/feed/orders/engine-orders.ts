import type { FeedOrder, QueuePlace } from '@backlay/contracts';
import type { OrderPage } from './splice-orders.js';

/** An answer of the engine is waited for so long, in ms. */
const TIMEOUT_MS = 3_000;
/** Orders in one answer. */
const PAGE_LIMIT = 1_000;
/** Pages of one image: an account with more live orders cannot follow them here. */
const PAGES_MAX = 20;
/** Requests to the engine at the same time; others wait. */
const REQUESTS_MAX = 16;
/** Requests that wait for that, at most. */
const WAITING_MAX = 1_000;

/** The engine did not say what was asked; the message is for the client. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/** What is asked of the engine about orders: always with the key of who wants to know. */
export class EngineOrders {
  readonly #url: string;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(engineUrl: string) {
    this.#url = engineUrl;
  }

  /**
   * The live orders of the key's account.
   * @throws EngineUnavailableError
   */
  async live(key: string): Promise<OrderPage[]> {
    const pages: OrderPage[] = [];
    for (let after: string | null = ''; after !== null;) {
      if (pages.length === PAGES_MAX)
        throw new EngineUnavailableError(
          `The account has more than ${PAGES_MAX * PAGE_LIMIT} live orders, which is too many to follow.`,
        );
      const answer: OrderList = await this.#list(key, `limit=${PAGE_LIMIT}${after}`);
      pages.push({
        upToOrderId: answer.next === null ? Infinity : Number(answer.next),
        orders: answer.orders.map(feedOrder),
        sequence: answer.sequence,
      });
      after = answer.next === null ? null : `&after=${answer.next}`;
    }
    return pages;
  }

  /**
   * Where an order of the key's account stands.
   * @returns undefined when the account has no such order
   * @throws EngineUnavailableError
   */
  async queuePlace(
    key: string,
    orderId: number,
  ): Promise<Pick<QueuePlace, 'place' | 'sizeAhead' | 'sequence'> | undefined> {
    const { orders, sequence } = await this.#list(key, `limit=1&after=${orderId - 1}`);
    const [order] = orders;
    if (order?.orderId !== orderId) {
      const { status } = await this.#get(key, `/v1/orders/${orderId}`);
      return status === 200 ? { place: null, sizeAhead: null, sequence } : undefined;
    }
    const { queue } = order;
    return {
      place: queue?.place ?? null,
      sizeAhead: queue === null ? null : minorUnits(queue.sizeAhead),
      sequence,
    };
  }

  async #list(key: string, query: string): Promise<OrderList> {
    const { status, body } = await this.#get(key, `/v1/orders?${query}`);
    if (status === 200) return body as OrderList;
    const { detail } = body as { detail?: string };
    throw new EngineUnavailableError(`The engine refuses to say: ${detail ?? `status ${status}`}`);
  }

  async #get(key: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    if (this.#waiting.length >= WAITING_MAX)
      throw new EngineUnavailableError(
        'Too many want to know something of the engine; ask again in a moment.',
      );
    if (this.#running >= REQUESTS_MAX) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(new URL(path, this.#url), { headers, signal });
      return { status: answer.status, body: await answer.json() };
    } catch {
      throw new EngineUnavailableError('The engine does not answer; ask again in a moment.');
    } finally {
      // Whoever waits takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

interface OrderList {
  readonly orders: readonly EngineOrder[];
  readonly next: string | null;
  readonly sequence: number;
}

/** As the engine tells it: money and prices as decimals. */
interface EngineOrder extends Pick<
  FeedOrder,
  'orderId' | 'marketId' | 'runnerId' | 'side' | 'status' | 'persistence'
> {
  readonly price: string;
  readonly size: string;
  readonly sizeMatched: string;
  readonly sizeRemaining: string;
  readonly sizeCancelled: string;
  readonly sizeLapsed: string;
  readonly sizeVoided: string;
  readonly placedAt: string;
  readonly queue: { readonly place: number; readonly sizeAhead: string } | null;
}

function feedOrder(order: EngineOrder): FeedOrder {
  const { orderId, marketId, runnerId, side, status, persistence } = order;
  return {
    orderId,
    marketId,
    runnerId,
    side,
    price: minorUnits(order.price),
    size: minorUnits(order.size),
    sizeMatched: minorUnits(order.sizeMatched),
    sizeRemaining: minorUnits(order.sizeRemaining),
    sizeCancelled: minorUnits(order.sizeCancelled),
    sizeLapsed: minorUnits(order.sizeLapsed),
    sizeVoided: minorUnits(order.sizeVoided),
    status,
    persistence,
    placedMs: Date.parse(order.placedAt),
  };
}

/** Two digits after the point, always: `12.50` is 1250. */
function minorUnits(decimal: string): number {
  return Number(decimal.replace('.', ''));
}
