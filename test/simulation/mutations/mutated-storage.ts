import type { LogFile, LogStorage } from '@backlay/transport';
import type { Mutation } from '../scenario.js';

/** The same storage, or one through which the engine makes a mistake. */
export function mutatedStorage(storage: LogStorage, mutation: Mutation | undefined): LogStorage {
  switch (mutation) {
    case 'sync-does-nothing':
      return derive(storage, {
        open: async (path, access) => unsynced(await storage.open(path, access)),
      });
    case 'directory-not-synced':
      return derive(storage, { syncDirectory: () => Promise.resolve() });
    case 'no-lock':
      return derive(storage, { lock: () => Promise.resolve({ release: () => Promise.resolve() }) });
    default:
      return storage;
  }
}

function derive(storage: LogStorage, changed: Partial<LogStorage>): LogStorage {
  return {
    open: (path, access) => storage.open(path, access),
    openSync: (path, access) => storage.openSync(path, access),
    makeDirectory: (path) => storage.makeDirectory(path),
    list: (directory) => storage.list(directory),
    size: (path) => storage.size(path),
    rename: (from, to) => storage.rename(from, to),
    remove: (path) => storage.remove(path),
    syncDirectory: (directory) => storage.syncDirectory(directory),
    lock: (directory) => storage.lock(directory),
    ...changed,
  };
}

function unsynced(file: LogFile): LogFile {
  return {
    read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
    write: (buffer, offset, length, position) => file.write(buffer, offset, length, position),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
    sync: () => file.sync(),
    datasync: () => Promise.resolve(),
  };
}
