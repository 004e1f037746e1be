import { z } from 'zod';
import { parseHundredths } from '@backlay/client';
import type { RequestKeys } from '../../exchange/request-keys.js';
import { HttpConnections } from '../http.js';
import { readOrder, type AnsweredOrder } from '../load/answer.js';
import type { Ledger } from '../load/ledger.js';
import type { EngineFacts } from './facts.js';

const TIMEOUT_MS = 30_000;
const CONNECTIONS = 8;
const PAGE_ORDERS = 1_000;
/** Orders that are read one by one, spread over all that were placed. */
const SAMPLE_ORDERS = 200;

const state = z.object({
  durableSequence: z.number(),
  stateHash: z.union([z.string(), z.number()]).optional(),
});

const orderPage = z.object({ orders: z.array(z.unknown()), next: z.string().nullable() });

const hundredths = z.string().transform(parseHundredths);
const levels = z.array(z.object({ price: hundredths, size: hundredths }));
const book = z.object({
  runners: z.array(z.object({ runnerId: z.number(), availableToBack: levels, availableToLay: levels })),
});

/** Where the engine is, and the keys that it takes. */
export interface EngineAddress {
  readonly url: string;
  readonly keys: RequestKeys;
}

/** The engine's last durable sequence. */
export async function durableSequence(engine: EngineAddress): Promise<number> {
  return withConnections(
    engine,
    async (http) => state.parse(await http.getJson('/v1/engine')).durableSequence,
  );
}

/** A digest of the engine's whole state. */
export async function stateHash(engine: EngineAddress): Promise<string> {
  return withConnections(engine, async (http) =>
    String(state.parse(await http.getJson('/v1/engine?stateHash=true')).stateHash),
  );
}

/** Reads all that a quiet engine has. */
export async function readEngine(engine: EngineAddress, ledger: Ledger): Promise<EngineFacts> {
  return withConnections(engine, async (http) => {
    const places = placesOf(ledger);
    const resting: AnsweredOrder[] = [];
    await inParallel(places.accountMarkets, async (query) => {
      resting.push(...(await readResting(http, query)));
    });
    const sample: AnsweredOrder[] = [];
    await inParallel(places.sample, async (orderId) => {
      const { status, text } = await http.get(`/v1/orders/${orderId}`);
      // The engine keeps the latest completed orders only.
      if (status === 200) sample.push(readOrder(JSON.parse(text)));
    });
    const depth = new Map<string, number>();
    for (const marketId of places.marketIds) await readDepth(http, marketId, depth);
    const { durableSequence: sequence } = state.parse(await http.getJson('/v1/engine'));
    return { sequence, resting, sample, depth };
  });
}

async function withConnections<T>(
  { url, keys }: EngineAddress,
  read: (http: HttpConnections) => Promise<T>,
): Promise<T> {
  const http = new HttpConnections(url, TIMEOUT_MS, { connections: CONNECTIONS, key: keys.operator });
  try {
    return await read(http);
  } finally {
    http.close();
  }
}

/** Where to look: every account in every market it has placed an order in, and some of the orders. */
function placesOf({ entries }: Ledger) {
  const accountMarkets = new Set<string>();
  const marketIds = new Set<number>();
  const orderIds = new Set<number>();
  for (const { outcome } of entries) {
    if (outcome?.kind !== 'ORDER') continue;
    const { accountId, marketId, orderId } = outcome.order;
    accountMarkets.add(`accountId=${encodeURIComponent(accountId)}&marketId=${marketId}`);
    marketIds.add(marketId);
    orderIds.add(orderId);
  }
  const step = Math.max(1, Math.floor(orderIds.size / SAMPLE_ORDERS));
  const sample = [...orderIds].filter((_, index) => index % step === 0);
  return { accountMarkets: [...accountMarkets], marketIds: [...marketIds], sample };
}

async function readResting(http: HttpConnections, query: string): Promise<AnsweredOrder[]> {
  const found: AnsweredOrder[] = [];
  for (let after: string | null = ''; after !== null;) {
    const rest: string = after === '' ? '' : `&after=${after}`;
    const page: z.output<typeof orderPage> = orderPage.parse(
      await http.getJson(`/v1/orders?${query}&limit=${PAGE_ORDERS}${rest}`),
    );
    found.push(...page.orders.map(readOrder));
    after = page.next;
  }
  return found;
}

async function readDepth(http: HttpConnections, marketId: number, depth: Map<string, number>): Promise<void> {
  const { runners } = book.parse(await http.getJson(`/v1/markets/${marketId}/book?depth=full`));
  for (const { runnerId, availableToBack, availableToLay } of runners) {
    const place = `${marketId}/${runnerId}`;
    // What can be backed are resting LAY orders.
    for (const { price, size } of availableToBack) depth.set(`${place}/LAY/${price}`, size);
    for (const { price, size } of availableToLay) depth.set(`${place}/BACK/${price}`, size);
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
