import { TradingClient } from '@backlay/client';
import type { Side } from '@backlay/contracts';
import type { SpecExchange } from '../support/exchange.js';

/** Whoever trades in these specs. */
export type TraderName = 'alice' | 'bob';

const MONEY = 100_000;

/** The exchange as its operator and its traders reach it beside the pages. */
export class SpecDesk {
  readonly operator: TradingClient;
  readonly #traders: Readonly<Record<TraderName, TradingClient>>;

  constructor(private readonly exchange: SpecExchange) {
    this.operator = this.#client(exchange.keys.operator);
    this.#traders = {
      alice: this.#client(exchange.keys.trader('alice'), 'alice'),
      bob: this.#client(exchange.keys.trader('bob'), 'bob'),
    };
  }

  get pagesUrl(): string {
    return `${this.exchange.url('analytics')}/`;
  }

  trader(name: TraderName): TradingClient {
    return this.#traders[name];
  }

  /** Accounts with money for those who trade. */
  async fund(): Promise<void> {
    for (const accountId of ['alice', 'bob']) {
      await this.operator.openAccount(accountId, 'GBP');
      await this.operator.deposit({ accountId, amount: MONEY });
    }
  }

  /** An open market of two runners, 1 and 2. */
  async openMarket(fixture: string): Promise<number> {
    const { marketId } = await this.operator.createMarket({
      fixture,
      name: 'Match odds',
      currency: 'GBP',
      kind: 'WIN',
      baseRate: 500,
      runners: [
        { runnerId: 1, name: 'Home' },
        { runnerId: 2, name: 'Away' },
      ],
    });
    await this.operator.openMarket(marketId);
    return marketId;
  }

  /** Offers that rest: `LAY` is what can be backed. */
  async offer(name: TraderName, marketId: number, offers: readonly (readonly [Side, number, number])[]) {
    for (const [side, price, size] of offers) {
      await this.trader(name).placeOrder({ marketId, runnerId: 1, side, price, size });
    }
  }

  /** Home has won. */
  async settle(marketId: number): Promise<void> {
    await this.operator.closeMarket(marketId);
    await this.operator.settle(marketId, {
      results: [
        { runnerId: 1, result: 'WINNER' },
        { runnerId: 2, result: 'LOSER' },
      ],
    });
  }

  #client(key: string, accountId?: string): TradingClient {
    return new TradingClient({
      engineUrl: this.exchange.url('engine'),
      storageUrl: this.exchange.url('storage'),
      analyticsUrl: this.exchange.url('analytics'),
      key,
      accountId,
    });
  }
}
