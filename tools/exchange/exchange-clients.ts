import { TradingClient } from '@backlay/client';
import { keepConnections } from '@backlay/client/node';
import type { RequestKeys } from './request-keys.js';

/** Where the apps are. */
export interface ExchangeUrls {
  readonly engine: string;
  readonly storage?: string;
  readonly analytics?: string;
}

/** One client for the operator and one for each trader, on the same connections. */
export class ExchangeClients {
  readonly operator: TradingClient;
  private readonly traders = new Map<string, TradingClient>();
  private readonly connections = keepConnections();

  constructor(
    private readonly urls: ExchangeUrls,
    private readonly keys: RequestKeys,
  ) {
    this.operator = this.clientOf(keys.operator);
  }

  /** The highest sequence that any answer of the engine has named: what storage and analytics have to reach. */
  get lastSequence(): number {
    const sequences = [...this.traders.values()].map(({ lastSequence }) => lastSequence);
    return Math.max(this.operator.lastSequence, ...sequences);
  }

  trader(accountId: string): TradingClient {
    const known = this.traders.get(accountId);
    if (known) return known;
    const trader = this.clientOf(this.keys.trader(accountId));
    this.traders.set(accountId, trader);
    return trader;
  }

  /** Closes the connections. */
  close(): void {
    this.connections.close();
  }

  private clientOf(key: string): TradingClient {
    const { engine, storage, analytics } = this.urls;
    const { fetch } = this.connections;
    return new TradingClient({ engineUrl: engine, storageUrl: storage, analyticsUrl: analytics, key, fetch });
  }
}
