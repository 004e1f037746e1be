import {
  EventLogReader,
  GapError,
  NODE_STORAGE,
  SYSTEM_TIMERS,
  type LogStorage,
  type Timers,
} from '@backlay/transport';
import type { LoggerService } from '@nestjs/common';
import { LogReplay } from '../event-log/log-replay.js';
import { openReplaySource, type OpenReplaySource } from '../event-log/replay-source.js';
import { ReplayMismatchError } from '../sequencer/replay-mismatch.js';
import { Replayer } from '../sequencer/replayer.js';
import { assertClosedLike, readClosingState } from './closing-state.js';
import type { EngineState } from './engine-state.js';
import { loadNewestSnapshot } from './snapshot-choice.js';
import type { SnapshotStore } from './snapshot-store.js';

export interface RecoveryOptions {
  /** New; what it is afterwards is what the log says. After an error it is of no use. */
  readonly state: EngineState;
  readonly logDirectory: string;
  readonly snapshots: SnapshotStore;
  readonly logger: LoggerService;
  /** Default: the file system of this machine. */
  readonly storage?: LogStorage;
  /** Default: those of this process. */
  readonly timers?: Timers;
  /** Default: reads in this thread. */
  readonly openSource?: OpenReplaySource;
  /** True when nobody waits for the recovery any more; it then ends early. */
  readonly isCancelled?: () => boolean;
}

/** The log begins behind what there is of snapshots, or has a hole: its earliest part was removed, or lost. */
export class HistoryMissingError extends Error {
  override readonly name = 'HistoryMissingError';

  constructor(directory: string, gap: GapError) {
    const { expectedSequence, actualSequence } = gap;
    super(
      `${directory}: sequence ${expectedSequence} is needed but the log begins with sequence ${actualSequence}, ` +
        `and no snapshot that can be used reaches up to there; bring back the snapshots, or the files of the log`,
      { cause: gap },
    );
  }
}

/** What a recovery did. */
export interface Recovery {
  /** Sequence of the snapshot it began with; 0 when it began with nothing. */
  readonly snapshotSequence: number;
  /** Commands of the log that were executed again. */
  readonly commands: number;
}

/**
 * Makes the state that the log stands for: the newest snapshot that is whole and belongs to the log, and every command
 * behind it. A snapshot that cannot be used is named in a warning, and the next older one is taken.
 *
 * @throws ReplayMismatchError when a command has another outcome than it had, or the state at the last stop was another
 * @throws HistoryMissingError when neither snapshots nor log have the commands before those of the log
 * @throws JournalFormatError, and what the transport throws of a damaged log
 */
export async function recoverState(options: RecoveryOptions): Promise<Recovery> {
  const { state, logDirectory: directory, storage = NODE_STORAGE, timers = SYSTEM_TIMERS } = options;
  const lastSequence = await lastSequenceOf(directory, storage);
  const snapshotSequence = await loadNewestSnapshot({ ...options, storage, lastSequence });
  const { openSource = openReplaySource, isCancelled } = options;
  const place = { directory, storage, timers, afterSequence: snapshotSequence, lastSequence };
  const source = await openSource({ ...place, state });
  try {
    const { exchange, shard } = state;
    const replayer = new Replayer({ exchange, shard, names: source.names });
    const replay = new LogReplay({ source, replayer, timers, isCancelled });
    const closing = await readClosingState(directory, storage);
    if (closing !== undefined && closing.sequence >= state.exchange.sequence) {
      await replay.to(closing.sequence);
      if (isCancelled?.() === true) return { snapshotSequence, commands: replay.commands };
      if (closing.sequence > state.exchange.sequence)
        throw endsTooSoon(directory, closing.sequence, lastSequence);
      assertClosedLike(state.exchange, closing);
    }
    await replay.to(Infinity);
    return { snapshotSequence, commands: replay.commands };
  } catch (error) {
    if (error instanceof GapError) throw new HistoryMissingError(directory, error);
    throw error;
  } finally {
    await source.close();
  }
}

/** A stop in good order syncs the log under every policy: what it had cannot be lost by a crash. */
function endsTooSoon(directory: string, closedWith: number, endsWith: number): ReplayMismatchError {
  return new ReplayMismatchError(
    closedWith,
    `is impossible: ${directory} ends with sequence ${endsWith}, and had ${closedWith} when the engine stopped in good order`,
  );
}

async function lastSequenceOf(directory: string, storage: LogStorage): Promise<number> {
  const reader = await EventLogReader.open({ directory, storage });
  try {
    return reader.durablePosition()?.sequence ?? 0;
  } finally {
    await reader.close();
  }
}
