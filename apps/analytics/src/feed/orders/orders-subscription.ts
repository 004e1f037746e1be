import type { FeedOrder } from '@backlay/contracts';
import type { LiveMarkets } from '../live/live-markets.js';
import type { FeedMoment, Subscription } from '../session/subscription.js';
import type { AccountTrail } from './account-trail.js';
import { EngineUnavailableError } from './engine-orders.js';
import { spliceOrders, type OrderPage } from './splice-orders.js';

/** So often in a row more may happen than is remembered while the engine is asked. */
const ASKED_MAX = 5;

/** What an order subscription needs of the connection it is of. */
export interface OrdersHost {
  /** Asks the engine for all live orders of the account. */
  ask(): Promise<OrderPage[]>;
  /** There may be something to say now. */
  wake(): void;
  /** The subscription has to end, because of this. */
  failed(error: unknown): void;
  /** The trail is not needed any more. */
  release(): void;
}

export interface OrdersWish {
  readonly id: string;
  readonly conflateMs: number;
  /** Where the client's copy stands, when that can be continued. */
  readonly resumeFrom: number | undefined;
}

/**
 * The orders of one account: an image by the engine, put together with what happened since, then every change. It is true for
 * the same sequence as what the connection is told of markets.
 */
export class OrdersSubscription implements Subscription {
  readonly id: string;
  readonly conflateMs: number;
  readonly #trail: AccountTrail;
  readonly #host: OrdersHost;
  /** The engine's answer, as long as the feed has not come so far. */
  #pages: readonly OrderPage[] | undefined;
  #isAsking = false;
  /** Times in a row. */
  #asked = 0;
  /** Of the message before; undefined: an image is due. */
  #sent: number | undefined;
  /** Whoever resumes gets an answer, also when nothing has happened. */
  #owesAnswer: boolean;
  #isEnded = false;

  constructor({ id, conflateMs, resumeFrom }: OrdersWish, trail: AccountTrail, host: OrdersHost) {
    this.id = id;
    this.conflateMs = conflateMs;
    this.#trail = trail;
    this.#host = host;
    this.#sent = resumeFrom;
    this.#owesAnswer = resumeFrom !== undefined;
    if (resumeFrom === undefined) this.#ask();
  }

  next(moment: FeedMoment): string | undefined {
    if (this.#sent === undefined) return this.#image(moment);
    const changes = this.#trail.textsAfter(this.#sent);
    if (changes === undefined) {
      this.#sent = undefined;
      this.#ask();
      return undefined;
    }
    if (changes.length === 0 && !this.#owesAnswer) return undefined;
    this.#owesAnswer = false;
    const from = this.#sent;
    this.#sent = moment.markets.sequence;
    return `{"op":"orders.delta",${this.#head(moment)},"from":${from},"changes":[${changes.join(',')}]}`;
  }

  completeTo({ sequence }: LiveMarkets): number {
    return this.#sent === undefined || this.#trail.latestSequence <= this.#sent ? sequence : this.#sent;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#host.release();
  }

  #image(moment: FeedMoment): string | undefined {
    const pages = this.#pages;
    const { sequence } = moment.markets;
    // The engine may be further than the feed: what it says is shown when the markets are as far.
    if (pages === undefined || pages.some((page) => page.sequence > sequence)) return undefined;
    const first = pages[0]?.sequence ?? 0;
    const changes = this.#trail.changesAfter(first);
    this.#pages = undefined;
    if (changes === undefined) {
      // More has happened meanwhile than is remembered.
      this.#ask();
      return undefined;
    }
    this.#sent = sequence;
    this.#asked = 0;
    const orders: readonly FeedOrder[] = spliceOrders(pages, changes);
    return `{"op":"orders.image",${this.#head(moment)},"orders":${JSON.stringify(orders)}}`;
  }

  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#asked += 1;
    if (this.#asked > ASKED_MAX) {
      const why = 'The answers of the engine do not go with what the feed remembers of the account.';
      queueMicrotask(() => this.#host.failed(new EngineUnavailableError(why)));
      return;
    }
    this.#host.ask().then(
      (pages) => {
        this.#isAsking = false;
        this.#pages = pages;
        if (!this.#isEnded) this.#host.wake();
      },
      (error: unknown) => {
        if (!this.#isEnded) this.#host.failed(error);
      },
    );
  }

  #head({ markets, shard }: FeedMoment): string {
    return `"id":${JSON.stringify(this.id)},"shard":${shard},"sequence":${markets.sequence},"timeMs":${markets.timeMs}`;
  }
}
