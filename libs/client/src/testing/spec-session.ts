import type { Welcome } from '@backlay/contracts';
import { FeedClient, type FeedClientOptions } from '../feed/feed-client.js';
import { nodeWebSocket } from '../node/node-web-socket.js';
import { SpecFeed, type SpecFeedConnection } from './spec-feed.js';

export const KEY = 'blk_alice_secret';

/** A server that says what a spec tells it, and clients of it that do not wait long. */
export class SpecSession {
  readonly client: FeedClient;
  readonly #clients: FeedClient[] = [];

  static async start(): Promise<SpecSession> {
    return new SpecSession(await SpecFeed.start());
  }

  private constructor(readonly feed: SpecFeed) {
    this.client = this.newClient();
  }

  newClient(options: Partial<FeedClientOptions> = {}): FeedClient {
    const backOff = { firstMs: 5, maxMs: 20 };
    const client = new FeedClient({
      url: this.feed.url,
      key: KEY,
      webSocket: nodeWebSocket,
      backOff,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** Connects a client, and gives the connection as the server sees it. */
  async connected(client = this.client, welcome: Partial<Welcome> = {}): Promise<SpecFeedConnection> {
    const isWelcome = client.connect();
    const connection = await this.feed.connection();
    await connection.welcome(welcome);
    await isWelcome;
    return connection;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.feed.stop();
  }
}
