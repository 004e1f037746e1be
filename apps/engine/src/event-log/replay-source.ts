import { EventLogReader, type LogStorage, type Timers } from '@backlay/transport';
import type { ReplayedNames } from '../sequencer/replayed-names.js';
import type { EngineState } from '../snapshot/engine-state.js';
import type { RecordSource } from './log-replay.js';

/** Where a recovery has its records from. */
export interface ReplaySource extends RecordSource {
  /** Who is to be told the names of the commands that are executed. */
  readonly names: ReplayedNames;
  close(): Promise<void>;
}

export interface ReplaySourceOptions {
  readonly directory: string;
  readonly storage: LogStorage;
  readonly timers: Timers;
  /** The first record is the one behind this sequence, which the state has reached. */
  readonly afterSequence: number;
  /** Of the log when the recovery began. */
  readonly lastSequence: number;
  /** Whose names are complete when `next` has given undefined. */
  readonly state: Pick<EngineState, 'names' | 'namesPart'>;
}

export type OpenReplaySource = (options: ReplaySourceOptions) => Promise<ReplaySource>;

/** Injection token of an {@link OpenReplaySource}. */
export const OPEN_REPLAY_SOURCE = Symbol('OPEN_REPLAY_SOURCE');

/** Reads in the thread that executes, too. */
export const openReplaySource: OpenReplaySource = async ({ state, ...options }) => {
  const reader = await EventLogReader.open(options);
  return { names: state.names, next: () => reader.next(), close: () => reader.close() };
};
