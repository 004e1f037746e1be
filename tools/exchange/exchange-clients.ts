import { CommandSocket, TradingClient, type CommandSender } from '@backlay/client';
import { keepConnections, nodeWebSocket } from '@backlay/client/node';
import type { RequestKeys } from './request-keys.js';

/** Where the apps are. */
export interface ExchangeUrls {
  readonly engine: string;
  readonly storage?: string;
  readonly analytics?: string;
}

/** How the commands of traders go to the engine. */
export const ENTRIES = ['http', 'websocket'] as const;
export type Entry = (typeof ENTRIES)[number];

/**
 * One client for the operator and one for each trader, on the same connections; over WebSocket each trader's commands go over one
 * of its own, because there a connection is an account's.
 */
export class ExchangeClients {
  readonly operator: TradingClient;
  private readonly traders = new Map<string, TradingClient>();
  private readonly connections = keepConnections();
  private readonly sockets: CommandSocket[] = [];

  constructor(
    private readonly urls: ExchangeUrls,
    private readonly keys: RequestKeys,
    private readonly entry: Entry = 'http',
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
    const key = this.keys.trader(accountId);
    const trader = this.clientOf(key, this.entry === 'http' ? undefined : this.socketOf(key));
    this.traders.set(accountId, trader);
    return trader;
  }

  /** Closes the connections; those of commands once what is in flight is answered. */
  async close(): Promise<void> {
    this.connections.close();
    await Promise.all(this.sockets.map((socket) => socket.close()));
  }

  private clientOf(key: string, commands?: CommandSender): TradingClient {
    const { engine, storage, analytics } = this.urls;
    const { fetch } = this.connections;
    return new TradingClient({
      engineUrl: engine,
      storageUrl: storage,
      analyticsUrl: analytics,
      key,
      commands,
      fetch,
    });
  }

  private socketOf(key: string): CommandSocket {
    const url = `${this.urls.engine.replace(/^http/, 'ws').replace(/\/$/, '')}/v1/commands`;
    const socket = new CommandSocket({ url, key, webSocket: nodeWebSocket });
    this.sockets.push(socket);
    return socket;
  }
}
