import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RequestKeys } from '../../tools/exchange/request-keys.js';
import { post } from './connection.js';

const ENGINE = fileURLToPath(new URL('../../apps/engine/src/main.js', import.meta.url));

/** Accounts of the orders. They take turns, request by request. */
export const ACCOUNTS = Array.from({ length: 500 }, (_, index) => `a${index}`);

/** How orders are sent. */
export interface Kind {
  /** In the ids of rows. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly ordersPerRequest: number;
  /** As many as keep the engine busy. */
  readonly connections: number;
}

export const KINDS: readonly Kind[] = [
  { id: 'single', name: 'single orders', path: '/v1/orders', ordersPerRequest: 1, connections: 128 },
  { id: 'batch', name: 'batches of 100', path: '/v1/orders/batch', ordersPerRequest: 100, connections: 7 },
];

/** An engine alone, on a folder of its own. `fsync`: every answer is given when it is on the disk; `none`: at once. */
export async function startEngine(
  folder: string,
  keysFile: string,
  policy: 'fsync' | 'none' = 'fsync',
): Promise<{ engine: ChildProcess; port: number }> {
  const own = { DATA_DIR: folder, API_KEYS_FILE: keysFile, LOG_POLICY: policy };
  return startServer(ENGINE, { ENGINE_PORT: '0', BACKBONE: 'log', ...own });
}

/** A server as a process of its own, once it has said where it listens. */
export async function startServer(
  main: string,
  own: Readonly<Record<string, string>>,
): Promise<{ engine: ChildProcess; port: number }> {
  const env = { ...process.env, ...own };
  const engine = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: engine.stdout })) {
    const port = /ready at http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return { engine, port: Number(port) };
  }
  throw new Error(`${main} ended; its reason is above`);
}

/** A market without money in which two runners can be backed and laid. */
export async function openMarket(port: number, key: string): Promise<number> {
  const url = `http://127.0.0.1:${port}/v1/markets`;
  const runners = [
    { runnerId: 1, name: 'One' },
    { runnerId: 2, name: 'Two' },
  ];
  const authorization = `Bearer ${key}`;
  const headers = { 'content-type': 'application/json', authorization };
  const created = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Overload', runners, currency: 'XXX' }),
  });
  const { marketId } = (await created.json()) as { marketId: number };
  await fetch(`${url}/${marketId}/open`, { method: 'POST', headers: { authorization } });
  return marketId;
}

/** Orders as JSON, in pairs that meet: the books stay small, however long it goes on. Markets take turns, pair by pair. */
export function ordersOf(...marketIds: readonly number[]): () => string {
  let count = 0;
  return () => {
    const marketId = marketIds[(count >> 1) % marketIds.length];
    count += 1;
    const side = count % 2 === 0 ? 'BACK' : 'LAY';
    const commandId = `${Date.now()}-bench-${count}`;
    return `{"commandId":"${commandId}","marketId":${marketId},"runnerId":1,"side":"${side}","price":"2.50","size":"10.00"}`;
  };
}

/** Where orders go, and whose they are. */
export interface OrderFlow {
  readonly marketIds: readonly number[];
  /** They take turns, request by request. */
  readonly accountIds: readonly string[];
}

/** The orders as requests of HTTP. */
export function requestsIn(
  { path, ordersPerRequest }: Pick<Kind, 'path' | 'ordersPerRequest'>,
  { marketIds, accountIds }: OrderFlow,
  keys: RequestKeys,
): () => string {
  let turn = 0;
  const nextOrder = ordersOf(...marketIds);
  const nextKey = (): string => keys.trader(accountIds[turn++ % accountIds.length] ?? '');
  if (ordersPerRequest === 1) return () => post(path, nextOrder(), nextKey());
  return () => {
    const orders = Array.from({ length: ordersPerRequest }, nextOrder);
    return post(path, `{"orders":[${orders.join(',')}]}`, nextKey());
  };
}

/** The same, of `ACCOUNTS` in one market. */
export function requestsOf(
  kind: Pick<Kind, 'path' | 'ordersPerRequest'>,
  marketId: number,
  keys: RequestKeys,
): () => string {
  return requestsIn(kind, { marketIds: [marketId], accountIds: ACCOUNTS }, keys);
}
