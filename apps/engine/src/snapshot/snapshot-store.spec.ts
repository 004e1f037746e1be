import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_STORAGE, type LogFile, type LogStorage } from '@backlay/transport';
import type { Snapshot } from './snapshot-format.js';
import { SnapshotStore } from './snapshot-store.js';

function snapshotAt(sequence: number, shard = 0): Snapshot {
  const blocks = {
    words: Int32Array.from({ length: 1001 }, (_, at) => at * sequence),
    doubles: Float64Array.from([1.5, sequence]),
    bytes: Uint8Array.from([1, 2, 3]),
    none: new Uint32Array(0),
  };
  const parts = new Map([
    ['one', { header: { answer: 42 }, blocks }],
    ['two', { header: {}, blocks: {} }],
  ]);
  return { shard, sequence, chain: 7, stateHash: 'abc', parts };
}

const unchecked = (): void => undefined;

/** A file system that dies at the given operation that changes something: that one and all after it fail. */
function dyingStorage(operations: number): LogStorage {
  let left = operations;
  const step = (): void => {
    left -= 1;
    if (left < 0) throw new Error('killed');
  };
  const wrapped = (file: LogFile): LogFile => ({
    read: (bytes, offset, length, position) => file.read(bytes, offset, length, position),
    write: async (bytes, offset, length, position) => {
      // The last write of a dying process may come through in part.
      if (left === 0) await file.write(bytes, offset, length >> 1, position);
      step();
      return file.write(bytes, offset, length, position);
    },
    datasync: async () => file.datasync(),
    sync: async () => {
      step();
      await file.sync();
    },
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  });
  return {
    ...NODE_STORAGE,
    open: async (path, access) => {
      step();
      return wrapped(await NODE_STORAGE.open(path, access));
    },
    makeDirectory: async (path) => {
      step();
      return NODE_STORAGE.makeDirectory(path);
    },
    rename: async (from, to) => {
      step();
      await NODE_STORAGE.rename(from, to);
    },
    remove: async (path) => {
      step();
      await NODE_STORAGE.remove(path);
    },
    syncDirectory: async (directory) => {
      step();
      await NODE_STORAGE.syncDirectory(directory);
    },
  };
}

describe('the store of snapshots', () => {
  let folder: string;
  let store: SnapshotStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-snapshots-'));
    store = new SnapshotStore({ directory: join(folder, 'snapshots'), shard: 0 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back what was written, newest first', async () => {
    expect(await store.list()).toEqual([]);
    for (const sequence of [900, 1_000, 2_000_000]) await store.write(snapshotAt(sequence), unchecked);
    expect(await store.list()).toEqual([2_000_000, 1_000, 900]);
    expect(await store.read(1_000)).toEqual(snapshotAt(1_000));
  });

  it('keeps the newest ones only', async () => {
    for (const sequence of [1, 2, 3, 4]) await store.write(snapshotAt(sequence), unchecked);
    expect(await store.keepNewest(2)).toEqual([4, 3]);
    expect(await store.list()).toEqual([4, 3]);
  });

  it('gives a snapshot its name only when what was read back was found to be right', async () => {
    const refuse = (): void => {
      throw new Error('not the same');
    };
    await expect(store.write(snapshotAt(5), refuse)).rejects.toThrow('not the same');
    expect(await store.list()).toEqual([]);
  });

  it('refuses a snapshot of which any byte is another, or that is cut short, by its name', async () => {
    const { bytes } = await store.write(snapshotAt(5), unchecked);
    const path = store.pathOf(5);
    const whole = readFileSync(path);
    expect(whole).toHaveLength(bytes);
    for (let at = 0; at < whole.length; at += at < 1_000 || at > whole.length - 40 ? 1 : 97) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(whole.readUInt8(at) ^ 0x10, at);
      writeFileSync(path, damaged);
      await expect(store.read(5)).rejects.toThrow(`the snapshot ${path} cannot be used: `);
    }
    writeFileSync(path, whole);
    expect(await store.read(5)).toEqual(snapshotAt(5));
    for (const length of [0, 10, 31, 32, 200, whole.length - 1]) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      await expect(store.read(5)).rejects.toThrow(`the snapshot ${path} cannot be used: `);
    }
  });

  it('refuses a snapshot under a name that is not its own, and one of another shard', async () => {
    await store.write(snapshotAt(5), unchecked);
    writeFileSync(store.pathOf(6), readFileSync(store.pathOf(5)));
    await expect(store.read(6)).rejects.toThrow('it is of sequence 5 of shard 0');
    const other = new SnapshotStore({ directory: store.directory, shard: 1 });
    await expect(other.read(5)).rejects.toThrow('it is of sequence 5 of shard 0');
  });

  it('survives its writer at every step: the new snapshot is whole or not there, and the old one is', async () => {
    await store.write(snapshotAt(1), unchecked);
    let survived = 0;
    for (let operations = 0; ; operations++) {
      const storage = dyingStorage(operations);
      const dying = new SnapshotStore({ directory: store.directory, shard: 0, storage });
      const isDone = await dying.write(snapshotAt(2), unchecked).then(
        () => true,
        (error: Error) => (expect(error.message).toBe('killed'), false),
      );
      const sequences = await store.list();
      for (const sequence of sequences) expect(await store.read(sequence)).toEqual(snapshotAt(sequence));
      expect(sequences).toContain(1);
      if (isDone) break;
      survived += 1;
      rmSync(store.pathOf(2), { force: true });
    }
    expect(survived).toBeGreaterThan(8);
    // What the deaths have left is cleared away by the next writer.
    await store.write(snapshotAt(3), unchecked);
    expect(readdirSync(store.directory).every((name) => name.endsWith('.snapshot'))).toBe(true);
  });
});
