import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KEYS_FILE_NAME, raiseInliningBudget } from '@backlay/service';
import { Logger } from '@nestjs/common';
import type { SnapshotStatus } from '../../apps/engine/src/snapshot/snapshot.service.js';
import { openKeys } from '../../tools/exchange/request-keys.js';
import { median, ratioOfRounds } from '../matcher/measure.js';
import { reportRows, type About, type Row } from '../report/rows.js';
import { readOptions, type RecoveryBenchOptions } from './options.js';
import { timedStart, type TimedStart } from './timed-start.js';
import { writeLog } from './write-log.js';

/*
 * `npm run bench:recovery`: how long a start of the engine takes with so many commands in its log, and how much memory.
 * The log is one of a betting flow (55 % passive orders, 35 % cancels, 10 % that cross), each command with a commandId.
 * The engine is the real one in a process of its own; "ready" counts from the start of that process.
 *
 *   node tools/run.mjs bench/recovery [--commands N] [--resting N] [--seed N] [--rounds N] [--folder PATH]
 */
/** The bars are for a log of so many: a start has costs of its own. */
const BARS_FROM_COMMANDS = 5_000_000;

const ABOUT: About = {
  method: `A log of a betting flow (55 % passive orders, 35 % cancels, 10 % that cross), each command with a commandId, written through the sequencer. The
engine is the real one in a process of its own. Starts without a snapshot and with one by turns;
medians, and ratios of one round.`,
  notIncluded: `publisher, storage and analytics. The log was written a moment before and is in the memory of the system: a cold disk takes as long
as it takes to read it.`,
};

async function main(options: RecoveryBenchOptions): Promise<void> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'backlay-bench-')));
  try {
    await prepare(folder, options);
    await reportSnapshot(folder);
    const rounds: Rounds = { replayed: [], restored: [] };
    for (let round = 0; round < options.rounds; round++) {
      rounds.replayed.push(await withoutSnapshots(folder, () => report('without a snapshot', folder)));
      rounds.restored.push(await report('with a snapshot', folder));
    }
    if (!reportRows(rowsOf(options.commands, rounds), ABOUT)) process.exitCode = 1;
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, options: RecoveryBenchOptions): Promise<void> {
  const directory = join(folder, 'event-log');
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).includes('event-log')) {
    console.log(`using the log in ${directory} (${await megabytesIn(directory)} MB)`);
    return;
  }
  const { commands, submitMs } = await writeLog(directory, options);
  console.log(
    `${commands} commands, ${await megabytesIn(directory)} MB; written with ${rate(commands, submitMs)} commands/s by the sequencer`,
  );
}

/** What the engine does while its snapshots are put away. */
async function withoutSnapshots<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const directory = join(folder, 'snapshots');
  const putAway = join(folder, 'snapshots-put-away');
  await rename(directory, putAway);
  try {
    return await work();
  } finally {
    await rm(directory, { recursive: true, force: true });
    await rename(putAway, directory);
  }
}

/** A start that makes no snapshot. */
async function report(what: string, folder: string): Promise<TimedStart> {
  const start = await timedStart(folder, { env: { SNAPSHOT_COMMANDS: '0' } });
  console.log(`${what}: ${describe(start)}\n  ${start.report}`);
  return start;
}

/** Two starts a round. */
interface Rounds {
  readonly replayed: TimedStart[];
  readonly restored: TimedStart[];
}

function rowsOf(commands: number, { replayed, restored }: Rounds): Row[] {
  const middle = (starts: readonly TimedStart[], of: (start: TimedStart) => number) => median(starts.map(of));
  const readySeconds = ({ readyMs }: TimedStart) => readyMs / 1_000;
  const count = commands.toLocaleString('en-GB');
  const isWhole = commands >= BARS_FROM_COMMANDS;
  return [
    {
      id: 'recovery.replay.rate',
      what: `commands replayed at a start without a snapshot, ${count} in the log`,
      figure: middle(replayed, ({ report: line }) => replayRate(line)) / 1e6,
      unit: 'million commands/s',
      ...(isWhole ? { bars: [{ of: 'figure', atLeast: 1 }] } : {}),
    },
    {
      id: 'recovery.replay.ready',
      what: `from the start of the process until it is ready, ${count} commands in the log, no snapshot`,
      figure: middle(replayed, readySeconds),
      unit: 's',
      ...(isWhole ? { bars: [{ of: 'figure', atMost: 6 }] } : {}),
    },
    {
      id: 'recovery.snapshot.ready',
      what: 'the same with a snapshot of everything',
      figure: middle(restored, readySeconds),
      unit: 's',
      beside: { what: 'without a snapshot', figure: middle(replayed, readySeconds) },
      ratio: ratioOfRounds(restored.map(readySeconds), replayed.map(readySeconds)),
      // More than it takes without, and the snapshot is of no use.
      bars: [{ of: 'ratio', atMost: 1 }],
      tolerance: 0.4,
    },
    {
      id: 'recovery.replay.peak-memory',
      what: 'peak of resident memory during the replay',
      figure: middle(replayed, ({ peakMb }) => peakMb),
      unit: 'MB',
      beside: { what: 'when ready', figure: middle(replayed, ({ residentMb }) => residentMb) },
    },
  ];
}

async function reportSnapshot(folder: string): Promise<void> {
  let summary = '';
  const keys = openKeys({ keysFile: join(folder, KEYS_FILE_NAME), label: 'bench' });
  const { laterHealthMsMax } = await timedStart(folder, {
    env: { SNAPSHOT_COMMANDS: '1' },
    whileReady: async (url) => {
      summary = await snapshotMade(url, keys.operator);
    },
  });
  keys.close();
  console.log(`a snapshot of ${summary}, longest health answer meanwhile ${laterHealthMsMax.toFixed(0)} ms`);
}

/** Waits until the engine has made a snapshot of all it has, and says how large it is and how long it took. */
async function snapshotMade(url: string, key: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}/v1/engine`, { headers: { authorization: `Bearer ${key}` } });
    const { snapshots } = (await response.json()) as { snapshots: SnapshotStatus };
    if (snapshots.state === 'FAILED') throw new Error(`no snapshot was made: ${snapshots.reason}`);
    if (snapshots.durationMs !== null) {
      const megabytes = ((snapshots.bytes ?? 0) / 2 ** 20).toFixed(0);
      return `${megabytes} MB in ${(snapshots.durationMs / 1000).toFixed(1)} s`;
    }
    await delay(100);
  }
}

/** From the line `replayed 5000000 commands in 4000 ms (1250000/s)`. */
function replayRate(report: string): number {
  return Number(/\((\d+)\/s\)/.exec(report)?.[1] ?? Number.NaN);
}

function describe({ readyMs, residentMb, peakMb, healthMsMax }: TimedStart): string {
  return (
    `ready ${(readyMs / 1000).toFixed(2)} s after the start of the process, RSS ${residentMb.toFixed(0)} MB ` +
    `(peak ${peakMb.toFixed(0)} MB), longest health answer ${healthMsMax.toFixed(0)} ms`
  );
}

async function megabytesIn(directory: string): Promise<string> {
  const names = await readdir(directory);
  const sizes = await Promise.all(
    names
      .filter((name) => name.endsWith('.log'))
      .map(async (name) => (await stat(join(directory, name))).size),
  );
  return (sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20).toFixed(0);
}

function rate(count: number, ms: number): number {
  return Math.round((count / ms) * 1000);
}

Logger.overrideLogger(['warn', 'error', 'fatal']);
raiseInliningBudget();
await main(readOptions(process.argv.slice(2)));
