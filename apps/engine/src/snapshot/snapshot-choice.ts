import { EventLogLookup, type LogStorage } from '@backlay/transport';
import type { LoggerService } from '@nestjs/common';
import { decodeCommand } from '../sequencer/command-codec.js';
import { hexadecimal } from '../sequencer/replay-mismatch.js';
import type { EngineState } from './engine-state.js';
import { SnapshotDamagedError } from './snapshot-format.js';
import type { SnapshotStore } from './snapshot-store.js';

export interface SnapshotChoice {
  /** New; becomes what the snapshot has. */
  readonly state: EngineState;
  readonly snapshots: SnapshotStore;
  readonly logDirectory: string;
  readonly storage: LogStorage;
  /** Last sequence of the log. */
  readonly lastSequence: number;
  readonly logger: LoggerService;
}

/**
 * Loads the newest snapshot that is whole and belongs to the log. One that cannot be used is named in a warning.
 * @returns its sequence; 0 when there is none, and the state is new
 */
export async function loadNewestSnapshot(choice: SnapshotChoice): Promise<number> {
  for (const sequence of await choice.snapshots.list()) {
    if (sequence > choice.lastSequence) await setAside(sequence, choice);
    else if (await isLoaded(sequence, choice)) return sequence;
  }
  return 0;
}

/** The log was cut or is an older one: what follows will be another history, in which the snapshot never happened. */
async function setAside(
  sequence: number,
  { snapshots, lastSequence, logger }: SnapshotChoice,
): Promise<void> {
  logger.warn(
    `the snapshot ${snapshots.pathOf(sequence)} is ahead of the log, which ends with sequence ${lastSequence}; it is set aside`,
  );
  await snapshots.setAside(sequence);
}

async function isLoaded(sequence: number, choice: SnapshotChoice): Promise<boolean> {
  const { state, snapshots, logger } = choice;
  try {
    const snapshot = await snapshots.read(sequence);
    await assertOfLog(snapshot.chain, sequence, choice);
    state.load(snapshot);
    return true;
  } catch (error) {
    state.clear();
    if (!isFaultOfSnapshot(error)) throw error;
    logger.warn(
      `${snapshots.pathOf(sequence)} is left out, an older snapshot or the log is used: ${error.message}`,
    );
    return false;
  }
}

/** A snapshot that says something impossible; an error of the disk or of the log is another matter. */
function isFaultOfSnapshot(error: unknown): error is Error {
  return error instanceof SnapshotDamagedError || error instanceof RangeError || error instanceof TypeError;
}

/** The record of the snapshot's own sequence, if the log still has it, knows the chain that was reached with it. */
async function assertOfLog(chain: number, sequence: number, choice: SnapshotChoice): Promise<void> {
  const { logDirectory: directory, storage } = choice;
  const lookup = await EventLogLookup.open({ directory, storage });
  try {
    const record = await lookup.record(sequence);
    const logged = record && decodeCommand(record.journal).chain;
    if (logged === undefined || logged === chain) return;
    throw new SnapshotDamagedError(
      `it is not of this log: its chain is ${hexadecimal(chain)}, that of the log ${hexadecimal(logged)}`,
    );
  } finally {
    await lookup.close();
  }
}
