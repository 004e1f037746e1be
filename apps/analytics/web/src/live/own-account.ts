import type { Account, TradingClient } from '@backlay/client';
import { signal, type ReadonlySignal } from '@preact/signals';
import type { OwnOrders } from './own-orders.js';
import { Refresher } from './refresher.js';

const PAUSE_MS = 400;
/** What no own order tells of, such as a deposit or a settlement, is seen at the latest after this. */
const INTERVAL_MS = 5_000;

/** The money of the account: read again when an own order changes, and now and then. */
export class OwnAccount {
  readonly #account = signal<Account | undefined>(undefined);
  readonly #stop: () => void;

  constructor(trading: TradingClient, orders: OwnOrders) {
    const refresher = new Refresher(async () => {
      // An account that is not open yet has nothing to show; one that cannot be read now will be read again.
      this.#account.value = await trading.account().catch(() => this.#account.value);
    }, PAUSE_MS);
    refresher.request();
    const off = orders.onChange(() => refresher.request());
    const timer = setInterval(() => refresher.request(), INTERVAL_MS);
    this.#stop = () => {
      off();
      clearInterval(timer);
      refresher.stop();
    };
  }

  get account(): ReadonlySignal<Account | undefined> {
    return this.#account;
  }

  stop(): void {
    this.#stop();
  }
}
