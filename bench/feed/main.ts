import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import type { FeedRequest } from '@backlay/contracts';
import { WebSocket } from 'ws';
import { SpecExchange } from '../../test/support/exchange.js';
import { FeedLoad } from '../../test/support/feed-load.js';
import { postJson } from '../../test/support/json.js';
import { waitFor } from '../../test/support/wait.js';

/*
 * How many messages a second the feed delivers, and how long an order takes to be seen there: the whole exchange as processes,
 * with a load of orders, some clients of the feed that take everything at once, and one that places orders and waits for them.
 * With REDIS_URL events travel through that Redis, else through the engine's log.
 *
 *   npm run bench:feed -- [clients] [pause of each trader between two batches of 5 orders, ms] [seconds]
 */
const [clientCount = 100, pauseMs = 50, seconds = 10] = process.argv.slice(2).map(Number);
const ACCOUNTS = Array.from({ length: 8 }, (_, at) => `account-${at}`);
const MARKETS = 4;
const SEQUENCE = /"sequence":(\d+)/;
/** The prober's own price, where nothing matches. */
const PROBE = { runnerId: 1, side: 'LAY', price: '1.01', size: '1.00' };

/** A client that counts what it gets, and looks at the sequence only. */
class Counter {
  messages = 0;
  bytes = 0;
  sequence = 0;
  onMessage: () => void = () => undefined;
  readonly #socket: WebSocket;

  constructor(url: string, key: string) {
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/feed`, {
      headers: { authorization: `Bearer ${key}` },
    });
    this.#socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      this.messages += 1;
      this.bytes += data.length;
      this.sequence = Number(SEQUENCE.exec(text)?.[1] ?? this.sequence);
      this.onMessage();
    });
  }

  async subscribe(request: FeedRequest): Promise<void> {
    await waitFor('a welcome', () => this.messages > 0);
    this.#socket.send(JSON.stringify(request));
    await waitFor('an image', () => this.messages > 1);
  }

  /** @returns when it was told something of the sequence, by `performance.now()` */
  async seen(sequence: number): Promise<number> {
    while (this.sequence < sequence) await new Promise<void>((resolve) => (this.onMessage = resolve));
    return performance.now();
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Milliseconds of each order, from its answer on unless it says otherwise. */
interface Probes {
  readonly fromOrder: number[];
  readonly fromAnswer: number[];
  /** To the answer of a read that had to contain the order. */
  readonly storage: number[];
  readonly analytics: number[];
}

/** How long a read takes that waits for a sequence. */
async function timeOfRead(url: string, key: string): Promise<number> {
  const askedMs = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  await answer.text();
  if (!answer.ok) throw new Error(`GET ${url}: ${answer.status}`);
  return performance.now() - askedMs;
}

async function probe(exchange: SpecExchange, marketId: number, untilMs: number): Promise<Probes> {
  const key = exchange.keys.trader('alice');
  const client = new Counter(exchange.url('analytics'), key);
  await client.subscribe({ op: 'subscribe', id: 'own', feed: 'orders' });
  const probes: Probes = { fromOrder: [], fromAnswer: [], storage: [], analytics: [] };
  while (performance.now() < untilMs) {
    const orderedMs = performance.now();
    let seenMs = 0;
    const before = client.sequence;
    const seen = client.seen(before + 1).then((ms) => (seenMs = ms));
    const { body } = await postJson<{ sequence: number; orderId: number }>(
      `${exchange.url('engine')}/v1/orders`,
      { ...PROBE, marketId },
      key,
    );
    const answeredMs = performance.now();
    const { sequence, orderId } = body;
    const reads = [
      `${exchange.url('storage')}/v1/orders/${orderId}?atLeast=${sequence}`,
      `${exchange.url('analytics')}/v1/markets/${marketId}/summary?atLeast=${sequence}`,
    ].map((url) => timeOfRead(url, key));
    await seen;
    const [storageMs = 0, analyticsMs = 0] = await Promise.all(reads);
    probes.storage.push(storageMs);
    probes.analytics.push(analyticsMs);
    probes.fromOrder.push(seenMs - orderedMs);
    probes.fromAnswer.push(seenMs - answeredMs);
    await delay(20);
  }
  client.close();
  return probes;
}

function quantile(values: readonly number[], part: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1);
}

const redisUrl = process.env['REDIS_URL'];
const exchange = await SpecExchange.start(redisUrl, {
  REQUESTS_PER_SECOND: '0',
  FEED_CONNECTIONS_PER_KEY_MAX: '10000',
});
try {
  const load = new FeedLoad(exchange, ACCOUNTS);
  await load.openMarkets(MARKETS);
  const clients = Array.from(
    { length: clientCount },
    () => new Counter(exchange.url('analytics'), exchange.keys.viewer),
  );
  await Promise.all(
    clients.map((client) =>
      client.subscribe({ op: 'subscribe', id: 'all', feed: 'markets', marketIds: 'ALL', depth: 3 }),
    ),
  );
  load.start(pauseMs);
  await delay(1_000);
  const sum = (of: 'messages' | 'bytes') => clients.reduce((total, client) => total + client[of], 0);
  const [messages, bytes, orders, beganMs] = [sum('messages'), sum('bytes'), load.placed, performance.now()];
  const probes = await probe(exchange, load.marketIds[0] ?? 0, beganMs + seconds * 1_000);
  const tookS = (performance.now() - beganMs) / 1_000;
  const perSecond = (value: number) => Math.round(value / tookS).toLocaleString('en');
  await load.stop();
  console.log(
    `${clientCount} clients, ${perSecond(load.placed - orders)} orders/s by others, events by ${redisUrl === undefined ? 'the log' : 'Redis'}:`,
  );
  console.log(
    `  deliveries   ${perSecond(sum('messages') - messages)} messages/s, ${perSecond(sum('bytes') - bytes)} bytes/s`,
  );
  const { fromOrder, fromAnswer } = probes;
  console.log(
    `  order sent -> seen in the feed    median ${quantile(fromOrder, 0.5)} ms, p99 ${quantile(fromOrder, 0.99)} ms (${fromOrder.length} orders)`,
  );
  console.log(
    `  order answered -> seen            median ${quantile(fromAnswer, 0.5)} ms, p99 ${quantile(fromAnswer, 0.99)} ms`,
  );
  for (const [app, times] of Object.entries({ storage: probes.storage, analytics: probes.analytics })) {
    const text = `order answered -> read of ${app}`.padEnd(33);
    console.log(`  ${text} median ${quantile(times, 0.5)} ms, p99 ${quantile(times, 0.99)} ms`);
  }
  for (const client of clients) client.close();
} finally {
  await exchange.stop();
}
