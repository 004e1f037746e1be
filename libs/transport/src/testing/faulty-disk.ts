import { basename } from 'node:path';
import { type LogFile, type LogStorage, NODE_STORAGE, type SyncLogFile } from '../log-storage.js';

/** What can fail. `position` is a write of the small file that tells readers how far they may go. */
export type DiskOperation =
  'create' | 'write' | 'datasync' | 'sync' | 'truncate' | 'rename' | 'remove' | 'directory sync' | 'position';

/** The errors of a disk that is full and of one that is broken. */
export type DiskErrorCode = 'ENOSPC' | 'EIO';

export interface DiskFault {
  readonly operation: DiskOperation;
  readonly code: DiskErrorCode;
  /** Which files' operations fail: the end of the name. Default: all. */
  readonly file?: string;
  /** How many such operations still succeed before. Default 0. */
  readonly after?: number;
}

/** The real file system, but it fails as told, for good until it is told to work again, and may read a little at a time. */
export class FaultyDisk {
  private fault: DiskFault | undefined;
  private remaining = 0;
  /** Most bytes that one read gives. */
  readBytesMax = Infinity;
  /** How often the fault was met. */
  failures = 0;
  /** All writes so far, those that failed included. */
  readonly writes: { path: string; position: number; length: number }[] = [];

  fail(fault: DiskFault): void {
    this.fault = fault;
    this.remaining = fault.after ?? 0;
    this.failures = 0;
  }

  heal(): void {
    this.fault = undefined;
  }

  readonly storage: LogStorage = {
    ...NODE_STORAGE,
    open: async (path, access) => {
      if (access === 'create') this.check('create', path);
      return this.wrap(path, await NODE_STORAGE.open(path, access));
    },
    openSync: (path, access) => this.wrapSync(path, NODE_STORAGE.openSync(path, access)),
    rename: async (from, to) => {
      this.check('rename', from);
      await NODE_STORAGE.rename(from, to);
    },
    remove: async (path) => {
      this.check('remove', path);
      await NODE_STORAGE.remove(path);
    },
    syncDirectory: async (directory) => {
      this.check('directory sync', directory);
      await NODE_STORAGE.syncDirectory(directory);
    },
  };

  private check(operation: DiskOperation, path: string): void {
    const { fault } = this;
    if (fault?.operation !== operation || !basename(path).endsWith(fault.file ?? '')) return;
    if (this.remaining > 0) {
      this.remaining -= 1;
      return;
    }
    this.failures += 1;
    throw Object.assign(new Error(`${fault.code}: ${operation}`), { code: fault.code });
  }

  private wrap(path: string, file: LogFile): LogFile {
    const checked = async (operation: DiskOperation, run: () => Promise<void>): Promise<void> => {
      this.check(operation, path);
      await run();
    };
    return {
      read: (buffer, offset, length, position) =>
        file.read(buffer, offset, Math.min(length, this.readBytesMax), position),
      write: async (buffer, offset, length, position) => {
        this.writes.push({ path, position, length });
        this.check('write', path);
        return file.write(buffer, offset, length, position);
      },
      datasync: () => checked('datasync', () => file.datasync()),
      sync: () => checked('sync', () => file.sync()),
      truncate: (length) => checked('truncate', () => file.truncate(length)),
      close: () => file.close(),
    };
  }

  private wrapSync(path: string, file: SyncLogFile): SyncLogFile {
    return {
      read: (buffer, offset, length, position) =>
        file.read(buffer, offset, Math.min(length, this.readBytesMax), position),
      write: (buffer, offset, length, position) => {
        this.check('position', path);
        return file.write(buffer, offset, length, position);
      },
      close: () => file.close(),
    };
  }
}
