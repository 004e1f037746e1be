import { basename, dirname } from 'node:path';
import {
  EventLogLockedError,
  type LogFile,
  type LogFileAccess,
  type LogStorage,
  type SyncLogFile,
} from '@backlay/transport';
import type { SimProcess } from '../core/process.js';
import type { Random } from '../core/random.js';
import type { Scheduler } from '../core/scheduler.js';
import { DiskError, healthyDisk, type DiskFaults } from './disk-faults.js';
import { SimDirectory } from './sim-directory.js';
import { SimFile, SimSyncFile } from './sim-file.js';
import { SimInode } from './sim-inode.js';

/** Usual duration of an operation, in ms. */
const OPERATION_MS_MIN = 0.01;
const OPERATION_MS_MAX = 0.15;
const SYNC_MS_MIN = 0.2;
const SYNC_MS_MAX = 2;
/** Chance that an operation whose process dies while it waits for it is carried out all the same. */
const OUTLIVES_PROCESS = 0.5;

/**
 * A disk of one machine. What is synced survives everything; of the rest a power cut leaves any part, in any order. Each
 * process has its own view of it (`storageFor`), so that what it waits for dies with it.
 */
export class SimDisk {
  readonly faults: DiskFaults = healthyDisk();
  readonly #directories = new Map<string, SimDirectory>([['/', new SimDirectory()]]);
  /** Removed files by path, for whoever wants to know what was in them. */
  readonly #attic = new Map<string, SimInode>();
  readonly #locks = new Map<string, SimProcess>();
  /** Grows with each power cut: what was under way then never ends. */
  #lifetime = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
  ) {}

  storageFor(process: SimProcess): LogStorage {
    return new SimStorage(this, process);
  }

  /** Everything unsynced is lost or torn. Processes must be killed before. */
  cutPower(): void {
    this.#lifetime += 1;
    const { random } = this;
    const fate = {
      survives: random.pick([0, 0.5, 0.9, 1]),
      flips: random.pick([0, 0, 0.1]),
    };
    for (const directory of this.#directories.values()) {
      for (const inode of directory.inodes()) inode.loseUnsynced(random, fate);
      directory.loseUnsynced(random);
    }
  }

  /** Does something after the time it takes, for a process that waits for it. */
  perform<T>(process: SimProcess, isSync: boolean, work: () => T): Promise<T> {
    const { random, scheduler } = this;
    const usualMs = isSync
      ? random.between(SYNC_MS_MIN, SYNC_MS_MAX)
      : random.between(OPERATION_MS_MIN, OPERATION_MS_MAX);
    const lifetime = this.#lifetime;
    return new Promise((resolve, reject) => {
      const carryOut = (): void => {
        if (lifetime !== this.#lifetime) return;
        if (!process.isAlive && !random.chance(OUTLIVES_PROCESS)) return;
        try {
          const result = work();
          if (process.isAlive) scheduler.enter(process, () => resolve(result));
        } catch (error) {
          const reason = error instanceof Error ? error : new Error(String(error));
          if (process.isAlive) scheduler.enter(process, () => reject(reason));
        }
      };
      scheduler.after(usualMs * this.faults.slowness, carryOut, scheduler.world);
    });
  }

  /** @throws DiskError */
  mayFail(what: string): void {
    if (this.random.chance(this.faults.errorChance)) throw new DiskError('EIO', what);
  }

  /** How much of it a read or write moves this time. */
  portionOf(length: number): number {
    const isShort = length > 1 && this.random.chance(this.faults.shortChance);
    return isShort ? this.random.whole(1, length - 1) : length;
  }

  /** @throws DiskError when the file would grow and there is no room */
  write(inode: SimInode, bytes: Buffer, position: number): void {
    const grows = position + bytes.length > inode.length;
    if (grows && this.faults.isFull) throw new DiskError('ENOSPC', 'write');
    if (this.random.chance(0.1)) inode.writeBackSome(this.random);
    inode.write(bytes, position);
  }

  /** @throws DiskError */
  find(path: string): SimInode {
    const inode = this.#directory(dirname(path))?.get(basename(path));
    if (inode === undefined) throw new DiskError('ENOENT', path);
    return inode;
  }

  /** Opens for writing; an existing file keeps its contents. @throws DiskError */
  findOrCreate(path: string): SimInode {
    const directory = this.directory(dirname(path));
    const existing = directory.get(basename(path));
    if (existing !== undefined) return existing;
    if (this.faults.isFull) throw new DiskError('ENOSPC', path);
    const inode = new SimInode();
    directory.add(basename(path), inode);
    return inode;
  }

  remove(path: string): void {
    const directory = this.directory(dirname(path));
    const inode = directory.get(basename(path));
    if (inode !== undefined) this.#attic.set(path, inode);
    directory.remove(basename(path));
  }

  /** Puts back what was removed in front of the first file of this kind: the log as it would be if it were kept whole. */
  unremove(path: string, isMeant: (name: string) => boolean): void {
    const directory = this.directory(path);
    const first = directory.names().filter(isMeant).sort()[0] ?? '';
    for (const [removed, inode] of this.#attic) {
      const name = basename(removed);
      if (dirname(removed) === path && isMeant(name) && name < first) directory.add(name, inode);
    }
  }

  hasDirectory(path: string): boolean {
    return this.#directories.has(path);
  }

  /** @throws DiskError */
  directory(path: string): SimDirectory {
    const directory = this.#directory(path);
    if (directory === undefined) throw new DiskError('ENOENT', path);
    return directory;
  }

  /** @returns the topmost directory that was missing */
  makeDirectory(path: string): string | undefined {
    if (this.#directories.has(path)) return undefined;
    const above = this.makeDirectory(dirname(path));
    // Its name is taken for durable at once: directories are made once, when a system is set up.
    this.#directories.set(path, new SimDirectory());
    return above ?? path;
  }

  /** @throws EventLogLockedError while the holder lives */
  lock(directory: string, process: SimProcess): void {
    const holder = this.#locks.get(directory);
    if (holder?.isAlive === true) throw new EventLogLockedError(`${directory} is held by ${holder.name}`);
    this.#locks.set(directory, process);
  }

  unlock(directory: string, process: SimProcess): void {
    if (this.#locks.get(directory) === process) this.#locks.delete(directory);
  }

  #directory(path: string): SimDirectory | undefined {
    return this.#directories.get(path);
  }
}

/** The disk as one process uses it. */
class SimStorage implements LogStorage {
  constructor(
    private readonly disk: SimDisk,
    private readonly process: SimProcess,
  ) {}

  open(path: string, access: LogFileAccess): Promise<LogFile> {
    return this.#do(() => {
      const inode = access === 'create' ? this.disk.findOrCreate(path) : this.disk.find(path);
      if (access === 'create') inode.truncate(0);
      return new SimFile(this.disk, this.process, inode);
    });
  }

  openSync(path: string, access: 'read' | 'write'): SyncLogFile {
    const inode = access === 'read' ? this.disk.find(path) : this.disk.findOrCreate(path);
    return new SimSyncFile(this.disk, inode);
  }

  makeDirectory(path: string): Promise<string | undefined> {
    return this.#do(() => this.disk.makeDirectory(path));
  }

  list(directory: string): Promise<string[]> {
    return this.#do(() => this.disk.directory(directory).names());
  }

  size(path: string): Promise<number | undefined> {
    return this.#do(() => this.disk.directory(dirname(path)).get(basename(path))?.length);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(() => {
      this.disk.directory(dirname(from)).rename(basename(from), basename(to), this.disk.find(from));
    });
  }

  remove(path: string): Promise<void> {
    return this.#do(() => this.disk.remove(path));
  }

  syncDirectory(path: string): Promise<void> {
    const directory = this.disk.directory(path);
    const changes = directory.countUnsynced();
    return this.disk.perform(this.process, true, () => {
      this.disk.mayFail('sync of a directory');
      directory.sync(changes);
    });
  }

  async lock(directory: string): Promise<{ release(): Promise<void> }> {
    await this.#do(() => this.disk.lock(directory, this.process));
    return {
      release: () => this.#do(() => this.disk.unlock(directory, this.process)),
    };
  }

  #do<T>(work: () => T): Promise<T> {
    return this.disk.perform(this.process, false, work);
  }
}
