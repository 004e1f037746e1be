import type { TradingClient } from '@backlay/client';
import type { OrderChange } from '@backlay/contracts';
import { signal, type ReadonlySignal } from '@preact/signals';
import { OWN_TRADES_MAX, merged, tradesAfter, tradesOf, type OwnTrade } from '../model/own-trades.js';
import { warn } from '../shell/notices.js';
import { beforeNextFrame } from './frame.js';
import type { OwnOrders } from './own-orders.js';

/** The latest trades of the account: from storage what was before, from the feed what happens. */
export class OwnTrades {
  readonly #trades = signal<readonly OwnTrade[]>([]);
  readonly #trading: TradingClient;
  readonly #accountId: string;
  /** Happened since the last frame. */
  #changes: OrderChange[] = [];
  readonly stop: () => void;

  constructor(trading: TradingClient, orders: OwnOrders, accountId: string) {
    this.#trading = trading;
    this.#accountId = accountId;
    this.stop = orders.onChange((changes) => {
      // All orders were read anew: what happened meanwhile was not told.
      if (changes.length === 0) void this.#load();
      else {
        this.#changes.push(...changes);
        beforeNextFrame(this.#apply);
      }
    });
  }

  /** The latest first. */
  get trades(): ReadonlySignal<readonly OwnTrade[]> {
    return this.#trades;
  }

  readonly #apply = (): void => {
    const changes = this.#changes;
    this.#changes = [];
    this.#trades.value = changes.reduce<readonly OwnTrade[]>(tradesAfter, this.#trades.peek());
  };

  async #load(): Promise<void> {
    try {
      const { items } = await this.#trading.trades({ limit: OWN_TRADES_MAX });
      const stored = items.flatMap((trade) => tradesOf(trade, this.#accountId));
      this.#trades.value = merged(this.#trades.peek(), stored);
    } catch (error) {
      warn(error);
    }
  }
}
