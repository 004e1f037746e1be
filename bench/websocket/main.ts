import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { median } from '../matcher/measure.js';
import { ACCOUNTS, openMarket, startEngine, startServer } from '../overload/engine-alone.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { KINDS, SINGLE_BAR, messagesOf, type Kind } from './kinds.js';
import { applyLoad } from './load.js';
import { SocketClient } from './socket-client.js';

/*
 * Orders over WebSocket into the engine, beside a bare `ws` server that gets the same messages over as many connections, with as
 * many in flight, and gives answers of the same bytes. What a server does is told for a second of its own CPU time: the client
 * shares the machine. Not included: signing in, which happens once, and any other process.
 *
 *   node tools/run.mjs bench/websocket [seconds per phase] [rounds] [kind]
 */
const SECONDS_DEFAULT = 4;
const ROUNDS_DEFAULT = 5;

interface Server {
  readonly name: string;
  readonly process: ChildProcess;
  readonly port: number;
  readonly nextMessage: () => string;
  readonly perSecond: number[];
  readonly perCpuSecond: number[];
  readonly p50Ms: number[];
  readonly p99Ms: number[];
}

function serverOf(
  name: string,
  { engine, port }: { engine: ChildProcess; port: number },
  nextMessage: () => string,
): Server {
  return { name, process: engine, port, nextMessage, perSecond: [], perCpuSecond: [], p50Ms: [], p99Ms: [] };
}

/** What the engine answers to a message of this kind, so that the floor can say the same. */
function sampleAnswer({ port, nextMessage }: Server, key: string): Promise<string> {
  return new Promise((resolve, reject) => {
    SocketClient.open(port, { path: '/v1/commands', key }, ([text = ''], client) => {
      if (text.startsWith('{"op":')) return client.send([nextMessage()]);
      client.close();
      resolve(text);
    }).catch(reject);
  });
}

async function measure(
  server: Server,
  load: { readonly keys: readonly string[]; readonly kind: Kind; readonly seconds: number },
): Promise<void> {
  const { port, nextMessage } = server;
  const { keys, kind, seconds } = load;
  const { accepted, refused, cpuShare, latency } = await applyLoad({
    port,
    pid: server.process.pid!,
    keys: keys.slice(0, kind.connections),
    window: kind.window,
    nextMessage,
    durationMs: 1_000 * seconds,
  });
  if (refused > 0) throw new Error(`${server.name} refused ${Math.round(refused)} messages a second`);
  const perSecond = accepted * kind.ordersPerMessage;
  server.perSecond.push(perSecond);
  server.perCpuSecond.push(perSecond / cpuShare);
  server.p50Ms.push(latency.getValueAtPercentile(50) / 1_000);
  server.p99Ms.push(latency.getValueAtPercentile(99) / 1_000);
}

async function compare(kind: Kind, seconds: number, rounds: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'backlay-websocket-'));
  const keysFile = join(folder, KEYS_FILE_NAME);
  const signers = openKeys({ keysFile, accountIds: ACCOUNTS, label: 'bench' });
  const keys = ACCOUNTS.map((account) => signers.trader(account));
  const servers: Server[] = [];
  try {
    for (const policy of ['fsync', 'none'] as const) {
      const started = await startEngine(join(folder, policy), keysFile, policy);
      const nextMessage = messagesOf(kind, await openMarket(started.port, signers.operator));
      servers.push(serverOf(policy === 'fsync' ? 'on-disk' : 'at-once', started, nextMessage));
    }
    const [engine] = servers;
    const answer = await sampleAnswer(engine!, keys[0]!);
    const { nextMessage } = engine!;
    const own = { FLOOR_ANSWER: answer };
    if (kind.ordersPerMessage === 1) {
      const working = await startServer(mainOf('working-floor'), {
        ...own,
        DATA_DIR: join(folder, 'working'),
      });
      servers.push(serverOf('working-echo', working, nextMessage));
    }
    servers.push(serverOf('floor', await startServer(mainOf('floor'), own), nextMessage));
    // What is compiled in the first round does not count.
    for (const server of servers) await measure({ ...server, ...noSamples() }, { keys, kind, seconds });
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) await measure(server, { keys, kind, seconds });
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

function mainOf(server: string): string {
  return fileURLToPath(new URL(`./${server}.js`, import.meta.url));
}

function noSamples(): Pick<Server, 'perSecond' | 'perCpuSecond' | 'p50Ms' | 'p99Ms'> {
  return { perSecond: [], perCpuSecond: [], p50Ms: [], p99Ms: [] };
}

function ratioOf({ perCpuSecond }: Server, floor: Server): number {
  return median(perCpuSecond.map((rate, round) => rate / floor.perCpuSecond[round]!));
}

function print({ name, connections, window }: Kind, servers: readonly Server[]): void {
  const floor = servers.at(-1)!;
  console.log(
    `\n${name}, ${connections} connections, ${window} in flight each: orders, medians of interleaved rounds`,
  );
  console.table(
    Object.fromEntries(
      servers.map((server) => [
        server.name,
        {
          'a second': Math.round(median(server.perSecond)),
          'per CPU second': Math.round(median(server.perCpuSecond)),
          'of the floor': ratioOf(server, floor).toFixed(2),
          'p50 ms': median(server.p50Ms).toFixed(2),
          'p99 ms': median(server.p99Ms).toFixed(2),
        },
      ]),
    ),
  );
}

/** Which of the servers is told of, how, and what is asked of it. */
function rowsOf(kind: Kind, servers: readonly Server[]): Row[] {
  const floor = servers.at(-1)!;
  const [onDisk, atOnce, working] = servers;
  const row = (server: Server, when: string): Row => ({
    id: `websocket.${kind.id}.${server.name}`,
    what: `${kind.name}, answered ${when}`,
    figure: median(server.perCpuSecond),
    unit: 'orders per CPU second',
    beside: { what: 'a bare ws echo of the same bytes', figure: median(floor.perCpuSecond) },
    ratio: ratioOf(server, floor),
    ...(kind.id === 'single' && server === onDisk && { bars: [{ of: 'ratio', atLeast: SINGLE_BAR }] }),
  });
  const rows = [row(onDisk!, 'when on disk'), row(atOnce!, 'at once')];
  if (working === undefined || working === floor) return rows;
  const what = `${kind.name}: an echo that parses, matches, makes the answer and logs both, and nothing else`;
  return [...rows, { ...row(working, ''), what }];
}

function aboutSocket(seconds: number, rounds: number): About {
  return {
    method: `An engine answers orders when they are on disk, a second one at once, and beside them in turns a bare \`ws\` server gets the same messages
over as many connections with as many in flight, and gives answers of the same bytes without looking at anything. ${rounds} rounds of ${seconds} s
each, medians; the ratio is that of the rounds. Single orders: ${shape('single')}; one by one: ${shape('one-by-one')}; batches: ${shape('batch')}.
Figures are for a second of the server's own CPU time, all its threads (/proc): the client shares the machine. For one order a message there is a second
floor, a \`ws\` server that also parses the message, has a matcher execute the order, makes an answer with the same fields and logs both before it says
it, with one write per commit to each client: what no way of doing it can leave out.`,
    notIncluded: `Signing in, TLS, a network between, money (the market has none), Redis and the databases, and the client's own CPU time. With more messages
in flight a commit, and a write to a socket, serves more of them: figures of other numbers of connections differ.`,
  };
}

function shape(id: string): string {
  const kind = KINDS.find((one) => one.id === id)!;
  return `${kind.connections} connections, ${kind.window} in flight each`;
}

const [seconds = SECONDS_DEFAULT, rounds = ROUNDS_DEFAULT] = process.argv.slice(2, 4).map(Number);
const [, , , , only] = process.argv;
const rows: Row[] = [];
for (const kind of KINDS)
  if (only === undefined || only === kind.id) rows.push(...(await compare(kind, seconds, rounds)));
if (!reportRows(rows, aboutSocket(seconds, rounds))) process.exitCode = 1;
