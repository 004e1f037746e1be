import type { CommandHorizon } from '../answers/command-index.js';
import type { SavedPart } from '../snapshot/snapshot-part.js';

/*
 * What the thread that executes a log and the one that reads ahead for it say to each other. The reader is given a task and
 * posts batches, then the end; the other posts the number of each batch's memory when it has executed it. That memory is
 * shared and not transferred: V8 slows a thread down for good once an array was taken away from it.
 */

/** What the thread that reads ahead begins with. */
export interface ReplayTask {
  readonly directory: string;
  readonly afterSequence: number;
  readonly horizon: CommandHorizon;
  /** The index of names up to `afterSequence`. */
  readonly names: SavedPart;
}

/** Memory that batches are handed over in, one after the other. */
export interface BatchMemory {
  readonly number: number;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly starts: Int32Array<SharedArrayBuffer>;
}

/** Records that were read and checked, as in an `EventLogBatch`; their names are in the index. */
export interface ReadBatch {
  readonly memory: BatchMemory;
  readonly epoch: number;
  readonly count: number;
}

/** The last message: the log was read to its end, or cannot be read on. */
export interface ReadEnd {
  /** The index of names up to the last record that was given. */
  readonly names: SavedPart;
}
