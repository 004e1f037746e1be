import type { MarketCopy } from '@backlay/client';
import { signal } from '@preact/signals';
import { GridModel } from '../grid/grid-model.js';

/** A market as it is at a moment. The copy changes in place: by another moment one sees that it is other than before. */
export interface Moment {
  /** Undefined while nothing is known. */
  readonly copy: MarketCopy | undefined;
}

/** A market as the feed tells it, for the views that show it: brought up to date before each frame in which it is other. */
export class LiveMarket {
  readonly grid = new GridModel();
  readonly #moment = signal<Moment>({ copy: undefined });

  /** Whoever reads it is told of the next one. */
  get moment(): Moment {
    return this.#moment.value;
  }

  /** The same without being told. */
  peek(): Moment {
    return this.#moment.peek();
  }

  sync(copy: MarketCopy | undefined): void {
    this.grid.sync(copy);
    this.#moment.value = { copy };
  }
}
