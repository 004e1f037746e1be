import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { reportRows, type About, type Row } from '../report/rows.js';
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
/** Of the best rate, what is accepted under overload. */
const KEPT_MIN = 0.8;

type Phases = Readonly<Record<'best' | 'overload' | 'after', LoadResult>>;

const aboutOverload = (seconds: number): About => ({
  method: `The engine alone, in a process of its own, without money, every answer given when it is on the disk. Phases of ${seconds} s, whose first
fifth does not count: as many connections as keep it busy, each sending again when it is answered (the best rate); ${OVERLOAD_FACTOR} times the rate
accepted then, from ${CONNECTIONS_OVERLOAD} connections that ignore Retry-After; the first again.`,
  notIncluded: `the publisher, storage and analytics. The clients share the machine with the engine: rates a second are those of both.`,
});

async function main(seconds: number): Promise<void> {
  const rows: Row[] = [];
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
      rows.push(...rowsOf(kind, { best, overload, after }));
    } finally {
      engine.kill('SIGKILL');
      await once(engine, 'exit');
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (!reportRows(rows, aboutOverload(seconds))) process.exitCode = 1;
}

function rowsOf({ id, name, ordersPerRequest }: Kind, { best, overload, after }: Phases): Row[] {
  // A first phase may still be compiling: the better of both is what it can do.
  const bestRate = Math.max(best.accepted, after.accepted);
  return [
    {
      id: `overload.${id}.accepted`,
      what: `${name}: accepted under ${OVERLOAD_FACTOR} times the best rate`,
      figure: overload.accepted * ordersPerRequest,
      unit: 'orders/s',
      beside: { what: 'best rate, before or after', figure: bestRate * ordersPerRequest },
      ratio: overload.accepted / bestRate,
      bars: [{ of: 'ratio', atLeast: KEPT_MIN }],
    },
    {
      id: `overload.${id}.p999`,
      what: `${name}: p99.9 from sending to the answer of what is accepted under ${OVERLOAD_FACTOR} times the best rate`,
      figure: percentileMs(overload.acceptedLatency, 99.9),
      unit: 'ms',
      beside: { what: 'at the best rate', figure: percentileMs(best.acceptedLatency, 99.9) },
    },
  ];
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

function print(kind: Kind, phases: Phases): void {
  const { name, ordersPerRequest } = kind;
  console.log(
    `\n${name} (${ordersPerRequest === 1 ? 'orders' : 'orders, in requests of that many'} a second; ms)`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(phases).map(([phase, result]) => {
        const rate = (perSecond: number) => Math.round(perSecond * ordersPerRequest);
        const ms = (percentile: number) => percentileMs(result.acceptedLatency, percentile);
        const row = {
          offered: rate(result.offered),
          accepted: rate(result.accepted),
          refused: rate(result.refused),
          'not sent': rate(result.notSent),
          p50: ms(50),
          p99: ms(99),
          'p99.9': ms(99.9),
          'refused p99': percentileMs(result.refusedLatency, 99),
        };
        return [phase, row];
      }),
    ),
  );
}

function percentileMs(latency: LoadResult['acceptedLatency'], percentile: number): number {
  return latency.getValueAtPercentile(percentile) / 1000;
}

await main(Number(process.argv[2] ?? SECONDS_DEFAULT));
