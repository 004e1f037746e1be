import { parentPort, workerData } from 'node:worker_threads';
import { makeSnapshot } from './make-snapshot.js';
import { newEngineState, type StateSettings } from './new-engine-state.js';
import { SnapshotStore } from './snapshot-store.js';

/** What a snapshot in a thread of its own needs to know; survives `postMessage`. */
export interface SnapshotTask extends StateSettings {
  readonly snapshotDirectory: string;
  readonly snapshotsKept: number;
}

/*
 * A thread that makes one snapshot and ends: the engine's own thread goes on meanwhile, whatever the size of the state. It
 * posts the report, or nothing when there was nothing to do; an error ends it, and its parent hears of it.
 */
const task = workerData as SnapshotTask;
const say = (message: unknown): void => console.error(`engine, snapshot: ${String(message)}`);
const report = await makeSnapshot({
  newState: () => newEngineState(task),
  logDirectory: task.logDirectory,
  snapshots: new SnapshotStore({ directory: task.snapshotDirectory, shard: task.shard }),
  kept: task.snapshotsKept,
  logger: { log: () => undefined, warn: say, error: say },
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
if (report !== undefined) parentPort?.postMessage(report);
