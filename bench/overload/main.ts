import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { median, ratioOfRounds } from '../matcher/measure.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { ACCOUNTS, KINDS, openMarket, requestsOf, startEngine, type Kind } from './engine-alone.js';
import { loadServer, type ServerLoad } from './load-server.js';

/*
 * What the engine does with more than it can do: the best rate it accepts when clients wait for their answers, then three
 * times that rate from clients that wait for nothing and ignore Retry-After, in turns. Shown: what is accepted, what is refused,
 * and how long either takes. Orders one by one, then in batches; every answer is given when it is on the disk.
 *
 *   node tools/run.mjs bench/overload [seconds per phase] [rounds]
 */
/** Long enough for connections that are refused, and wait in vain, to be refused again. */
const SECONDS_DEFAULT = 6;
const ROUNDS_DEFAULT = 3;
const OVERLOAD_FACTOR = 3;
const CONNECTIONS_OVERLOAD = 3_000;
/** Of the best rate, what is accepted under overload. */
const KEPT_MIN = 0.8;

type Rounds = Readonly<Record<'best' | 'overload', readonly ServerLoad[]>>;

const aboutOverload = (seconds: number, rounds: number): About => ({
  method: `The engine alone, in a process of its own, without money, every answer given when it is on the disk. Medians of ${rounds} rounds of two
phases of ${seconds} s, whose first fifth does not count: as many connections as keep it busy, each sending again when it is answered (the best rate);
then ${OVERLOAD_FACTOR} times the rate accepted then, from ${CONNECTIONS_OVERLOAD} connections that ignore Retry-After. Ratios are those of one round. The clients sleep
until something is due, and send what was refused again as it was.`,
  notIncluded: `the publisher, storage and analytics. The clients share the machine with the engine: rates a second are those of both, rates for a CPU
second are the engine's alone, all its threads together. How long an accepted order takes under overload has in it what a connection that ignores Retry-After is made to wait.`,
});

async function main(seconds: number, rounds: number): Promise<void> {
  const rows: Row[] = [];
  for (const kind of KINDS) {
    const measured = await measure(kind, seconds, rounds);
    print(kind, measured);
    rows.push(...rowsOf(kind, measured));
  }
  if (!reportRows(rows, aboutOverload(seconds, rounds))) process.exitCode = 1;
}

async function measure(kind: Kind, seconds: number, rounds: number): Promise<Rounds> {
  const folder = await mkdtemp(join(tmpdir(), 'backlay-overload-'));
  const keysFile = join(folder, KEYS_FILE_NAME);
  const keys = openKeys({ keysFile, accountIds: ACCOUNTS, label: 'bench' });
  const { engine, port } = await startEngine(folder, keysFile);
  const server = { process: engine, port };
  try {
    const nextRequest = requestsOf(kind, await openMarket(port, keys.operator), keys);
    const durationMs = seconds * 1_000;
    const measureBest = () =>
      loadServer(server, kind.connections, { durationMs, nextRequest, rate: Infinity });
    // What is compiled meanwhile does not count.
    await measureBest();
    const measured = { best: [] as ServerLoad[], overload: [] as ServerLoad[] };
    for (let round = 0; round < rounds; round++) {
      const best = await measureBest();
      const rate = best.accepted * OVERLOAD_FACTOR;
      measured.best.push(best);
      measured.overload.push(
        await loadServer(server, CONNECTIONS_OVERLOAD, { durationMs, nextRequest, rate }),
      );
    }
    return measured;
  } finally {
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf({ id, name, ordersPerRequest }: Kind, { best, overload }: Rounds): Row[] {
  const under = `under ${OVERLOAD_FACTOR} times the best rate`;
  const compared = (of: (load: ServerLoad) => number) => {
    const [now, beside] = [overload.map(of), best.map(of)];
    return {
      figure: median(now) * ordersPerRequest,
      beside: { what: 'at the best rate', figure: median(beside) * ordersPerRequest },
      ratio: ratioOfRounds(now, beside),
    };
  };
  return [
    {
      id: `overload.${id}.accepted`,
      what: `${name}: accepted ${under}`,
      unit: 'orders/s',
      ...compared(({ accepted }) => accepted),
      bars: [{ of: 'ratio', atLeast: KEPT_MIN }],
    },
    {
      id: `overload.${id}.per-cpu-second`,
      what: `${name}: accepted ${under}, the engine's refusing included`,
      unit: 'orders per CPU second',
      ...compared(({ acceptedPerCpuSecond }) => acceptedPerCpuSecond),
    },
    {
      id: `overload.${id}.p999`,
      what: `${name}: p99.9 from sending to the answer of what is accepted ${under}`,
      figure: median(overload.map(percentileMs(99.9))),
      unit: 'ms',
      beside: { what: 'at the best rate', figure: median(best.map(percentileMs(99.9))) },
    },
  ];
}

function print({ name, ordersPerRequest }: Kind, rounds: Rounds): void {
  console.log(
    `\n${name} (${ordersPerRequest === 1 ? 'orders' : 'orders, in requests of that many'} a second; ms), medians of the rounds`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(rounds).map(([phase, loads]) => {
        const rate = (of: (load: ServerLoad) => number) =>
          Math.round(median(loads.map(of)) * ordersPerRequest);
        const ms = (percentile: number) => median(loads.map(percentileMs(percentile)));
        const row = {
          offered: rate(({ offered }) => offered),
          accepted: rate(({ accepted }) => accepted),
          'for a CPU second': rate(({ acceptedPerCpuSecond }) => acceptedPerCpuSecond),
          refused: rate(({ refused }) => refused),
          'not sent': rate(({ notSent }) => notSent),
          p50: ms(50),
          p99: ms(99),
          'p99.9': ms(99.9),
          'refused p99':
            median(loads.map(({ refusedLatency }) => refusedLatency.getValueAtPercentile(99))) / 1_000,
        };
        return [phase, row];
      }),
    ),
  );
}

function percentileMs(percentile: number): (load: ServerLoad) => number {
  return ({ acceptedLatency }) => acceptedLatency.getValueAtPercentile(percentile) / 1_000;
}

const [seconds = SECONDS_DEFAULT, rounds = ROUNDS_DEFAULT] = process.argv.slice(2).map(Number);
await main(seconds, rounds);
