import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { RedisServer } from '../../tools/drill/system/redis-server.js';
import { readNumbers } from '../cold-path/options.js';
import { publish, STREAM } from '../cold-path/published-stream.js';
import { startRedis } from '../cold-path/redis.js';
import { writeLog, type WrittenLog } from '../cold-path/written-log.js';
import { cpuSecondsOf } from '../http/process-cpu.js';
import { median } from '../matcher/measure.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { entriesPerSecond } from './redis-benchmark.js';

/*
 * How many events a second the engine's publisher copies from a log that is already there into Redis (append-only file, synced
 * every second), beside redis-benchmark adding entries of the same size over one connection, one by one and pipelined. Rounds
 * are interleaved. Then the same with a log ten times as long. Included: reading the log, packing, one write in flight, each
 * confirmed. Not included: an engine that takes orders at the same time, consumers, trimming.
 *
 *   node tools/run.mjs bench/publisher [--commands N] [--rounds N]
 */
const FLOW = { markets: 20, runnersPerMarket: 10, accounts: 1_000 };
const EVENTS_BAR = 500_000;
const PIPELINE = 10;
const LONG = 10;
const US_PER_S = 1e6;

interface Round {
  readonly perSecond: number;
  /** Microseconds of CPU for one event. */
  readonly publisherUs: number;
  readonly redisUs: number;
}

async function measure(log: WrittenLog, redis: RedisServer): Promise<Round> {
  await redis.command('FLUSHALL');
  const redisBefore = cpuSecondsOf(redis.pid);
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await publish(log, redis.url);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: log.events / seconds,
    publisherUs: (user + system) / log.events,
    redisUs: ((cpuSecondsOf(redis.pid) - redisBefore) * US_PER_S) / log.events,
  };
}

/** Interleaved rounds of the publisher and of redis-benchmark, whose rates are in events, too. */
interface Rounds {
  readonly publisher: Round[];
  readonly oneByOne: number[];
  readonly pipelined: number[];
}

async function play(log: WrittenLog, redis: RedisServer, count: number): Promise<Rounds> {
  const rounds: Rounds = { publisher: [], oneByOne: [], pipelined: [] };
  // What is compiled in this one does not count.
  await measure(log, redis);
  for (let round = 0; round < count; round++) {
    rounds.publisher.push(await measure(log, redis));
    const entries = Number(await redis.command('XLEN', STREAM));
    const bytes = Math.round(log.payloadBytes / entries);
    const floor = async (pipeline: number) => {
      await redis.command('FLUSHALL');
      const rate = await entriesPerSecond({ url: redis.url, entries, bytes, pipeline });
      return (rate * log.events) / entries;
    };
    rounds.oneByOne.push(await floor(1));
    rounds.pipelined.push(await floor(PIPELINE));
    if (round === 0) console.log(`${entries} entries of ${bytes} bytes`);
  }
  return rounds;
}

function rowsOf({ publisher, oneByOne, pipelined }: Rounds, long: Round): Row[] {
  const rates = publisher.map(({ perSecond }) => perSecond);
  const ratioTo = (floor: readonly number[]) => median(rates.map((rate, round) => rate / floor[round]!));
  const figure = median(rates);
  const unit = 'events/s';
  const us = ({ publisherUs, redisUs }: Round) => publisherUs + redisUs;
  const usual = median(publisher.map(us));
  return [
    {
      id: 'publisher.into-redis',
      what: 'publisher into Redis',
      figure,
      unit,
      beside: { what: 'redis-benchmark, XADD of the same size one by one', figure: median(oneByOne) },
      ratio: ratioTo(oneByOne),
      bars: [{ of: 'figure', atLeast: EVENTS_BAR }],
    },
    {
      id: 'publisher.into-redis.pipelined-floor',
      what: 'publisher into Redis, one write in flight',
      figure,
      unit,
      beside: { what: `redis-benchmark, ${PIPELINE} in flight`, figure: median(pipelined) },
      ratio: ratioTo(pipelined),
    },
    {
      id: 'publisher.growth.log-10x',
      what: 'CPU of publisher and Redis for an event, with a log ten times as long',
      figure: us(long),
      unit: 'microseconds/event',
      beside: { what: 'the usual log', figure: usual },
      ratio: us(long) / usual,
    },
  ];
}

function aboutPublisher(commands: number, rounds: number): About {
  return {
    method: `The engine's publisher copies a log of ${commands} commands of a betting flow, already on the disk, into a redis-server of its own with an
append-only file synced every second: up to 500 commands an entry, one write in flight, each confirmed. In turns with it redis-benchmark
adds as many entries of the same size over one connection, one by one and ${PIPELINE} in flight. Medians of ${rounds} rounds after one that does not count;
the rates of entries are given in events. Then once with a log ${LONG} times as long.`,
    notIncluded:
      'An engine that takes orders at the same time, consumers, trimming. Redis is on the same machine.',
  };
}

async function main(): Promise<void> {
  const { commands, rounds: count } = readNumbers(process.argv.slice(2), { commands: 300_000, rounds: 5 });
  const folder = await mkdtemp(join(tmpdir(), 'backlay-bench-'));
  const redis = await startRedis(folder);
  try {
    const log = await writeLog(join(folder, 'log'), { commands, ...FLOW });
    console.log(`${commands} commands, ${log.events} events`);
    const rounds = await play(log, redis, count);
    const long = await writeLog(join(folder, 'long-log'), { commands: commands * LONG, ...FLOW });
    const longRound = await measure(long, redis);
    const cpu = (of: 'publisherUs' | 'redisUs') =>
      median(rounds.publisher.map((round) => round[of])).toFixed(2);
    console.log(`CPU for an event: publisher ${cpu('publisherUs')} us, Redis ${cpu('redisUs')} us`);
    const rows = rowsOf(rounds, longRound);
    console.table(
      rows.map(({ what, figure, beside, ratio }) => ({ what, figure, beside: beside?.figure, ratio })),
    );
    if (!reportRows(rows, aboutPublisher(commands, count))) process.exitCode = 1;
  } finally {
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  }
}

Logger.overrideLogger(['warn', 'error', 'fatal']);
await main();
