import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { PostgresServer } from '../../tools/drill/system/postgres-server.js';
import type { RedisServer } from '../../tools/drill/system/redis-server.js';
import { readNumbers } from '../cold-path/options.js';
import { inFreshDatabase, startPostgres, withClient } from '../cold-path/postgres.js';
import { publish, STREAM } from '../cold-path/published-stream.js';
import { startRedis } from '../cold-path/redis.js';
import { writeLog, type WrittenLog } from '../cold-path/written-log.js';
import { median } from '../matcher/measure.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { runApp, type AppResult, type ConsumerName } from './app-run.js';
import { copySameRows, type CopyResult } from './copy-floor.js';
import { readBare, readByTransport } from './out-of-redis.js';

/*
 * What consumers do with events that are already there, each beside its floor in the same run, rounds interleaved:
 *   out of Redis       the transport of the apps, decoding everything, beside a bare loop of XREADGROUP and XACK
 *   into PostgreSQL    storage from Redis, checkpoint included, beside COPY of the same rows; and analytics
 * Commits are on the disk. CPU for an event is that of the app and of its PostgreSQL backends. Not included: an engine and
 * clients at the same time (bench/whole-way has them), reads by users.
 *
 * Then storage once more with a log of `--long` commands: what an event costs at its end, beside the tenth of the way.
 * `--scale 10` measures storage with ten times as many markets and accounts, and with a hundred times as many.
 *
 *   node tools/run.mjs bench/consumers [--commands N] [--rounds N] [--long N] [--scale 10]
 */
const FLOW = { markets: 20, runnersPerMarket: 10, accounts: 1_000 };
const OUT_OF_REDIS_BAR = 400_000;
const STORAGE_BAR = 0.6;
const US_PER_S = 1e6;
/** Shares of a long log: the end of it, and as much where there was a tenth before. */
const EARLY = { from: 0.045, to: 0.145 };
const LATE = { from: 0.9, to: 1 };

interface StorageRound {
  readonly storage: AppResult;
  readonly copy: CopyResult;
}

async function outOfRedis(log: WrittenLog, redis: RedisServer, rounds: number): Promise<Row> {
  await publish(log, redis.url);
  const eventsPerEntry = log.events / Number(await redis.command('XLEN', STREAM));
  const own: number[] = [];
  const bare: number[] = [];
  // What is compiled in the first round does not count.
  for (let round = 0; round <= rounds; round++) {
    const transport = await readByTransport(redis.url, `transport-${round}`, log.lastSequence);
    const floor = (await readBare(redis.url, `bare-${round}`)) * eventsPerEntry;
    if (round === 0) continue;
    own.push(transport);
    bare.push(floor);
  }
  return {
    id: 'consumers.out-of-redis',
    what: 'consumer out of Redis, everything decoded',
    figure: median(own),
    unit: 'events/s',
    beside: { what: 'a bare loop of XREADGROUP and XACK', figure: median(bare) },
    ratio: median(own.map((rate, round) => rate / bare[round]!)),
    bars: [{ of: 'figure', atLeast: OUT_OF_REDIS_BAR }],
  };
}

interface Servers {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
}

/** The log must have been published. */
function intoPostgres(name: ConsumerName, log: WrittenLog, { redis, postgres }: Servers): Promise<AppResult> {
  return inFreshDatabase(postgres.url, (databaseUrl) =>
    runApp(name, { log, redisUrl: redis.url, databaseUrl }),
  );
}

function storageRound(log: WrittenLog, { redis, postgres }: Servers): Promise<StorageRound> {
  return inFreshDatabase(postgres.url, async (databaseUrl) => {
    // As before its floor: what the round before has left to be written to the disk does not count.
    await withClient(databaseUrl, (client) => client.query('CHECKPOINT'));
    const storage = await runApp('storage', { log, redisUrl: redis.url, databaseUrl });
    return { storage, copy: await copySameRows(databaseUrl, storage.eventsPerCommit) };
  });
}

function say(what: string, { appUs, postgresUs, eventsPerSecond }: AppResult): void {
  console.log(
    `${what.padEnd(28)} ${Math.round(eventsPerSecond)} events/s; CPU for an event: app ${appUs.toFixed(2)} us, ` +
      `PostgreSQL ${postgresUs.toFixed(2)} us`,
  );
}

async function storageRows(log: WrittenLog, servers: Servers, count: number): Promise<Row[]> {
  const rounds: StorageRound[] = [];
  for (let round = 0; round < count; round++) {
    const { storage, copy } = await storageRound(log, servers);
    rounds.push({ storage, copy });
    say('storage', storage);
    const us = (copy.cpuSeconds * US_PER_S) / log.events;
    console.log(
      `${'COPY of the same rows'.padEnd(28)} ${Math.round(log.events / copy.seconds)} events/s; PostgreSQL ${us.toFixed(2)} us`,
    );
  }
  const analytics = await intoPostgres('analytics', log, servers);
  say('analytics', analytics);
  const rates = rounds.map(({ storage }) => storage.eventsPerSecond);
  const floors = rounds.map(({ copy }) => log.events / copy.seconds);
  return [
    {
      id: 'storage.into-postgres',
      what: 'storage into PostgreSQL, checkpoint included',
      figure: median(rates),
      unit: 'events/s',
      beside: { what: 'COPY of the same rows', figure: median(floors) },
      ratio: median(rates.map((rate, round) => rate / floors[round]!)),
      bars: [{ of: 'ratio', atLeast: STORAGE_BAR }],
    },
    {
      id: 'analytics.into-postgres',
      what: 'analytics into PostgreSQL, checkpoint included',
      figure: analytics.eventsPerSecond,
      unit: 'events/s',
    },
  ];
}

/** What an event costs when ten times as many are in the tables already. */
async function lengthRow(folder: string, servers: Servers, commands: number): Promise<Row> {
  const log = await writeLog(join(folder, 'long-log'), { commands, ...FLOW });
  await servers.redis.command('FLUSHALL');
  await publish(log, servers.redis.url);
  const result = await intoPostgres('storage', log, servers);
  say(`storage, ${commands} commands`, result);
  const [early, late] = [usPerEvent(log, result, EARLY), usPerEvent(log, result, LATE)];
  return {
    id: 'storage.growth.log-10x',
    what: 'CPU of storage and PostgreSQL for an event, ten times as many in the tables',
    figure: late,
    unit: 'microseconds/event',
    beside: { what: `a tenth of the way through the same ${commands} commands`, figure: early },
    ratio: late / early,
    better: 'less',
  };
}

function usPerEvent(log: WrittenLog, { commits }: AppResult, { from, to }: typeof EARLY): number {
  const at = (share: number) => commits.find(({ sequence }) => sequence >= share * log.lastSequence)!;
  const [first, last] = [at(from), at(to)];
  const events = ((last.sequence - first.sequence) * log.events) / log.lastSequence;
  return (last.cpuUs - first.cpuUs) / events;
}

/** What an event costs when there are more markets and accounts, beside the usual number of both. */
async function growthRows(
  folder: string,
  servers: Servers,
  { commands, scale }: { commands: number; scale: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  let usual: number | undefined;
  for (const factor of [1, scale, scale ** 2]) {
    const flow = { ...FLOW, markets: FLOW.markets * factor, accounts: FLOW.accounts * factor };
    const log = await writeLog(join(folder, `log-${factor}`), { commands, ...flow });
    await servers.redis.command('FLUSHALL');
    await publish(log, servers.redis.url);
    const result = await intoPostgres('storage', log, servers);
    say(`storage, ${flow.markets} markets`, result);
    const figure = result.appUs + result.postgresUs;
    usual ??= figure;
    if (factor === 1) continue;
    rows.push({
      id: `storage.growth.markets-and-accounts-${factor}x`,
      what: `CPU of storage and PostgreSQL for an event, ${flow.markets} markets and ${flow.accounts} accounts`,
      figure,
      unit: 'microseconds/event',
      beside: { what: `${FLOW.markets} markets and ${FLOW.accounts} accounts`, figure: usual },
      ratio: figure / usual,
    });
  }
  return rows;
}

function aboutConsumers(commands: number, rounds: number): About {
  return {
    method: `The events of ${commands} commands (of which 55 % rest, 35 % cancel and 10 % match; ${FLOW.markets} markets, ${FLOW.accounts} accounts) are in
Redis already. Out of Redis: the transport of the apps in turns with a bare loop of XREADGROUP and XACK that decodes nothing, medians of ${rounds}
rounds after one that does not count. Into PostgreSQL: storage as a process with its default settings, in a database of its own, commits on the disk;
its rate is that of the last four fifths. After each round, beside it: the server alone takes the same rows from its own binary files by COPY into
tables with the same constraints and indexes, as many in a transaction, orders as they ended. Costs are CPU time of the app and of its
backends.`,
    notIncluded: `An engine and clients at the same time, which the whole way has, and reads. COPY does not change a row twice, and nothing travels to it.
Storage needs more than one core, COPY one: whatever else runs on the machine slows storage more.`,
  };
}

async function main(): Promise<void> {
  const defaults = { commands: 300_000, rounds: 3, long: 1_000_000, scale: 1 };
  const { commands, rounds, long, scale } = readNumbers(process.argv.slice(2), defaults);
  const folder = await mkdtemp(join(tmpdir(), 'backlay-bench-'));
  const [redis, postgres] = await Promise.all([startRedis(folder), startPostgres(folder)]);
  try {
    const log = await writeLog(join(folder, 'log'), { commands, ...FLOW });
    console.log(`${commands} commands, ${log.events} events`);
    const rows = [
      await outOfRedis(log, redis, rounds),
      ...(await storageRows(log, { redis, postgres }, rounds)),
      await lengthRow(folder, { redis, postgres }, long),
    ];
    if (scale > 1) rows.push(...(await growthRows(folder, { redis, postgres }, { commands, scale })));
    console.table(
      rows.map(({ id, figure, unit, beside, ratio }) => ({
        id,
        figure,
        unit,
        beside: beside?.figure,
        ratio,
      })),
    );
    if (!reportRows(rows, aboutConsumers(commands, rounds))) process.exitCode = 1;
  } finally {
    await Promise.all([redis.close(), postgres.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

Logger.overrideLogger(['warn', 'error', 'fatal']);
await main();
