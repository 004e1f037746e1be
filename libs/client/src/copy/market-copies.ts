import type { MarketFeed, MarketsDelta, MarketsImage } from '@backlay/contracts';
import { KeptMarket, type MarketCopy } from './market-copy.js';

/** The markets of one subscription. */
export class MarketCopies {
  readonly #markets = new Map<number, KeptMarket>();

  /** The same map for as long as there is this object. */
  get markets(): ReadonlyMap<number, MarketCopy> {
    return this.#markets;
  }

  clear(): void {
    this.#markets.clear();
  }

  /** @returns whether every market is proved right; when not, the copy must be shown to nobody */
  replace({ markets }: MarketsImage): boolean {
    this.#markets.clear();
    return this.#applyAll(markets);
  }

  /** @returns whether every market of the message is proved right; when not, the copy must be shown to nobody */
  apply({ markets, removed = [] }: MarketsDelta): boolean {
    for (const marketId of removed) this.#markets.delete(marketId);
    return this.#applyAll(markets);
  }

  #applyAll(markets: readonly MarketFeed[]): boolean {
    return markets.every((change) => this.#market(change.marketId).apply(change));
  }

  #market(marketId: number): KeptMarket {
    const known = this.#markets.get(marketId);
    if (known) return known;
    const market = new KeptMarket(marketId);
    this.#markets.set(marketId, market);
    return market;
  }
}
