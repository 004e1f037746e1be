import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EventLogLockedError } from './errors.js';

/** Name of the file that keeps a second writer out of a log's directory. */
export const LOCK_FILE = 'writer.lock';

/** How often a holder shows that it lives, for writers on other hosts that share the volume, in ms. */
const HEARTBEAT_INTERVAL_MS = 2_000;
/** A lock of another host without a heartbeat for this long belongs to nobody, in ms. */
const FOREIGN_LOCK_STALE_MS = 15_000;
/** Several starting writers may race for a stale lock; each attempt has one winner. */
const TAKE_ATTEMPTS_MAX = 5;

interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Tells this process from a later one with the same pid (containers count pids from 1); empty if the OS cannot say. */
  readonly started: string;
}

/** Directories locked by this very process: its own pid is alive, so the file alone could not tell. */
const heldHere = new Set<string>();

/**
 * A lock file with the holder's pid. The lock of a process that no longer exists is taken over.
 *
 * It keeps honest processes of one host from opening the same log twice. Between hosts that share a volume it goes by
 * heartbeats and so cannot stop one that was paused for long: a volume must not be mounted by two engines.
 */
export class DirectoryLock {
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(private readonly path: string) {
    this.heartbeat = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => undefined);
    }, HEARTBEAT_INTERVAL_MS);
    this.heartbeat.unref();
  }

  /** @throws EventLogLockedError naming the holder */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const path = join(directory, LOCK_FILE);
    if (heldHere.has(path))
      throw new EventLogLockedError(`${directory} already has a writer in this process`);
    heldHere.add(path);
    try {
      await takeLock(path);
      return new DirectoryLock(path);
    } catch (error) {
      heldHere.delete(path);
      throw error;
    }
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    await rm(this.path, { force: true });
    heldHere.delete(this.path);
  }
}

async function takeLock(path: string): Promise<void> {
  for (let attempt = 1; attempt <= TAKE_ATTEMPTS_MAX; attempt++) {
    if (await createLock(path)) return;
    const stale = await readStaleLock(path);
    if (stale !== undefined) await removeStaleLock(path, stale);
  }
  throw new EventLogLockedError(
    `${path} changed hands ${TAKE_ATTEMPTS_MAX} times while this process waited for it`,
  );
}

/** Creates the lock with its contents in one step, so that nobody ever sees it empty. */
async function createLock(path: string): Promise<boolean> {
  const holder: LockHolder = { pid: process.pid, host: hostname(), started: processStart(process.pid) };
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, JSON.stringify(holder));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** @returns the contents of the lock, whose holder is gone; undefined when the lock itself is gone */
async function readStaleLock(path: string): Promise<string | undefined> {
  const [text, times] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch(() => [
    undefined,
    undefined,
  ]);
  if (text === undefined || times === undefined) return undefined;
  const holder = parseHolder(text);
  const isAlive =
    holder !== undefined && holder.host === hostname()
      ? isRunning(holder)
      : Date.now() - times.mtimeMs < FOREIGN_LOCK_STALE_MS;
  if (!isAlive) return text;
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  throw new EventLogLockedError(`${path} is held by ${who}: only one writer may open a log`);
}

/** Moves the lock away first and looks at it again: another starting writer may have replaced it in the meantime. */
async function removeStaleLock(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => stale);
  if (moved !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    if (typeof value?.pid !== 'number' || typeof value.host !== 'string') return undefined;
    return { pid: value.pid, host: value.host, started: value.started ?? '' };
  } catch {
    return undefined;
  }
}

function isRunning(holder: LockHolder): boolean {
  // This process does not hold it (see `heldHere`), so its own pid in the file is that of an earlier process.
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.started === processStart(holder.pid);
}

/** Boot and start time of a process in the kernel's words; empty where there is no /proc. */
function processStart(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold spaces; the start time is the 20th behind it.
    return `${boot} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}
