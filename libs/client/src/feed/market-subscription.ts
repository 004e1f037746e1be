import type { FeedField, FeedRequest, MarketsDelta, MarketsImage, ResumePoint } from '@backlay/contracts';
import { MarketCopies } from '../copy/market-copies.js';
import type { MarketCopy } from '../copy/market-copy.js';
import { Listeners } from '../listeners.js';
import { Subscription, type SubscriptionHost } from './subscription.js';

/** What to follow, and how closely; the server has bounds for all of it. */
export interface MarketsWanted {
  readonly marketIds: readonly number[] | 'ALL';
  /** Best levels of each side and runner (1 to 10), or all. Default 3. */
  readonly depth?: number | 'FULL' | undefined;
  /** Default: all. */
  readonly fields?: readonly FeedField[] | undefined;
  /** At most one message in so many ms. Default 0. */
  readonly conflateMs?: number | undefined;
}

/** What a message of the feed has changed in the copy. */
export interface MarketsChanged {
  /** Markets that are other than before, those that are gone included. */
  readonly marketIds: readonly number[];
  readonly sequence: number;
  /** Everything was replaced: by an image, or by nothing, because the copy was not right and an image is awaited. */
  readonly isImage: boolean;
  /** The feed is so many ms behind for this client, which reads more slowly than things happen. */
  readonly slowMs?: number;
}

/** Markets that are followed. */
export class MarketSubscription extends Subscription<MarketsImage, MarketsDelta> {
  readonly #copies = new MarketCopies();
  readonly #listeners = new Listeners<[MarketsChanged]>();
  readonly #wanted: MarketsWanted;

  /** @internal made by `FeedClient.markets` */
  constructor(host: SubscriptionHost, wanted: MarketsWanted) {
    super(host);
    this.#wanted = wanted;
  }

  /** The markets as they are at {@link sequence}; always the same map. A wrong copy is emptied, never shown. */
  get markets(): ReadonlyMap<number, MarketCopy> {
    return this.#copies.markets;
  }

  /**
   * Calls the listener after each message, with the copy as it is then.
   * @returns its removal
   */
  onChange(listener: (changed: MarketsChanged) => void): () => void {
    return this.#listeners.add(listener);
  }

  protected request(id: string, since: ResumePoint | undefined): FeedRequest {
    return { op: 'subscribe', id, feed: 'markets', ...this.#wanted, since };
  }

  protected replace(image: MarketsImage): boolean {
    return this.#copies.replace(image);
  }

  protected apply(delta: MarketsDelta): boolean {
    return this.#copies.apply(delta);
  }

  protected tell(message: MarketsImage | MarketsDelta, isImage: boolean): void {
    const { markets, removed = [], sequence } = message;
    const marketIds = [...markets.map(({ marketId }) => marketId), ...removed];
    const slowMs = 'slowMs' in message ? message.slowMs : undefined;
    this.#listeners.tell({ marketIds, sequence, isImage, ...(slowMs !== undefined && { slowMs }) });
  }

  protected clear(): void {
    const marketIds = [...this.markets.keys()];
    this.#copies.clear();
    this.#listeners.tell({ marketIds, sequence: this.sequence, isImage: true });
  }
}
