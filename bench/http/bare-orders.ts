import { open } from 'node:fs/promises';
import Fastify from 'fastify';
import { CommandKind, Persistence, RejectReason, Side, TimeInForce } from '@backlay/matcher';
import { raiseInliningBudget } from '@backlay/service';
import type { TradeFacts } from '../../apps/engine/src/answers/answer-facts.js';
import { AsciiWriter } from '../../apps/engine/src/answers/ascii-writer.js';
import { parseHundredths } from '../../apps/engine/src/money/decimal.js';
import { writePlaced } from '../../apps/engine/src/order/order-answer.js';
import { matcherFor } from '../matcher/bench-market.js';

/*
 * What nobody can do without who takes batches of orders over HTTP and answers when they are on disk: a bare Fastify route parses the
 * bodies, the matcher executes, the engine's own writer makes the same answer, and as many bytes as the engine's log takes are written
 * and synced, those of many requests together. No checks, no commandIds, no ledger of orders that can be read, no events, no
 * checksums, nothing that could be replayed.
 */

interface OrderBody {
  readonly marketId: number;
  readonly runnerId: number;
  readonly side: 'BACK' | 'LAY';
  readonly price: string;
  readonly size: string;
}

/** What an order has that did nothing but match and rest. */
const UNTOUCHED = {
  sizeCancelled: 0,
  sizeLapsed: 0,
  sizeVoided: 0,
  persistence: Persistence.LAPSE,
  timeInForce: TimeInForce.REST,
  goodTillMs: 0,
  releaseMs: 0,
  cancelReason: 0,
  lapseReason: 0,
} as const;

const bytesPerOrder = Number(process.env['BYTES_PER_ORDER']);
const file = await open(process.env['BARE_FILE'] ?? '', 'w');
const matcher = matcherFor(
  { markets: 1, runnersPerMarket: 2, accounts: 1, ladder: { kind: 'CLASSIC' } },
  'free',
);
const json = new AsciiWriter();
let sequence = 1_000_000;
let bytes = Buffer.alloc(64 * 1024, 'order');
let pendingBytes = 0;
let committed: Promise<void> | undefined;

/** Executes an order and writes its answer. */
function place({ marketId, runnerId, side, price, size }: OrderBody): void {
  const { events } = matcher;
  events.clear();
  sequence += 1;
  const placedAtMs = Date.now();
  const wanted = {
    marketId,
    runnerId,
    side: side === 'BACK' ? Side.BACK : Side.LAY,
    price: parseHundredths(price),
    size: parseHundredths(size),
  };
  const command = { kind: CommandKind.PlaceOrder, account: 1, ...wanted } as const;
  if (matcher.execute(command, sequence, placedAtMs) !== RejectReason.None) throw new Error('refused');
  const trades: TradeFacts[] = [];
  let [sizeMatched, matchedPriceSum] = [0, 0];
  for (let index = 1; index < events.count; index++) {
    const trade = { index, price: events.price(index), size: events.size(index) };
    trades.push(trade);
    sizeMatched += trade.size;
    matchedPriceSum += trade.size * trade.price;
  }
  const orderId = events.orderId(0);
  const sizeRemaining = wanted.size - sizeMatched;
  const queue = sizeRemaining === 0 ? null : (matcher.queuePlace(orderId) ?? null);
  const facts = { orderId, sizeMatched, sizeRemaining, matchedPriceSum, placedAtMs, sequence };
  writePlaced(json, 'a1', { order: { ...UNTOUCHED, ...wanted, ...facts }, queue, trades });
}

/** @returns the answer to all of them */
function placeAll(orders: readonly OrderBody[]): string {
  json.begin();
  json.text('{"results":[');
  for (let at = 0; at < orders.length; at++) {
    json.text(at === 0 ? '{"status":201,"order":' : ',{"status":201,"order":');
    place(orders[at]!);
    json.text('}');
  }
  json.text(']}');
  return json.end();
}

/** Resolves when what is pending now is on disk; one write and one sync are in flight at a time. */
async function commit(): Promise<void> {
  const before = committed;
  await before;
  if (committed === before) committed = write();
  await committed;
}

async function write(): Promise<void> {
  await new Promise(setImmediate);
  const length = pendingBytes;
  // What came before the write began went with the one before.
  if (length === 0) return;
  pendingBytes = 0;
  if (length > bytes.length) bytes = Buffer.alloc(2 * length, 'order');
  await file.write(bytes, 0, length);
  await file.datasync();
}

raiseInliningBudget();
const app = Fastify({ bodyLimit: 2 ** 20 });
app.post('*', async (request, reply) => {
  const { orders } = request.body as { readonly orders: readonly OrderBody[] };
  const answer = placeAll(orders);
  pendingBytes += orders.length * bytesPerOrder;
  await commit();
  return reply.code(200).header('content-type', 'application/json; charset=utf-8').send(answer);
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`ready at ${address}`);
