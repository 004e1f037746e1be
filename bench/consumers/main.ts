import 'reflect-metadata';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ConsumerSettings } from '@backlay/consumer';
import { EventGroupEncoder } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { EventLogWriter } from '@backlay/transport';
import { Logger, type INestApplication } from '@nestjs/common';
import pg from 'pg';
import { eventFlow } from './flow.js';

/*
 * How many events a second storage and analytics take in from an event log that is already there, and what an event costs:
 * CPU of the app and of the PostgreSQL backends, in microseconds. With DATABASE_URL in a database of its own there, else
 * in a throw-away embedded PostgreSQL without fsync.
 *
 *   node tools/run.mjs bench/consumers [commands]
 */
const COMMANDS_DEFAULT = 300_000;
const FLOW = { markets: 20, runnersPerMarket: 10, accounts: 1_000 };
const APPS = {
  storage: () => import('../../apps/storage/src/app.js'),
  analytics: () => import('../../apps/analytics/src/app.js'),
};
const CLOCK_TICK_US = 10_000;

interface Log {
  readonly directory: string;
  readonly lastSequence: number;
  readonly events: number;
}

async function writeLog(directory: string, commands: number): Promise<Log> {
  const writer = await EventLogWriter.open({ directory, shard: 0, policy: 'os' });
  const encoder = new EventGroupEncoder();
  let events = 0;
  for (const group of eventFlow({ commands, ...FLOW })) {
    events += group.events.length;
    writer.append({ sequence: group.sequence, payload: encoder.encode(group), journal: Buffer.alloc(0) });
    if (group.sequence % 10_000 === 0) await writer.whenDurable(group.sequence);
  }
  const { lastSequence } = writer;
  await writer.whenDurable(lastSequence);
  await writer.close();
  return { directory, lastSequence, events };
}

async function measure(name: keyof typeof APPS, log: Log, databaseUrl: string): Promise<void> {
  const settings: ConsumerSettings = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    source: { backbone: 'log', directory: log.directory },
    shard: 0,
    group: `bench-${name}`,
    consumer: 'bench',
    maxEventsPerBatch: 5_000,
    leaseMs: 6_000,
    onPoison: 'halt',
    poisonAttempts: 5,
    access: { keysFile: `${log.directory}/no-keys.json`, requestsPerSecond: 0, isProduction: false },
  };
  const watcher = new pg.Client({ connectionString: databaseUrl });
  await watcher.connect();
  const { startApp } = await APPS[name]();
  const startedAtMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const app = await startApp(settings);
  await untilApplied(app, log.lastSequence);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const serverUs = await serverCpuUs(watcher, name);
  const perEvent = (us: number) => (us / log.events).toFixed(2);

  console.log(
    `${name.padEnd(10)} ${Math.round(log.events / seconds)} events/s; CPU per event: ` +
      `app ${perEvent(user + system)} us, PostgreSQL ${perEvent(serverUs)} us`,
  );
  await app.close();
  await watcher.end();
}

async function untilApplied(app: INestApplication, sequence: number): Promise<void> {
  const ledger = app.get(ConsumerLedger);
  while (((await ledger.position())?.sequence ?? 0) < sequence) await delay(50);
}

/** CPU that the app's connections have used so far; 0 where there is no /proc. */
async function serverCpuUs(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
    [`backlay ${name}`],
  );
  const ticks = await Promise.all(
    rows.map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }),
  );
  return ticks.reduce((sum, value) => sum + value, 0) * CLOCK_TICK_US;
}

async function openPostgres(): Promise<{ url: string; stop: () => void }> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: () => undefined };
  const helper = spawn(process.execPath, [resolve('tools/lib/postgres-for-specs.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: helper.stdout }))
    return { url, stop: () => helper.stdin.end() };
  throw new Error('the embedded PostgreSQL did not start; its reason is above');
}

async function measureAll(commands: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'backlay-bench-'));
  const postgres = await openPostgres();
  try {
    const log = await writeLog(join(folder, 'event-log'), commands);
    console.log(`${commands} commands, ${log.events} events`);
    // A process each: what one app has compiled and collected must not show in the figures of the other.
    for (const name of Object.keys(APPS)) {
      const child = fork(fileURLToPath(import.meta.url), [name, JSON.stringify(log), postgres.url]);
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`measuring ${name} failed`);
    }
  } finally {
    postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

Logger.overrideLogger(['warn', 'error', 'fatal']);
const [first, log, databaseUrl] = process.argv.slice(2);
if (log !== undefined && databaseUrl !== undefined) {
  await measure(first as keyof typeof APPS, JSON.parse(log) as Log, databaseUrl);
} else {
  await measureAll(Number(first ?? COMMANDS_DEFAULT));
}
