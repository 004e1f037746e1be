import {
  Matcher,
  SNAPSHOT_BLOCKS,
  type Snapshot,
  type SnapshotBlock,
  type SnapshotHeader,
} from '@backlay/matcher';
import type { SavedPart, SnapshotPart } from '../snapshot/snapshot-part.js';

/** The matcher in a snapshot of the engine. A loaded one is a new object: ask for `matcher` again. */
export class MatcherPart implements SnapshotPart {
  readonly name = 'matcher';
  #matcher = new Matcher();

  get matcher(): Matcher {
    return this.#matcher;
  }

  save(): SavedPart {
    return this.#matcher.snapshot();
  }

  load({ header, blocks }: SavedPart): void {
    const words = (name: SnapshotBlock): Int32Array => {
      const block = blocks[name];
      if (!(block instanceof Int32Array)) throw new RangeError(`the matcher's block ${name} is missing`);
      return block;
    };
    const all = Object.fromEntries(SNAPSHOT_BLOCKS.map((name) => [name, words(name)]));
    const snapshot: Snapshot = {
      header: header as SnapshotHeader,
      blocks: all as Record<SnapshotBlock, Int32Array>,
    };
    this.#matcher = Matcher.restore(snapshot);
  }

  clear(): void {
    this.#matcher = new Matcher();
  }
}
