import { Exchange } from '../matching/exchange.js';
import type { ReplayedNames } from '../sequencer/replayed-names.js';
import { SnapshotDamagedError, type Snapshot } from './snapshot-format.js';
import type { SavedPart, SnapshotPart } from './snapshot-part.js';

/** Everything that the commands of a log make, and that a snapshot stands for. */
export class EngineState {
  readonly shard: number;
  readonly exchange: Exchange;
  /** Which command had which name. */
  readonly names: ReplayedNames;
  /** What a snapshot carries of `names`. */
  readonly namesPart: SnapshotPart;
  readonly #parts: readonly SnapshotPart[];

  constructor(parts: {
    readonly shard: number;
    readonly exchange: Exchange;
    readonly names: ReplayedNames;
    readonly namesPart: SnapshotPart;
  }) {
    this.shard = parts.shard;
    this.exchange = parts.exchange;
    this.names = parts.names;
    this.namesPart = parts.namesPart;
    this.#parts = [parts.namesPart, ...parts.exchange.parts];
  }

  /** The state as a snapshot; its blocks may be views, so it is to be written before the next command. */
  save(): Snapshot {
    const { sequence, chain } = this.exchange;
    const parts = new Map(this.#parts.map((part): [string, SavedPart] => [part.name, part.save()]));
    return { shard: this.shard, sequence, chain, stateHash: this.exchange.stateHash(), parts };
  }

  /**
   * Becomes what the snapshot has. The state is new, or was cleared.
   * @throws Error when it does not fit together; the state is to be cleared then
   */
  load(snapshot: Snapshot): void {
    for (const part of this.#parts) {
      const saved = snapshot.parts.get(part.name);
      if (saved === undefined) throw new SnapshotDamagedError(`its part ${part.name} is missing`);
      part.load(saved);
    }
    const { sequence, chain } = this.exchange;
    const stateHash = this.exchange.stateHash();
    if (stateHash !== snapshot.stateHash || sequence !== snapshot.sequence || chain !== snapshot.chain) {
      throw new SnapshotDamagedError(`its state has the hash ${stateHash}, not ${snapshot.stateHash}`);
    }
  }

  /** As new. */
  clear(): void {
    for (const part of this.#parts) part.clear();
  }
}
