import { setTimeout as delay } from 'node:timers/promises';
import type { SpecExchange } from '../../test/support/exchange.js';
import { postJson } from '../../test/support/json.js';
import { Counter } from './counter.js';

/** Milliseconds, one of each order that was placed in order to look how soon it is seen. */
export interface Probes {
  readonly orderToAnswer: number[];
  readonly orderToFeed: number[];
  readonly answerToFeed: number[];
  /** To the answer of a read that had to contain the order. */
  readonly answerToStorage: number[];
  readonly answerToAnalytics: number[];
}

/** The prober's own price, where nothing matches. */
const PROBE = { runnerId: 1, side: 'LAY', price: '1.01', size: '1.00' };
const PAUSE_MS = 20;

export interface ProbeOptions {
  readonly marketId: number;
  /** By `performance.now()`. */
  readonly untilMs: number;
  /** Whether storage and analytics are asked, too. */
  readonly withReads: boolean;
}

/** Places one order after the other until then, and waits for each in the feed of the own orders, and in reads. */
export async function probe(
  exchange: SpecExchange,
  { marketId, untilMs, withReads }: ProbeOptions,
): Promise<Probes> {
  const key = exchange.keys.trader('alice');
  const client = new Counter(exchange.url('analytics'), key);
  await client.subscribe({ op: 'subscribe', id: 'own', feed: 'orders' });
  const probes: Probes = {
    orderToAnswer: [],
    orderToFeed: [],
    answerToFeed: [],
    answerToStorage: [],
    answerToAnalytics: [],
  };
  while (performance.now() < untilMs) {
    const orderedMs = performance.now();
    // It is told of its own orders only, so that the next thing it is told is this one, perhaps before the answer.
    const seen = client.seen(client.sequence + 1);
    const { body } = await postJson<{ sequence: number; orderId: number }>(
      `${exchange.url('engine')}/v1/orders`,
      { ...PROBE, marketId },
      key,
    );
    const answeredMs = performance.now();
    const { sequence, orderId } = body;
    const reads = withReads
      ? [
          `${exchange.url('storage')}/v1/orders/${orderId}?atLeast=${sequence}`,
          `${exchange.url('analytics')}/v1/markets/${marketId}/summary?atLeast=${sequence}`,
        ].map((url) => timeOfRead(url, key))
      : [];
    const [seenMs, storageMs, analyticsMs] = await Promise.all([seen, ...reads]);
    probes.orderToAnswer.push(answeredMs - orderedMs);
    probes.orderToFeed.push(seenMs - orderedMs);
    probes.answerToFeed.push(seenMs - answeredMs);
    if (storageMs !== undefined) probes.answerToStorage.push(storageMs);
    if (analyticsMs !== undefined) probes.answerToAnalytics.push(analyticsMs);
    await delay(PAUSE_MS);
  }
  client.close();
  return probes;
}

/** How long a read takes that waits for a sequence. */
async function timeOfRead(url: string, key: string): Promise<number> {
  const askedMs = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  await answer.text();
  if (!answer.ok) throw new Error(`GET ${url}: ${answer.status}`);
  return performance.now() - askedMs;
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
