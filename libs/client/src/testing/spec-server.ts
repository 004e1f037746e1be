import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server has got it. */
export interface SpecRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What the server does with the next request: answers it, or cuts the connection. */
export type SpecReply =
  'CUT' | { readonly status: number; readonly body: unknown; readonly retryAfter?: string };

/** An HTTP server that answers as a spec tells it to, and remembers what it was asked. */
export class SpecServer {
  readonly requests: SpecRequest[] = [];
  readonly #replies: SpecReply[] = [];

  static async start(): Promise<SpecServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SpecServer(server);
  }

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What becomes of the next requests, in their order. */
  will(...replies: SpecReply[]): void {
    this.#replies.push(...replies);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = request;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.requests.push({ method, path, authorization: headers.authorization, body });
    const reply = this.#replies.shift();
    if (reply === undefined || reply === 'CUT') {
      response.destroy();
      return;
    }
    if (reply.retryAfter !== undefined) response.setHeader('retry-after', reply.retryAfter);
    const isText = typeof reply.body === 'string';
    response.writeHead(reply.status, { 'content-type': isText ? 'text/html' : 'application/json' });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  }
}

/** An order as the engine answers it. */
export const PLACED = {
  orderId: 7,
  marketId: 1,
  runnerId: 2,
  accountId: 'alice',
  side: 'BACK',
  price: '2.50',
  size: '10.00',
  sizeMatched: '4.00',
  sizeRemaining: '6.00',
  sizeCancelled: '0.00',
  sizeLapsed: '0.00',
  sizeVoided: '0.00',
  averagePriceMatched: '2.52',
  status: 'RESTING',
  reason: null,
  persistence: 'LAPSE',
  timeInForce: 'REST',
  goodTill: null,
  releaseAt: null,
  queue: { place: 1, sizeAhead: '0.00' },
  sequence: 42,
  placedAt: '2026-11-23T12:00:00.000Z',
  trades: [{ tradeId: '42-1', price: '2.52', size: '4.00' }],
} as const;
