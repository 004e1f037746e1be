import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { median } from '../matcher/measure.js';
import { Connection } from '../overload/connection.js';
import { ACCOUNTS, KINDS, openMarket, requestsOf, startEngine, type Kind } from '../overload/engine-alone.js';
import { applyLoad } from '../overload/load.js';
import { reportRows, type Bar, type Row } from '../report/rows.js';
import { cpuSecondsOf } from './process-cpu.js';

/*
 * What the engine does over HTTP, beside a bare Fastify route with the same bodies in the same run: orders one by one and in
 * batches of 100, answered when they are on the disk, and answered at once. Clients share the machine; what a server does is
 * also given for a second of its own CPU time, which they do not touch.
 *
 *   node tools/run.mjs bench/http [seconds per phase] [rounds]
 */
const SECONDS_DEFAULT = 4;
const ROUNDS_DEFAULT = 3;
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

interface Server {
  readonly answering: Answering;
  readonly process: ChildProcess;
  readonly port: number;
  readonly nextRequest: () => string;
  readonly perSecond: number[];
  readonly perCpuSecond: number[];
  readonly p50Ms: number[];
  readonly p99Ms: number[];
}

function serverOf(
  answering: Answering,
  started: { engine: ChildProcess; port: number },
  nextRequest: () => string,
): Server {
  return { answering, process: started.engine, port: started.port, nextRequest, ...samples() };
}

function samples(): Pick<Server, 'perSecond' | 'perCpuSecond' | 'p50Ms' | 'p99Ms'> {
  return { perSecond: [], perCpuSecond: [], p50Ms: [], p99Ms: [] };
}

async function startFloor(answer: string): Promise<{ engine: ChildProcess; port: number }> {
  const main = fileURLToPath(new URL('./floor.js', import.meta.url));
  const env = { ...process.env, FLOOR_ANSWER: answer };
  const engine = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: engine.stdout })) {
    const port = /ready at http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return { engine, port: Number(port) };
  }
  throw new Error('the floor ended; its reason is above');
}

/** What the engine answers to a request of this kind, so that the floor can say the same. */
async function sampleAnswer(port: number, { path }: Kind, request: string): Promise<string> {
  const [head = '', body = ''] = request.split('\r\n\r\n');
  const authorization = /Authorization: (.*)\r?/.exec(head)?.[1]?.trim() ?? '';
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  return answer.text();
}

async function measure(server: Server, kind: Kind, seconds: number): Promise<void> {
  const {
    port,
    process: { pid },
    nextRequest,
  } = server;
  const connections: Connection[] = [];
  for (let index = 0; index < kind.connections; index++) connections.push(await Connection.open(port));
  try {
    const cpuBefore = cpuSecondsOf(pid!);
    const startedAtMs = performance.now();
    const durationMs = 1_000 * seconds;
    const { accepted, acceptedLatency } = await applyLoad({
      connections,
      nextRequest,
      durationMs,
      rate: Infinity,
    });
    const elapsed = (performance.now() - startedAtMs) / 1000;
    const cpuShare = (cpuSecondsOf(pid!) - cpuBefore) / elapsed;
    const perSecond = accepted * kind.ordersPerRequest;
    server.perSecond.push(perSecond);
    server.perCpuSecond.push(perSecond / cpuShare);
    server.p50Ms.push(acceptedLatency.getValueAtPercentile(50) / 1000);
    server.p99Ms.push(acceptedLatency.getValueAtPercentile(99) / 1000);
  } finally {
    for (const connection of connections) connection.close();
  }
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
      servers.push(serverOf(answering, started, nextRequest));
    }
    const [engine] = servers;
    const answer = await sampleAnswer(engine!.port, kind, engine!.nextRequest());
    servers.push(serverOf('floor', await startFloor(answer), engine!.nextRequest));
    // What is compiled in the first round does not count.
    for (const server of servers) await measure({ ...server, ...samples() }, kind, seconds);
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

const [seconds = SECONDS_DEFAULT, rounds = ROUNDS_DEFAULT] = process.argv.slice(2).map(Number);
const rows: Row[] = [];
for (const kind of KINDS) rows.push(...(await compare(kind, seconds, rounds)));
console.log();
if (!reportRows(rows)) process.exitCode = 1;
