import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { WholeExchange } from './exchange.js';

/** Where nothing matches: at the end of the ladder, where the load does not trade. */
const ORDER = { runnerId: 2, side: 'LAY', price: '1.01', size: '1.00' };
const PAUSE_MS = 20;
const SEQUENCE = /"sequence":(\d+)/;

/** Milliseconds from the sending of an order to its being seen. */
export interface Probes {
  readonly toAnswer: number[];
  /** To the answer of a read of storage that has to contain it. */
  readonly toRow: number[];
  /** To the message of the feed about it. */
  readonly toFeed: number[];
}

/** Places single orders of one account, one after the other, and waits until each is a row and is told by the feed. */
export class Prober {
  readonly probes: Probes = { toAnswer: [], toRow: [], toFeed: [] };
  readonly #exchange: WholeExchange;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #marketId: number;
  readonly #socket: WebSocket;
  #seenSequence = 0;
  /** When the last message came. */
  #seenAtMs = 0;
  #onMessage: () => void = () => undefined;
  #isOver = false;
  #running: Promise<void> | undefined;

  constructor(exchange: WholeExchange, accountId: string, marketId: number) {
    this.#exchange = exchange;
    this.#marketId = marketId;
    const authorization = `Bearer ${exchange.keys.trader(accountId)}`;
    this.#headers = { authorization, 'content-type': 'application/json' };
    const url = `${exchange.running.analyticsUrl.replace(/^http/, 'ws')}/v1/feed`;
    this.#socket = new WebSocket(url, { headers: { authorization } });
    this.#socket.on('message', (data: Buffer) => {
      this.#seenSequence = Number(SEQUENCE.exec(data.toString('latin1'))?.[1] ?? this.#seenSequence);
      this.#seenAtMs = performance.now();
      this.#onMessage();
    });
  }

  /** Follows the orders of its account, then begins to place some. */
  async start(): Promise<void> {
    await this.#message();
    this.#socket.send(JSON.stringify({ op: 'subscribe', id: 'own', feed: 'orders' }));
    await this.#message();
    this.#running = this.#run();
  }

  /** @returns how many orders it has placed */
  async stop(): Promise<number> {
    this.#isOver = true;
    await this.#running;
    this.#socket.terminate();
    return this.probes.toAnswer.length;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.#probe();
      await delay(PAUSE_MS);
    }
  }

  async #probe(): Promise<void> {
    const { engineUrl, storageUrl } = this.#exchange.running;
    const body = JSON.stringify({ ...ORDER, marketId: this.#marketId });
    const sentMs = performance.now();
    const { orderId, sequence } = await this.#json<{ orderId: number; sequence: number }>(
      `${engineUrl}/v1/orders`,
      {
        method: 'POST',
        body,
      },
    );
    this.probes.toAnswer.push(performance.now() - sentMs);
    const inFeed = this.#told(sequence).then((atMs) => this.probes.toFeed.push(atMs - sentMs));
    await this.#row(`${storageUrl}/v1/orders/${orderId}?atLeast=${sequence}`);
    this.probes.toRow.push(performance.now() - sentMs);
    await inFeed;
  }

  /** A read gives up after two seconds when the sequence is not there yet; whoever asks again waits on. */
  async #row(url: string): Promise<void> {
    for (;;) {
      const answer = await fetch(url, { headers: this.#headers });
      await answer.text();
      if (answer.ok) return;
      if (answer.status !== 503) throw new Error(`GET ${url}: ${answer.status}`);
    }
  }

  /** One order is on its way at a time: the last message is the one about it, also when it came before the answer. */
  async #told(sequence: number): Promise<number> {
    while (this.#seenSequence < sequence) await this.#message();
    return this.#seenAtMs;
  }

  #message(): Promise<void> {
    return new Promise((resolve) => (this.#onMessage = resolve));
  }

  async #json<Body>(url: string, init: RequestInit): Promise<Body> {
    const answer = await fetch(url, { ...init, headers: this.#headers });
    if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  }
}
