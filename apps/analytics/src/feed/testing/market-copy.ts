import {
  levelChecksum,
  type MarketDefinition,
  type MarketFeed,
  type PriceSize,
  type RunnerFeed,
} from '@backlay/contracts';

/** A client's copy of a market, kept as docs/feed.md says. */
export class MarketCopy {
  definition: MarketDefinition | undefined;
  readonly sizes = new Map<string, number>();
  readonly last = new Map<number, number | null>();
  readonly totals = new Map<number, number>();
  totalMatched: number | undefined;

  apply(feed: MarketFeed): this {
    this.definition = feed.definition ?? this.definition;
    this.totalMatched = feed.totalMatched ?? this.totalMatched;
    for (const runner of feed.runners ?? []) this.#applyRunner(runner);
    return this;
  }

  #applyRunner({ runnerId, availableToBack, availableToLay, traded, ...rest }: RunnerFeed): void {
    const put = (name: string, levels: readonly PriceSize[] = []): void => {
      for (const [price, size] of levels) {
        const key = `${runnerId} ${name} ${price}`;
        if (size === 0) this.sizes.delete(key);
        else this.sizes.set(key, size);
      }
    };
    put('LAY', availableToBack);
    put('BACK', availableToLay);
    put('traded', traded);
    if (rest.lastPrice !== undefined) this.last.set(runnerId, rest.lastPrice);
    if (rest.totalMatched !== undefined) this.totals.set(runnerId, rest.totalMatched);
  }

  /** Of all levels, summed up anew. */
  get checksum(): number {
    let sum = 0;
    for (const [key, size] of this.sizes) {
      const [runnerId, name, price] = key.split(' ');
      if (name === 'traded') continue;
      sum += levelChecksum(Number(runnerId), name === 'LAY' ? 'LAY' : 'BACK', Number(price), size);
    }
    return sum % 2 ** 32;
  }

  /** Everything, in one order. */
  get content(): unknown {
    const sorted = (map: ReadonlyMap<unknown, unknown>) =>
      [...map].map((entry) => JSON.stringify(entry)).sort((a, b) => (a < b ? -1 : 1));
    return {
      definition: this.definition,
      sizes: sorted(this.sizes),
      last: sorted(this.last),
      totals: sorted(this.totals),
      totalMatched: this.totalMatched,
    };
  }
}
