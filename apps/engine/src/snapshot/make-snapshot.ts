import type { EngineState } from './engine-state.js';
import { recoverState, type RecoveryOptions } from './recover-state.js';

export interface SnapshotOptions extends Omit<RecoveryOptions, 'state'> {
  /** Makes a new state, of the same settings as the engine's. */
  readonly newState: () => EngineState;
  /** So many of the newest snapshots are kept; at least 1. */
  readonly kept: number;
}

/** What making a snapshot came to. */
export interface SnapshotReport {
  /** Sequence of the snapshot, which is on disk now. */
  readonly sequence: number;
  /** Size of its file. */
  readonly bytes: number;
  /** Sequence of the oldest snapshot that is kept. */
  readonly oldestKept: number;
}

/**
 * Makes the snapshot of the durable end of a log without asking the engine that writes it: recovers a state of its own, as
 * a start does, writes it, reads it back and loads it again to see that it is the same. Then removes the oldest snapshots.
 *
 * @returns undefined when the newest snapshot already stands for the end of the log
 * @throws what `recoverState` throws, SnapshotDamagedError when what was read back is not what was written, and errors of
 *   the disk; the snapshots that were there before are there still
 */
export async function makeSnapshot(options: SnapshotOptions): Promise<SnapshotReport | undefined> {
  const { snapshots, newState, kept } = options;
  const state = newState();
  const { commands } = await recoverState({ ...options, state });
  if (commands === 0) return undefined;
  const { sequence, bytes } = await snapshots.write(state.save(), (readBack) => newState().load(readBack));
  const left = await snapshots.keepNewest(kept);
  return { sequence, bytes, oldestKept: left.at(-1) ?? sequence };
}
