import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppName } from '../system/app-process.js';
import { fillVolume } from '../system/ballast.js';
import { APPS } from '../system/exchange-system.js';
import type { Trial } from '../trial.js';
import { waitFor } from '../waiting.js';
import type { Fault } from './fault.js';

/** The engine notices when it opens the next file of its log. */
const NOTICE_TIMEOUT_MS = 120_000;
const VOLUME_MB_BEYOND_LOG = 32;
/** Left free on a full volume, so that it is in the middle of something when the space ends, in bytes. */
const LEFT_FREE_MAX = 3_000_000;
/** Largest file that the engine may write, in bytes: less than one of its log's. */
const FILE_LIMIT_MAX = 900_000;

/** A command of the system that must succeed. */
function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'backlay-drill-mount-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
    run('umount', folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the engine takes no more commands, and says why. */
async function refusesCommands({ system }: Trial): Promise<void> {
  let seen = '';
  await waitFor(
    'the engine to refuse commands because of its log',
    async () => {
      const { status, text } = await system.app('engine').readiness();
      seen = `${status} ${text}`;
      return status === 503 && text.includes('FAILED');
    },
    { timeoutMs: NOTICE_TIMEOUT_MS, why: () => seen },
  );
}

function folders({ system }: Trial) {
  return { mounted: system.dataFolder, aside: `${system.dataFolder}-on-disk` };
}

/** Whoever has files of the log open, in the order of their starts: they must not be moved under their feet. */
function usersOfLog({ system }: Trial): readonly AppName[] {
  return system.redis === undefined ? APPS : ['engine'];
}

/** A small file system that runs full under the engine. */
const VOLUME_FULL: Fault = {
  name: 'disk-full',
  what: 'the file system of the log is full, then is not',
  times: { short: 1, full: 5 },
  impossible: () => (canMount() ? undefined : 'this account may not mount a file system'),
  prepare: async (trial) => {
    const { mounted, aside } = folders(trial);
    for (const name of usersOfLog(trial)) await trial.system.app(name).stop();
    const usedMb = Number(spawnSync('du', ['-sm', mounted], { encoding: 'utf8' }).stdout.split('\t')[0]);
    renameSync(mounted, aside);
    mkdirSync(mounted);
    run('mount', '-t', 'tmpfs', '-o', `size=${usedMb + VOLUME_MB_BEYOND_LOG}m`, 'tmpfs', mounted);
    cpSync(aside, mounted, { recursive: true, preserveTimestamps: true });
    for (const name of usersOfLog(trial)) await trial.system.run(name);
  },
  strike: async (trial, { random, recovering }) => {
    const ballast = fillVolume(trial.system.dataFolder, random.whole(0, LEFT_FREE_MAX));
    await refusesCommands(trial);
    await trial.system.killApp('engine');
    rmSync(ballast);
    recovering();
    await trial.system.run('engine');
  },
  tidy: async (trial) => {
    const { mounted, aside } = folders(trial);
    for (const name of usersOfLog(trial)) await trial.system.app(name).stop();
    try {
      rmSync(aside, { recursive: true, force: true });
      cpSync(mounted, aside, { recursive: true, preserveTimestamps: true });
    } finally {
      run('umount', '--lazy', mounted);
      rmSync(mounted, { recursive: true, force: true });
      renameSync(aside, mounted);
    }
    for (const name of usersOfLog(trial)) await trial.system.run(name);
  },
};

/** A limit that the engine's writes run into: EFBIG instead of ENOSPC, and no privilege needed. */
const FILE_LIMIT: Fault = {
  name: 'log-limit',
  what: 'writes to the log fail (file size limit), then do not',
  times: { short: 1, full: 10 },
  impossible: () =>
    spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'there is no prlimit on the PATH',
  strike: async (trial, { random, recovering }) => {
    const { pid } = trial.system.app('engine');
    run('prlimit', '--pid', String(pid), `--fsize=${random.whole(0, FILE_LIMIT_MAX)}`);
    await refusesCommands(trial);
    await trial.system.killApp('engine');
    recovering();
    await trial.system.run('engine');
  },
};

/** No more room for the log. */
export const DISK_FAULTS: readonly Fault[] = [VOLUME_FULL, FILE_LIMIT];
