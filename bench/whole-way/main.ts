import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { tableText } from '../../tools/verify/check.js';
import { verifyExchange } from '../../tools/verify/verification.js';
import { readNumbers } from '../cold-path/options.js';
import { withClient } from '../cold-path/postgres.js';
import { copySameRows, type CopyResult } from '../consumers/copy-floor.js';
import { Connection } from '../overload/connection.js';
import { ACCOUNTS, KINDS, openMarket, requestsOf } from '../overload/engine-alone.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { cpuShares, OTHERS, usPerOrder, type CpuShares } from './cpu-shares.js';
import { WholeExchange } from './exchange.js';
import { LagWatch } from './lag-watch.js';
import { PacedLoad } from './paced-load.js';
import { Prober, type Probes } from './prober.js';

/*
 * The whole way of orders: clients send them in batches of 100 over HTTP to an engine that answers when they are on its disk;
 * they go on through Redis to storage and analytics, and are rows in PostgreSQL. All of it runs on this machine, the clients
 * included, with the settings of real use. The clients send as much as the consumers can follow: when these are behind,
 * they send less. Pairs of orders meet, so that there is a trade for every two.
 *
 * Beside it: how many orders a second COPY alone would bring into the same tables, with nothing else running.
 *
 * At the end everything is compared, as by `npm run verify`: the orders that were answered, the log, the stream, the tables of
 * both consumers. A second client sends single orders and sees how long each takes to be a row and to be in the feed.
 *
 *   node tools/run.mjs bench/whole-way [--seconds N]
 */
const ACCEPTED_BAR = 80_000;
const LAG_BAR_S = 2;
/** The clients aim at this much lag of the slower consumer. */
const LAG_AIM_MS = 500;
/** By how much the rate differs from that of the consumers when the lag does from the aim. */
const LAG_CORRECTION_MS = 2_000;
const REQUESTS_PER_SECOND_MIN = 50;
const PROBER = 'prober';
/** As storage makes them, and as many as take some seconds. */
const COPY_EVENTS_PER_BATCH = 5_000;
const COPY_BATCHES_MAX = 60;
const VERIFY_WAIT_MS = 120_000;
const [, BATCHES] = KINDS;
const CORES = availableParallelism();
const US_PER_S = 1e6;

interface Sustained {
  readonly acceptedPerSecond: number;
  readonly lagsMs: readonly number[];
  readonly probes: Probes;
  readonly accepted: number;
  readonly refused: number;
  readonly cpuUs: CpuShares;
}

async function sustain(exchange: WholeExchange, seconds: number): Promise<Sustained> {
  const { ordersPerRequest, connections: count } = BATCHES!;
  const port = Number(new URL(exchange.running.engineUrl).port);
  const marketId = await openMarket(port, exchange.keys.operator);
  const connections: Connection[] = [];
  for (let index = 0; index < count; index++) connections.push(await Connection.open(port));
  const watch = new LagWatch(exchange);
  await watch.start();
  const prober = new Prober(exchange, PROBER, marketId);
  await prober.start();
  const rate = () => {
    const followed = watch.appliedPerSecond / ordersPerRequest;
    return Math.max(REQUESTS_PER_SECOND_MIN, followed * (1 + (LAG_AIM_MS - watch.lagMs) / LAG_CORRECTION_MS));
  };
  const load = new PacedLoad({
    connections,
    nextRequest: requestsOf(BATCHES!, marketId, exchange.keys),
    rate,
  });
  load.start();
  // A fifth of the time to compile and to find the rate; it does not count.
  await delay((seconds * 1000) / 5);
  const acceptedBefore = load.accepted;
  const cpuBefore = await cpuShares(exchange);
  const startedAtMs = performance.now();
  watch.count();
  await delay(seconds * 1000);
  const elapsedS = (performance.now() - startedAtMs) / 1000;
  const orders = (load.accepted - acceptedBefore) * ordersPerRequest;
  const lagsMs = watch.counted();
  const cpuUs = usPerOrder(cpuBefore, await cpuShares(exchange), orders);
  sayCpu(cpuUs, elapsedS, orders);
  await load.stop();
  const probed = await prober.stop();
  await watch.stop();
  for (const connection of connections) connection.close();
  return {
    acceptedPerSecond: orders / elapsedS,
    lagsMs,
    probes: prober.probes,
    accepted: load.accepted * ordersPerRequest + probed,
    refused: load.refused * ordersPerRequest,
    cpuUs,
  };
}

function sayCpu(shares: CpuShares, seconds: number, orders: number): void {
  console.log(`\nMicroseconds of CPU for an order, and cores in use, by process:`);
  const rows = Object.entries(shares).map(([name, us]) => [
    name,
    { 'us for an order': us.toFixed(2), cores: ((us * orders) / seconds / 1e6).toFixed(2) },
  ]);
  console.table(Object.fromEntries(rows));
}

/** @returns whether every answered order and every trade is where it must be */
async function isAllThere(exchange: WholeExchange, accepted: number): Promise<boolean> {
  const checks = await verifyExchange({
    exchange: exchange.running,
    keys: exchange.keys,
    waitMs: VERIFY_WAIT_MS,
  });
  const different = checks.filter(({ ok }) => ok === false);
  if (different.length > 0) console.log(tableText(different));
  const rows = await withClient(exchange.postgres.url, async (client) => {
    const found = await client.query<{ orders: string; trades: string }>(
      'SELECT (SELECT count(*) FROM storage.orders) AS orders, (SELECT count(*) FROM storage.trades) AS trades',
    );
    return found.rows[0]!;
  });
  console.log(
    `${accepted} orders were answered, ${rows.orders} orders and ${rows.trades} trades are in PostgreSQL; ` +
      `${checks.length} comparisons of engine, log, stream and tables, ${different.length} differ.`,
  );
  return different.length === 0 && Number(rows.orders) === accepted;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function rowsOf({ acceptedPerSecond, lagsMs, probes, cpuUs }: Sustained, copy: CopyResult): Row[] {
  const copied = copy.orders / copy.seconds;
  const copyUs = (copy.cpuSeconds * US_PER_S) / copy.orders;
  const allUs = Object.entries(cpuUs).reduce((sum, [name, us]) => (name === OTHERS ? sum : sum + us), 0);
  const lagS = (lagsMs.at(-1) ?? Number.NaN) / 1000;
  const latencies = {
    'order-to-answer': { what: 'single order to its answer', values: probes.toAnswer },
    'order-to-row': { what: 'single order to its row in PostgreSQL', values: probes.toRow },
    'order-to-feed': { what: 'single order to the feed', values: probes.toFeed },
  };
  return [
    {
      id: 'whole-way.accepted',
      what: 'orders accepted while storage and analytics follow',
      figure: acceptedPerSecond,
      unit: 'orders/s',
      beside: { what: 'COPY of the rows of storage, alone', figure: copied },
      ratio: acceptedPerSecond / copied,
      bars: [{ of: 'figure', atLeast: ACCEPTED_BAR }],
    },
    {
      id: 'whole-way.lag',
      what: 'most that the slower consumer was behind',
      figure: lagS,
      unit: 's',
      bars: [{ of: 'figure', atMost: LAG_BAR_S }],
    },
    {
      id: 'whole-way.cpu',
      what: 'CPU of all processes for an order, clients included',
      figure: allUs,
      unit: 'microseconds/order',
      beside: { what: 'COPY of the rows of storage', figure: copyUs },
      ratio: allUs / copyUs,
    },
    ...cpuRows(cpuUs, allUs),
    {
      id: 'whole-way.cpu-bound',
      what: `orders that ${CORES} cores would have time for at this cost, with nothing else to do`,
      figure: (CORES * US_PER_S) / allUs,
      unit: 'orders/s',
      beside: { what: 'accepted', figure: acceptedPerSecond },
      ratio: (CORES * US_PER_S) / allUs / acceptedPerSecond,
    },
    {
      id: 'whole-way.copy-alone',
      what: 'orders whose rows of storage COPY brings in, with nothing else running',
      figure: copied,
      unit: 'orders/s',
      beside: { what: 'the bar of the whole way', figure: ACCEPTED_BAR },
      ratio: copied / ACCEPTED_BAR,
    },
    ...Object.entries(latencies).flatMap(([id, { what, values }]) => {
      const sorted = values.toSorted((a, b) => a - b);
      return [
        {
          id: `whole-way.${id}.p50`,
          what: `${what} under this load, median`,
          figure: quantile(sorted, 0.5),
          unit: 'ms',
        },
        {
          id: `whole-way.${id}.p99`,
          what: `${what} under this load, p99`,
          figure: quantile(sorted, 0.99),
          unit: 'ms',
        },
      ];
    }),
  ];
}

/** What each process uses for an order, beside all of them together. */
function cpuRows(cpuUs: CpuShares, allUs: number): Row[] {
  return Object.entries(cpuUs).map(([name, us]) => ({
    id: `whole-way.cpu.${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
    what: `CPU for an order: ${name}`,
    figure: us,
    unit: 'microseconds/order',
    beside: { what: 'all processes of the exchange and its clients', figure: allUs },
    ratio: us / allUs,
    better: 'less' as const,
  }));
}

function aboutWholeWay(seconds: number): About {
  return {
    method: `Engine, storage, analytics, Redis and PostgreSQL as processes with the settings of real use, answers and commits on the disk, on this
machine together with the clients: ${BATCHES!.connections} connections send batches of ${BATCHES!.ordersPerRequest} orders over HTTP for ${seconds} seconds, as many as storage and analytics follow (they aim at
a lag of ${LAG_AIM_MS / 1000} s), after a fifth of that time which does not count. Each two orders make a trade. One more client sends single orders
and waits until each is a row and is told by the feed. At the end every answered order is looked for, as by \`npm run verify\`. CPU is that of each process during the
time that counts. COPY: the server alone takes the first ${COPY_BATCHES_MAX * COPY_EVENTS_PER_BATCH} events and their orders and trades from its own binary files into tables with the same constraints and indexes.
Where the bar is missed, these rows say why: what all processes use for an order, beside what the cores have, and what the rows alone take.`,
    notIncluded: `Other machines and their network, readers but for the one client, money (the market has none), more than one market. Whatever else
runs on this machine takes its share of the cores: its row says how much.`,
  };
}

async function main(): Promise<void> {
  const { seconds } = readNumbers(process.argv.slice(2), { seconds: 60 });
  const folder = await mkdtemp(join(tmpdir(), 'backlay-bench-'));
  const exchange = await WholeExchange.start(folder, [...ACCOUNTS, PROBER]);
  try {
    const sustained = await sustain(exchange, seconds);
    if (sustained.refused > 0) console.log(`${sustained.refused} orders were refused under load`);
    const isWhole = await isAllThere(exchange, sustained.accepted);
    const copy = await copySameRows(exchange.postgres.url, COPY_EVENTS_PER_BATCH, COPY_BATCHES_MAX);
    const rows = rowsOf(sustained, copy);
    console.table(
      rows.map(({ what, figure, unit, beside }) => ({ what, figure, unit, beside: beside?.figure })),
    );
    if (!reportRows(rows, aboutWholeWay(seconds)) || !isWhole) process.exitCode = 1;
  } finally {
    await exchange.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

Logger.overrideLogger(['warn', 'error', 'fatal']);
await main();
