import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys, type RequestKeys } from '../../tools/exchange/request-keys.js';
import { Connection, post } from './connection.js';
import { applyLoad, type LoadResult } from './load.js';

/*
 * What the engine does with more than it can do: the best rate it accepts when clients wait for their answers, then three
 * times that rate from clients that wait for nothing and ignore Retry-After. Shown: what is accepted, what is refused, and how
 * long either takes. Orders one by one, then in batches; every answer is given when it is on the disk.
 *
 *   node tools/run.mjs bench/overload [seconds per phase]
 */
const SECONDS_DEFAULT = 8;
const OVERLOAD_FACTOR = 3;
const CONNECTIONS_OVERLOAD = 3_000;
const KINDS = [
  { name: 'single orders', path: '/v1/orders', ordersPerRequest: 1, connections: 128 },
  { name: 'batches of 100', path: '/v1/orders/batch', ordersPerRequest: 100, connections: 7 },
] as const;
/** They take turns, request by request. */
const ACCOUNTS = Array.from({ length: 500 }, (_, index) => `a${index}`);
const ENGINE = fileURLToPath(new URL('../../apps/engine/src/main.js', import.meta.url));

type Kind = (typeof KINDS)[number];

async function main(seconds: number): Promise<void> {
  for (const kind of KINDS) {
    const folder = await mkdtemp(join(tmpdir(), 'backlay-overload-'));
    const keys = openKeys({ keysFile: join(folder, KEYS_FILE_NAME), accountIds: ACCOUNTS, label: 'bench' });
    const { engine, port } = await startEngine(folder);
    try {
      const nextRequest = requestsOf(kind, await openMarket(port, keys.operator), keys);
      const durationMs = seconds * 1000;
      const best = await load(port, kind.connections, { durationMs, nextRequest, rate: Infinity });
      const rate = best.accepted * OVERLOAD_FACTOR;
      const overload = await load(port, CONNECTIONS_OVERLOAD, { durationMs, nextRequest, rate });
      const after = await load(port, kind.connections, { durationMs, nextRequest, rate: Infinity });
      print(kind, { best, overload, after });
    } finally {
      engine.kill('SIGKILL');
      await once(engine, 'exit');
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function startEngine(folder: string): Promise<{ engine: ChildProcess; port: number }> {
  const env = { ...process.env, DATA_DIR: folder, ENGINE_PORT: '0', BACKBONE: 'log', LOG_POLICY: 'fsync' };
  const engine = spawn(process.execPath, [ENGINE], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: engine.stdout })) {
    const port = /ready at http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return { engine, port: Number(port) };
  }
  throw new Error('the engine ended; its reason is above');
}

async function openMarket(port: number, key: string): Promise<number> {
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

/** Pairs of orders that meet: the book stays small, however long it goes on. */
function requestsOf({ path, ordersPerRequest }: Kind, marketId: number, keys: RequestKeys): () => string {
  let count = 0;
  let turn = 0;
  const nextKey = (): string => keys.trader(ACCOUNTS[turn++ % ACCOUNTS.length] ?? '');
  const nextOrder = (): string => {
    count += 1;
    const side = count % 2 === 0 ? 'BACK' : 'LAY';
    const commandId = `${Date.now()}-bench-${count}`;
    return `{"commandId":"${commandId}","marketId":${marketId},"runnerId":1,"side":"${side}","price":"2.50","size":"10.00"}`;
  };
  if (ordersPerRequest === 1) return () => post(path, nextOrder(), nextKey());
  return () => {
    const orders = Array.from({ length: ordersPerRequest }, nextOrder);
    return post(path, `{"orders":[${orders.join(',')}]}`, nextKey());
  };
}

async function load(
  port: number,
  count: number,
  options: { durationMs: number; nextRequest: () => string; rate: number },
): Promise<LoadResult> {
  const connections: Connection[] = [];
  for (let index = 0; index < count; index++) connections.push(await Connection.open(port));
  try {
    return await applyLoad({ ...options, connections });
  } finally {
    for (const connection of connections) connection.close();
  }
}

function print(kind: Kind, phases: Readonly<Record<'best' | 'overload' | 'after', LoadResult>>): void {
  const { name, ordersPerRequest } = kind;
  console.log(
    `\n${name} (${ordersPerRequest === 1 ? 'orders' : 'orders, in requests of that many'} a second; ms)`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(phases).map(([phase, result]) => {
        const rate = (perSecond: number) => Math.round(perSecond * ordersPerRequest);
        const ms = (percentile: number) => result.acceptedLatency.getValueAtPercentile(percentile) / 1000;
        const row = {
          offered: rate(result.offered),
          accepted: rate(result.accepted),
          refused: rate(result.refused),
          'not sent': rate(result.notSent),
          p50: ms(50),
          p99: ms(99),
          'p99.9': ms(99.9),
          'refused p99': result.refusedLatency.getValueAtPercentile(99) / 1000,
        };
        return [phase, row];
      }),
    ),
  );
  const kept = (100 * phases.overload.accepted) / phases.best.accepted;
  console.log(`accepted under ${OVERLOAD_FACTOR} times the load: ${kept.toFixed(0)} % of the best rate`);
}

await main(Number(process.argv[2] ?? SECONDS_DEFAULT));
