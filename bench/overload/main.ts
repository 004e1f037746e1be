import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { Connection } from './connection.js';
import { ACCOUNTS, KINDS, openMarket, requestsOf, startEngine, type Kind } from './engine-alone.js';
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
async function main(seconds: number): Promise<void> {
  for (const kind of KINDS) {
    const folder = await mkdtemp(join(tmpdir(), 'backlay-overload-'));
    const keysFile = join(folder, KEYS_FILE_NAME);
    const keys = openKeys({ keysFile, accountIds: ACCOUNTS, label: 'bench' });
    const { engine, port } = await startEngine(folder, keysFile);
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
