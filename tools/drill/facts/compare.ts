import type { Ledger } from '../load/ledger.js';
import type { AnsweredOrder } from '../load/answer.js';
import { answeredHistory, type AnsweredHistory } from './answered.js';
import { Differences } from './differences.js';
import type { Depth, Facts, StorageFacts, StoredOrder } from './facts.js';

/**
 * Compares what the clients were answered with what the engine, storage and analytics hold. The clients are the only
 * ones there are and have an answer to every command, so their sequences must be exactly those of the engine: one that
 * is missing among the answers was executed without, or more often than once.
 */
export function compare(ledger: Pick<Ledger, 'entries'>, facts: Facts): Differences {
  const differences = new Differences();
  const history = answeredHistory(ledger, differences);
  compareSequences(history, facts.engine.sequence, differences);
  compareArchive(history, facts.storage, differences);
  compareOrders(history, facts.storage, differences);
  compareTrades(history, facts.storage, differences);
  compareEngineOrders(history, facts, differences);
  compareVolumes(history, facts, differences);
  const resting = depthOf(facts.storage.orders);
  compareMaps('resting size in storage and in the books at', resting, facts.engine.depth, differences);
  compareMaps(
    'level of analytics and of the books at',
    facts.analytics.depth,
    facts.engine.depth,
    differences,
  );
  differences.expectEqual('steps back in time in the archive', facts.storage.stepsBackInTime, 0);
  differences.expectEqual('checkpoint of storage', facts.storage.checkpoint, facts.engine.sequence);
  differences.expectEqual('checkpoint of analytics', facts.analytics.checkpoint, facts.engine.sequence);
  return differences;
}

function compareSequences(history: AnsweredHistory, last: number, differences: Differences): void {
  const { commandBySequence } = history;
  for (const [sequence, commandId] of commandBySequence) {
    if (sequence > last)
      differences.noteLost(`${commandId}, answered with sequence ${sequence}; the engine is at ${last}`);
  }
  for (let sequence = 1; sequence <= last; sequence += 1) {
    if (!commandBySequence.has(sequence))
      differences.noteDoubled(`sequence ${sequence} was executed, and is the answer to no command`);
  }
}

function compareArchive(history: AnsweredHistory, { archive }: StorageFacts, differences: Differences): void {
  const archived = new Set<number>();
  for (const { sequence, events, lastIndex, isRefusal } of archive) {
    archived.add(sequence);
    if (!history.commandBySequence.has(sequence))
      differences.noteDoubled(`events of sequence ${sequence}, which answers no command`);
    else if (isRefusal !== history.refused.has(sequence))
      differences.noteOther(`sequence ${sequence} was ${isRefusal ? 'refused' : 'accepted'} in the archive`);
    if (events !== lastIndex + 1)
      differences.noteLost(
        `events of sequence ${sequence}: ${events}, and the last is number ${lastIndex + 1}`,
      );
  }
  for (const [sequence, commandId] of history.commandBySequence) {
    if (!archived.has(sequence)) differences.noteLost(`events of ${commandId}, sequence ${sequence}`);
  }
}

function compareOrders(history: AnsweredHistory, { orders }: StorageFacts, differences: Differences): void {
  const stored = new Set<number>();
  for (const order of orders) {
    const { orderId } = order;
    if (stored.has(orderId)) differences.noteDoubled(`order ${orderId} has two rows`);
    stored.add(orderId);
    const placed = history.placed.get(orderId);
    const latest = history.latest.get(orderId);
    if (placed === undefined || latest === undefined)
      differences.noteDoubled(`order ${orderId}, never answered`);
    else compareOrder(order, placed, latest, differences);
  }
  for (const [orderId, { sequence }] of history.placed) {
    if (!stored.has(orderId)) differences.noteLost(`order ${orderId}, placed with sequence ${sequence}`);
  }
}

/** A row may be further than the latest answer, through makers' matches, and never behind it. */
function compareOrder(
  row: StoredOrder,
  placed: AnsweredOrder,
  latest: AnsweredOrder,
  differences: Differences,
): void {
  const what = (name: string) => `${name} of order ${row.orderId}`;
  for (const name of ['marketId', 'runnerId', 'price', 'size'] as const)
    differences.expectEqual(what(name), row[name], placed[name]);
  differences.expectEqual(what('sequence'), row.placedSequence, placed.sequence);
  if (row.accountId !== placed.accountId || row.side !== placed.side)
    differences.noteOther(`${what('account and side')}: ${row.accountId} ${row.side}`);
  const isDone = latest.sizeRemaining === 0;
  for (const name of ['sizeMatched', 'sizeCancelled'] as const) {
    if (isDone) differences.expectEqual(what(name), row[name], latest[name]);
    else if (row[name] < latest[name])
      differences.noteLost(`${what(name)}: ${row[name]}, after ${latest[name]}`);
  }
  if (row.updatedSequence < latest.sequence)
    differences.noteLost(`${what('change')} by sequence ${latest.sequence}`);
}

function compareTrades(
  { trades: told }: AnsweredHistory,
  { trades, orders }: StorageFacts,
  differences: Differences,
): void {
  const stored = new Set<string>();
  for (const { tradeId, price, size, takerOrderId } of trades) {
    if (stored.has(tradeId)) differences.noteDoubled(`trade ${tradeId} has two rows`);
    stored.add(tradeId);
    const answer = told.get(tradeId);
    if (answer === undefined) {
      differences.noteDoubled(`trade ${tradeId}, never answered`);
      continue;
    }
    differences.expectEqual(`price of trade ${tradeId}`, price, answer.price);
    differences.expectEqual(`size of trade ${tradeId}`, size, answer.size);
    differences.expectEqual(`taker of trade ${tradeId}`, takerOrderId, answer.takerOrderId);
  }
  for (const tradeId of told.keys()) if (!stored.has(tradeId)) differences.noteLost(`trade ${tradeId}`);
  const matched = orders.reduce((sum, { sizeMatched }) => sum + sizeMatched, 0);
  const traded = trades.reduce((sum, { size }) => sum + size, 0);
  differences.expectEqual('matched size of all orders, and twice that of all trades,', matched, 2 * traded);
}

function compareEngineOrders(
  { placed }: AnsweredHistory,
  { engine, storage }: Facts,
  differences: Differences,
): void {
  const rows = new Map(storage.orders.map((order) => [order.orderId, order]));
  for (const order of [...engine.resting, ...engine.sample]) {
    if (!placed.has(order.orderId))
      differences.noteDoubled(`order ${order.orderId} of the engine, never answered`);
    const row = rows.get(order.orderId);
    // An answered order without a row was noted before.
    if (row === undefined) continue;
    for (const name of ['price', 'size', 'sizeMatched', 'sizeRemaining', 'sizeCancelled'] as const)
      differences.expectEqual(`${name} of order ${order.orderId} in storage`, row[name], order[name]);
  }
  const resting = new Set(engine.resting.map(({ orderId }) => orderId));
  for (const { orderId, sizeRemaining } of storage.orders) {
    if (sizeRemaining > 0 && !resting.has(orderId))
      differences.noteLost(`order ${orderId}, resting in storage and not in the engine`);
  }
}

function compareVolumes({ trades }: AnsweredHistory, { analytics }: Facts, differences: Differences): void {
  const expected = new Map<string, number>();
  for (const { marketId, runnerId, price, size } of trades.values())
    add(expected, `${marketId}/${runnerId}/${price}`, size);
  compareMaps('volume of analytics and of the answers at', analytics.volumes, expected, differences);
  differences.expectEqual('trades on the tape', analytics.tape, trades.size);
}

function depthOf(orders: readonly StoredOrder[]): Depth {
  const depth = new Map<string, number>();
  for (const { marketId, runnerId, side, price, sizeRemaining } of orders)
    if (sizeRemaining > 0) add(depth, `${marketId}/${runnerId}/${side}/${price}`, sizeRemaining);
  return depth;
}

function add(sums: Map<string, number>, key: string, size: number): void {
  sums.set(key, (sums.get(key) ?? 0) + size);
}

/** Notes every key at which two maps of sums differ. */
export function compareMaps(
  what: string,
  found: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  differences: Differences,
): void {
  for (const key of new Set([...found.keys(), ...expected.keys()]))
    differences.expectEqual(`${what} ${key}`, found.get(key) ?? 0, expected.get(key) ?? 0);
}
