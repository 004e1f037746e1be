import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { median } from '../matcher/measure.js';
import {
  ACCOUNTS,
  KINDS,
  openMarket,
  requestsOf,
  startEngine,
  startServer,
  type Kind,
} from '../overload/engine-alone.js';
import { reportRows, type About, type Bar, type Row } from '../report/rows.js';
import { growthRows } from './growth.js';
import { measure, measured, warmUp, type MeasuredServer } from './measured-server.js';

/*
 * What the engine does over HTTP, beside a bare Fastify route with the same bodies in the same run: orders one by one and in
 * batches of 100, answered when they are on the disk, and answered at once. Clients share the machine; what a server does is
 * also given for a second of its own CPU time, which they do not touch.
 *
 *   node tools/run.mjs bench/http [seconds per phase] [rounds] [parts: single,batch,growth]
 */
const SECONDS_DEFAULT = 4;
const ROUNDS_DEFAULT = 3;
const PARTS = 'single,batch,growth';
/** A round of growth is so much shorter: there are more servers. */
const GROWTH_SHARE = 4;
/** Of the bare route, per CPU second; and orders a second in batches. */
const SINGLE_BAR = 0.5;
const BATCH_BAR = 200_000;

/** How a server answers: `floor` is the bare route. */
type Answering = 'on-disk' | 'at-once' | 'floor';

const ANSWERING: Readonly<Record<Answering, string>> = {
  'on-disk': 'answered when on disk',
  'at-once': 'answered at once',
  floor: 'bare Fastify, same bodies',
};

interface Server extends MeasuredServer {
  readonly answering: Answering;
}

function startFloor(answer: string): ReturnType<typeof startServer> {
  return startServer(fileURLToPath(new URL('./floor.js', import.meta.url)), { FLOOR_ANSWER: answer });
}

/** What the engine answers to a request of this kind, so that the floor can say the same. */
async function sampleAnswer(port: number, { path }: Kind, request: string): Promise<string> {
  const [head = '', body = ''] = request.split('\r\n\r\n');
  const authorization = /Authorization: (.*)\r?/.exec(head)?.[1]?.trim() ?? '';
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  return answer.text();
}

async function compare(kind: Kind, seconds: number, rounds: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'backlay-http-'));
  const keysFile = join(folder, KEYS_FILE_NAME);
  const keys = openKeys({ keysFile, accountIds: ACCOUNTS, label: 'bench' });
  const servers: Server[] = [];
  try {
    for (const answering of ['on-disk', 'at-once'] as const) {
      const policy = answering === 'on-disk' ? 'fsync' : 'none';
      const started = await startEngine(join(folder, policy), keysFile, policy);
      const nextRequest = requestsOf(kind, await openMarket(started.port, keys.operator), keys);
      servers.push({ answering, ...measured(started, nextRequest) });
    }
    const [engine] = servers;
    const answer = await sampleAnswer(engine!.port, kind, engine!.nextRequest());
    servers.push({ answering: 'floor', ...measured(await startFloor(answer), engine!.nextRequest) });
    for (const server of servers) await warmUp(server, kind, seconds / 2);
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) await measure(server, kind, seconds);
    }
    print(kind, servers);
    return rowsOf(kind, servers);
  } finally {
    for (const { process: child } of servers) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

function print(kind: Kind, servers: readonly Server[]): void {
  const floor = servers.at(-1)!;
  console.log(`\n${kind.name}, ${kind.connections} connections: orders, medians of interleaved rounds`);
  console.table(
    Object.fromEntries(
      servers.map((server) => [
        ANSWERING[server.answering],
        {
          'a second': Math.round(median(server.perSecond)),
          'per CPU second': Math.round(median(server.perCpuSecond)),
          'of the floor': ratioOf(server.perCpuSecond, floor.perCpuSecond).toFixed(2),
          'p50 ms': median(server.p50Ms).toFixed(1),
          'p99 ms': median(server.p99Ms).toFixed(1),
        },
      ]),
    ),
  );
}

/** Single orders for a second of the server's CPU time, beside the floor; batches a second as they stand. */
function rowsOf(kind: Kind, servers: readonly Server[]): Row[] {
  const isBatch = kind.ordersPerRequest > 1;
  const samplesOf = ({ perSecond, perCpuSecond }: Server): number[] => (isBatch ? perSecond : perCpuSecond);
  const bar: Bar = isBatch ? { of: 'figure', atLeast: BATCH_BAR } : { of: 'ratio', atLeast: SINGLE_BAR };
  const [floor] = servers.filter(({ answering }) => answering === 'floor');
  return servers
    .filter((server) => server !== floor)
    .map((server) => ({
      id: `http.${isBatch ? 'batch' : 'single'}.${server.answering}`,
      what: `${kind.name} over HTTP, ${ANSWERING[server.answering]}`,
      figure: median(samplesOf(server)),
      unit: isBatch ? 'orders/s' : 'orders per CPU second',
      beside: { what: 'bare Fastify', figure: median(samplesOf(floor!)) },
      ratio: ratioOf(samplesOf(server), samplesOf(floor!)),
      ...(server.answering === 'on-disk' && { bars: [bar] }),
    }));
}

/** Round by round, so that what disturbed a round disturbs both. */
function ratioOf(figures: readonly number[], floor: readonly number[]): number {
  return median(figures.map((figure, round) => figure / floor[round]!));
}

const aboutHttp = (seconds: number, rounds: number): About => ({
  method: `An engine alone, in a process of its own, with an empty log, one market with two runners and ${ACCOUNTS.length} accounts. Orders come in pairs that
meet, one by one over 128 connections, or in batches of 100 of one account over 7; each connection sends again when it is
answered. Beside it, in turns, a bare Fastify route that parses the same bodies and says the same bytes. ${rounds} rounds of ${seconds} s, whose first fifth does not count, behind one that
warms up. Single orders are compared for a second of CPU time of the server's process, all its threads; batches a second as they are. Growth: engines side by side, of which each has more of one thing than the first point of its
curve; rounds of ${seconds / GROWTH_SHARE} s go along all of them, and what counts is the CPU time for an order.`,
  notIncluded: `TLS, a network, money (the markets have none), Redis, the databases. The clients share the machine's
cores with the server: orders a second are what is left beside them.`,
});

const [secondsGiven, roundsGiven, partsGiven] = process.argv.slice(2);
const seconds = Number(secondsGiven ?? SECONDS_DEFAULT);
const rounds = Number(roundsGiven ?? ROUNDS_DEFAULT);
const parts = (partsGiven ?? PARTS).split(',');
const rows: Row[] = [];
for (const kind of KINDS.filter(({ id }) => parts.includes(id)))
  rows.push(...(await compare(kind, seconds, rounds)));
if (parts.includes('growth')) rows.push(...(await growthRows({ seconds: seconds / GROWTH_SHARE, rounds })));
console.log();
if (!reportRows(rows, aboutHttp(seconds, rounds))) process.exitCode = 1;
