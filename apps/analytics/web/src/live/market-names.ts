import type { TradingClient } from '@backlay/client';
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';

/** What a market and its runners are called. */
export interface MarketName {
  readonly title: string;
  readonly runnerName: (runnerId: number) => string;
}

/** Names that are remembered; beyond it the oldest go. */
const NAMES_MAX = 500;

/** Names of markets for lists that go across markets, each asked for once. */
export class MarketNames {
  readonly #trading: TradingClient;
  readonly #names = new Map<number, Signal<MarketName>>();

  constructor(trading: TradingClient) {
    this.#trading = trading;
  }

  /** A stand-in until the engine has told it. */
  of(marketId: number): ReadonlySignal<MarketName> {
    const known = this.#names.get(marketId);
    if (known !== undefined) return known;
    const name = signal<MarketName>({
      title: `Market ${marketId}`,
      runnerName: (runnerId) => `Runner ${runnerId}`,
    });
    this.#names.set(marketId, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > NAMES_MAX && oldest !== undefined) this.#names.delete(oldest);
    void this.#load(marketId, name);
    return name;
  }

  async #load(marketId: number, name: Signal<MarketName>): Promise<void> {
    try {
      const market = await this.#trading.market(marketId);
      const names = new Map(market.runners.map((runner) => [runner.runnerId, runner.name]));
      const title = market.fixture ? `${market.fixture} · ${market.name}` : market.name;
      name.value = { title, runnerName: (runnerId) => names.get(runnerId) ?? `Runner ${runnerId}` };
    } catch {
      // The stand-in says enough; asked for anew when the list is.
      this.#names.delete(marketId);
    }
  }
}
