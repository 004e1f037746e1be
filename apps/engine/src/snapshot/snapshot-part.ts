/** The arrays that a snapshot can hold; in the file in the machine's byte order, each begins at a multiple of 8 bytes. */
export type SnapshotArray = Int32Array | Uint32Array | Float64Array | Uint8Array | Uint16Array;

/** What one part of the engine's state gives to a snapshot and takes back from it. */
export interface SavedPart {
  /** Plain data that survives JSON: small things, and whatever is needed to make sense of the blocks. */
  readonly header: object;
  /** By name. After `load` the arrays belong to the part: it may keep them without copying. */
  readonly blocks: Readonly<Record<string, SnapshotArray>>;
}

/** A part of the engine's state that a replay of all commands would make again, and a snapshot carries over instead. */
export interface SnapshotPart {
  /** Names the part in the file; never changes. */
  readonly name: string;
  /**
   * The whole state of the part. The blocks may be views of the part's own memory: they are written before another
   * command is executed, and nothing keeps them.
   */
  save(): SavedPart;
  /**
   * Takes over what `save` of an equal part gave, possibly an older version of it. The part is new, or was cleared.
   * @throws Error when the part cannot use it: the snapshot is then left aside, and an older one or the log is taken
   */
  load(saved: SavedPart): void;
  /** As new: a snapshot that was loaded in part turned out to be damaged. */
  clear(): void;
}
