import { once } from 'node:events';
import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EVENTS_PER_BATCH_DEFAULT, type ConsumerSettings } from '@backlay/consumer';
import { StreamServer } from '@backlay/transport';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { WrittenLog } from '../cold-path/written-log.js';
import { cpuSecondsOf } from '../http/process-cpu.js';

const APPS = {
  storage: () => import('../../apps/storage/src/app.js'),
  analytics: () => import('../../apps/analytics/src/app.js'),
};
export type ConsumerName = keyof typeof APPS;

/** What an app did with a whole log. */
export interface AppResult {
  /** Over the last four fifths of the log: what is compiled during the first does not count. */
  readonly eventsPerSecond: number;
  /** Microseconds of CPU for one event, the app's start included. */
  readonly appUs: number;
  readonly postgresUs: number;
  readonly eventsPerCommit: number;
  readonly commits: readonly Commit[];
}

/** How far the app was when it had committed, and when. */
export interface Commit {
  readonly sequence: number;
  readonly atMs: number;
  /** CPU that app and backends had used up to then, in microseconds. */
  readonly cpuUs: number;
}

/** Where the events are and where they go. */
export interface Way {
  /** The log that was published. */
  readonly log: WrittenLog;
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** The first part of the log, one of so many. */
const WARM_UP = 5;
const LOOK_INTERVAL_MS = 50;
const US_PER_S = 1e6;

/** Runs an app in a process of its own: what another one has compiled and collected must not show in its figures. */
export async function runApp(name: ConsumerName, way: Way): Promise<AppResult> {
  const child = fork(fileURLToPath(import.meta.url), [name, JSON.stringify(way)]);
  const ended = once(child, 'exit');
  let result: AppResult | undefined;
  child.on('message', (message) => (result = message as AppResult));
  await ended;
  if (result === undefined) throw new Error(`measuring ${name} failed; its reason is above`);
  return result;
}

async function measure(name: ConsumerName, way: Way): Promise<AppResult> {
  const { log, databaseUrl } = way;
  const watcher = new pg.Client({ connectionString: databaseUrl });
  await watcher.connect();
  const { startApp } = await APPS[name]();
  const cpuBefore = process.cpuUsage();
  const app = await startApp(settingsOf(name, way));
  let backends: readonly number[] = [];
  const commits: Commit[] = [];
  app.get(StreamServer).on('applied', (state) => {
    const cpuUs = cpuUsSince(cpuBefore) + cpuUsOf(backends);
    commits.push({ sequence: state.applied?.sequence ?? 0, atMs: performance.now(), cpuUs });
  });
  while ((commits.at(-1)?.sequence ?? 0) < log.lastSequence) {
    backends = await backendsOf(watcher, name);
    await delay(LOOK_INTERVAL_MS);
  }
  const appUs = cpuUsSince(cpuBefore) / log.events;
  const postgresUs = cpuUsOf(await backendsOf(watcher, name)) / log.events;
  await app.close();
  await watcher.end();
  const [first, last] = [
    commits.find(({ sequence }) => sequence >= log.lastSequence / WARM_UP)!,
    commits.at(-1)!,
  ];
  const share = (last.sequence - first.sequence) / log.lastSequence;
  const eventsPerSecond = (log.events * share * 1000) / (last.atMs - first.atMs);
  return {
    eventsPerSecond,
    appUs,
    postgresUs,
    eventsPerCommit: Math.round(log.events / commits.length),
    commits,
  };
}

function settingsOf(name: ConsumerName, { log, redisUrl, databaseUrl }: Way): ConsumerSettings {
  return {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    source: { backbone: 'redis', url: redisUrl, directory: log.directory },
    shard: 0,
    // A database that begins with nothing needs a group that has read nothing: the checkpoint would move it back anyway.
    group: `bench-${name}`,
    consumer: 'bench',
    maxEventsPerBatch: EVENTS_PER_BATCH_DEFAULT,
    leaseMs: 6_000,
    onPoison: 'halt',
    poisonAttempts: 5,
    access: { keysFile: `${log.directory}/no-keys.json`, requestsPerSecond: 0, isProduction: false },
  };
}

/** Processes of the server that work for the app. */
async function backendsOf(client: pg.Client, name: string): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
    [`backlay ${name}`],
  );
  return rows.map(({ pid }) => pid);
}

/** CPU that these processes have used so far, in microseconds. */
function cpuUsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid) * US_PER_S, 0);
}

/** CPU that this process has used since then, in microseconds. */
function cpuUsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, way] = process.argv.slice(2) as [ConsumerName, string];
  // That there are no API keys is as it should be here.
  Logger.overrideLogger(['error', 'fatal']);
  process.send?.(await measure(name, JSON.parse(way) as Way));
}
