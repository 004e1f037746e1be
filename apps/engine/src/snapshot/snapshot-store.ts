import { join } from 'node:path';
import { NODE_STORAGE, ensureDirectory, type LogStorage } from '@backlay/transport';
import { SnapshotDamagedError, type Snapshot } from './snapshot-format.js';
import { readSnapshot } from './snapshot-reader.js';
import { writeSnapshot } from './snapshot-writer.js';

const NAME = /^(\d{16})\.snapshot$/;
const UNFINISHED_SUFFIX = '.writing';
const ASIDE_SUFFIX = '.aside';

export interface SnapshotStoreOptions {
  readonly directory: string;
  readonly shard: number;
  /** Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

/** What a snapshot that was written takes. */
export interface WrittenSnapshot {
  readonly sequence: number;
  readonly bytes: number;
}

/**
 * The snapshots of one engine: files named by their sequence. A file with such a name is whole and on disk; what a crash
 * leaves unfinished has another name and is removed.
 */
export class SnapshotStore {
  readonly directory: string;
  readonly #options: SnapshotStoreOptions;
  readonly #storage: LogStorage;

  constructor(options: SnapshotStoreOptions) {
    this.directory = options.directory;
    this.#options = options;
    this.#storage = options.storage ?? NODE_STORAGE;
  }

  /** The sequences of the snapshots, newest first. */
  async list(): Promise<number[]> {
    const sequences = (await this.#names()).flatMap((name) => {
      const parts = NAME.exec(name);
      return parts ? [Number(parts[1])] : [];
    });
    return sequences.sort((a, b) => b - a);
  }

  /** Where the snapshot of a sequence lies. */
  pathOf(sequence: number): string {
    return join(this.directory, `${String(sequence).padStart(16, '0')}.snapshot`);
  }

  /** @throws SnapshotDamagedError naming the file, when it is damaged or of another shard */
  async read(sequence: number): Promise<Snapshot> {
    return this.#readFile(this.pathOf(sequence), sequence);
  }

  /**
   * Writes a snapshot, reads it back and has it checked before it gets its name; only then it counts.
   * @param check throws when the snapshot that was read back is not usable
   */
  async write(snapshot: Snapshot, check: (readBack: Snapshot) => void): Promise<WrittenSnapshot> {
    await this.#prepare();
    const { sequence } = snapshot;
    const unfinished = this.pathOf(sequence) + UNFINISHED_SUFFIX;
    const file = await this.#storage.open(unfinished, 'create');
    let bytes: number;
    try {
      bytes = await writeSnapshot(file, snapshot);
      await file.sync();
    } finally {
      await file.close();
    }
    check(await this.#readFile(unfinished, sequence));
    await this.#storage.rename(unfinished, this.pathOf(sequence));
    await this.#storage.syncDirectory(this.directory);
    return { sequence, bytes };
  }

  /** Removes all but the newest ones. @returns the sequences of those that are left, newest first */
  async keepNewest(count: number): Promise<number[]> {
    const sequences = await this.list();
    for (const sequence of sequences.slice(count)) await this.#storage.remove(this.pathOf(sequence));
    return sequences.slice(0, count);
  }

  /** Takes a snapshot out of use for good, but leaves it to be looked at under another name. */
  async setAside(sequence: number): Promise<void> {
    const path = this.pathOf(sequence);
    await this.#storage.rename(path, path + ASIDE_SUFFIX);
    await this.#storage.syncDirectory(this.directory);
  }

  async #prepare(): Promise<void> {
    await ensureDirectory(this.#storage, this.directory);
    for (const name of await this.#names()) {
      if (name.endsWith(UNFINISHED_SUFFIX)) await this.#storage.remove(join(this.directory, name));
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await this.#storage.list(this.directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #readFile(path: string, sequence: number): Promise<Snapshot> {
    const size = (await this.#storage.size(path)) ?? 0;
    const file = await this.#storage.open(path, 'read');
    try {
      const snapshot = await readSnapshot(file, size);
      if (snapshot.sequence !== sequence || snapshot.shard !== this.#options.shard) {
        throw new SnapshotDamagedError(`it is of sequence ${snapshot.sequence} of shard ${snapshot.shard}`);
      }
      return snapshot;
    } catch (error) {
      if (!(error instanceof SnapshotDamagedError)) throw error;
      throw new SnapshotDamagedError(`the snapshot ${path} cannot be used: ${error.message}`, {
        cause: error,
      });
    } finally {
      await file.close();
    }
  }
}
