import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
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

interface Said {
  readonly op: string;
}

/** One connection, seen from the server: `Request` is what the client says, `Message` what the server does. */
export class SpecConnection<Request extends Said, Message extends object> {
  readonly closed: Promise<number>;
  readonly #requests = new Arrivals<Request>();

  constructor(
    private readonly socket: WebSocket,
    private readonly greeting: Message,
  ) {
    socket.on('message', (data: Buffer) => this.#requests.put(JSON.parse(data.toString()) as Request));
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  /** The next thing that the client says. */
  request(): Promise<Request> {
    return this.#requests.next();
  }

  /** The next request, which has to be one of this kind. */
  async requestOf<Op extends Request['op']>(op: Op): Promise<Extract<Request, { op: Op }>> {
    const request = await this.request();
    if (request.op !== op) throw new Error(`expected ${op}, the client said ${JSON.stringify(request)}`);
    return request as Extract<Request, { op: Op }>;
  }

  say(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.socket.send(text);
  }

  /** Takes the key and says welcome. */
  async welcome(said: Partial<Message> = {}): Promise<void> {
    await this.requestOf('authenticate');
    this.say({ ...this.greeting, ...said });
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** As a network does that breaks. */
  cut(): void {
    this.socket.terminate();
  }
}

/** A server of WebSockets that says what a spec tells it to say, over real connections. */
export class SpecSocketServer<Request extends Said, Message extends object> {
  readonly #connections = new Arrivals<SpecConnection<Request, Message>>();

  protected constructor(
    private readonly server: WebSocketServer,
    private readonly path: string,
    greeting: Message,
  ) {
    server.on('connection', (socket) => this.#connections.put(new SpecConnection(socket, greeting)));
  }

  protected static async listening(): Promise<WebSocketServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }

  /** The next connection that is made. */
  connection(): Promise<SpecConnection<Request, Message>> {
    return this.#connections.next();
  }

  /** Cuts all connections and takes no more. */
  async stop(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
