import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FeedMessage, FeedRequest, Welcome } from '@backlay/contracts';
import { WebSocketServer, type WebSocket } from 'ws';

/** What comes in, for whoever waits for the next of it. */
class Arrivals<T> {
  readonly #come: T[] = [];
  readonly #awaited: ((item: T) => void)[] = [];

  put(item: T): void {
    const awaited = this.#awaited.shift();
    if (awaited) awaited(item);
    else this.#come.push(item);
  }

  next(): Promise<T> {
    const item = this.#come.shift();
    return item === undefined ? new Promise((resolve) => this.#awaited.push(resolve)) : Promise.resolve(item);
  }
}

/** One connection, seen from the server. */
export class SpecConnection {
  readonly closed: Promise<number>;
  readonly #requests = new Arrivals<FeedRequest>();

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.#requests.put(JSON.parse(data.toString()) as FeedRequest));
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  /** The next thing that the client says. */
  request(): Promise<FeedRequest> {
    return this.#requests.next();
  }

  /** The next request, which has to be one of this kind. */
  async requestOf<Op extends FeedRequest['op']>(op: Op): Promise<Extract<FeedRequest, { op: Op }>> {
    const request = await this.request();
    if (request.op !== op) throw new Error(`expected ${op}, the client said ${JSON.stringify(request)}`);
    return request as Extract<FeedRequest, { op: Op }>;
  }

  say(message: FeedMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.socket.send(text);
  }

  /** Takes the key and says welcome. */
  async welcome(said: Partial<Welcome> = {}): Promise<void> {
    await this.requestOf('authenticate');
    this.say({ ...WELCOME, ...said });
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** As a network does that breaks. */
  cut(): void {
    this.socket.terminate();
  }
}

export const WELCOME: Welcome = {
  op: 'welcome',
  shard: 0,
  sequence: 100,
  epoch: 7,
  role: 'TRADER',
  accountId: 'alice',
  heartbeatMs: 5_000,
};

/** A server of the feed that says what a spec tells it to say, over real connections. */
export class SpecFeed {
  readonly #connections = new Arrivals<SpecConnection>();

  static async start(): Promise<SpecFeed> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new SpecFeed(server);
  }

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket) => this.#connections.put(new SpecConnection(socket)));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/feed`;
  }

  /** The next connection that is made. */
  connection(): Promise<SpecConnection> {
    return this.#connections.next();
  }

  /** Cuts all connections and takes no more. */
  async stop(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
