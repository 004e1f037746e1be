import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { DirectoryLock } from './event-log.lock.js';

/**
 * How a file of a log is opened: `read` an existing one; `update` an existing one, to read and write it; `write through` as
 * `update`, by one who calls `datasync` behind every write: a storage may make each write durable at once, and has nothing to
 * do in `datasync` then; `create` a new one, or empty an existing one, to read and write it.
 */
export type LogFileAccess = 'read' | 'update' | 'write through' | 'create';

/** One open file. Offsets and lengths are bytes; errors are those of the operating system, with a `code` like `ENOSPC`. */
export interface LogFile {
  /** Puts up to `length` bytes from the file's `position` at `offset` of the buffer. Fewer may come; none: the file ends. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /** Writes up to `length` bytes of the buffer from `offset` on. Fewer may be taken: see `writeFully`. */
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  /** Makes what was written durable, and its length, but not its other metadata. */
  datasync(): Promise<void>;
  /** Makes the whole file durable, though not its name: see {@link LogStorage.syncDirectory}. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** A small file that is read and written at once, in place. Both calls may move fewer bytes than asked. */
export interface SyncLogFile {
  /** @returns how many bytes were read; 0 at the end of the file */
  read(buffer: Buffer, offset: number, length: number, position: number): number;
  /** @returns how many bytes were written */
  write(buffer: Buffer, offset: number, length: number, position: number): number;
  close(): void;
}

/** Keeps other writers out of a directory until it is released. */
export interface LogLock {
  release(): Promise<void>;
}

/**
 * Everything a log, and what lies beside it, asks of a file system. `NODE_STORAGE` is the real one; another can lose what
 * was not synced, tear and flip, run full or fail. Paths are those of `node:path`.
 */
export interface LogStorage {
  /** @throws ENOENT for `read` and `update` when there is no such file */
  open(path: string, access: LogFileAccess): Promise<LogFile>;
  /** Opens a small file for synchronous use. @throws ENOENT for `read`; the others create what is missing, and empty nothing */
  openSync(path: string, access: 'read' | 'write'): SyncLogFile;
  /** Creates the directory and its missing parents. @returns the topmost one it created, if any */
  makeDirectory(path: string): Promise<string | undefined>;
  /** Names of the files in the directory, in any order. @throws ENOENT */
  list(directory: string): Promise<string[]>;
  /** Size in bytes; undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Removes the file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Makes the names in a directory durable: new ones, changed ones and those that are gone. */
  syncDirectory(directory: string): Promise<void>;
  /** Takes the directory for one writer. @throws EventLogLockedError naming the holder */
  lock(directory: string): Promise<LogLock>;
}

const FLAGS = { read: 'r', update: 'r+', 'write through': 'r+', create: 'w+' } as const;

/** The file system of this machine. */
export const NODE_STORAGE: LogStorage = {
  open: openFile,
  openSync: openFileSync,
  makeDirectory: (path) => mkdir(path, { recursive: true }),
  list: (directory) => readdir(directory),
  size: sizeOf,
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  syncDirectory,
  lock: (directory) => DirectoryLock.acquire(directory),
};

async function openFile(path: string, access: LogFileAccess): Promise<LogFile> {
  // Elsewhere a write with O_DSYNC promises less than a sync does: macOS leaves it in the cache of the disk.
  if (access !== 'write through' || process.platform !== 'linux') return open(path, FLAGS[access]);
  return withoutDatasync(await open(path, constants.O_RDWR | constants.O_DSYNC));
}

/** The file of a handle whose writes are durable when they return: one visit to another thread in place of two. */
function withoutDatasync(handle: FileHandle): LogFile {
  return {
    read: (buffer, offset, length, position) => handle.read(buffer, offset, length, position),
    write: (buffer, offset, length, position) => handle.write(buffer, offset, length, position),
    datasync: () => Promise.resolve(),
    sync: () => handle.sync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}

function openFileSync(path: string, access: 'read' | 'write'): SyncLogFile {
  const flags = access === 'read' ? constants.O_RDONLY : constants.O_RDWR | constants.O_CREAT;
  const fd = openSync(path, flags, 0o644);
  return {
    read: (buffer, offset, length, position) => readSync(fd, buffer, offset, length, position),
    write: (buffer, offset, length, position) => writeSync(fd, buffer, offset, length, position),
    close: () => closeSync(fd),
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.size;
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows has no way to sync a directory and needs none.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
