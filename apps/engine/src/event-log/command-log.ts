import {
  EventLogWriter,
  type DurabilityListener,
  type EventLogAppend,
  type EventLogWriterOptions,
} from '@backlay/transport';

/** What the sequencer needs of the event log's one writer. */
export interface CommandLog {
  /** Grows with each start of the engine. */
  readonly epoch: number;
  readonly lastSequence: number;
  readonly durableSequence: number;
  /** True when `append` would refuse because too much waits for the disk. */
  readonly isFull: boolean;
  /** Why the log has stopped for good; undefined while it works. */
  readonly failure: Error | undefined;
  /** Copies the record into the next write; no I/O. */
  append(record: EventLogAppend): void;
  /** Resolves when everything up to the sequence is durable; rejects when the log has stopped before that. */
  whenDurable(sequence: number): Promise<void>;
  /** Registers who wants to hear of what becomes durable, and of the failure; returns how to remove it. */
  onDurable(listener: DurabilityListener): () => void;
  /** Removes the oldest files, those that hold nothing behind the sequence. @returns how many */
  removeSegmentsBefore(sequence: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens the log for writing: locks it, cuts a torn tail off and begins a new epoch. */
export type OpenCommandLog = (options: EventLogWriterOptions) => Promise<CommandLog>;

/** Injection token of an {@link OpenCommandLog}. */
export const OPEN_COMMAND_LOG = Symbol('OPEN_COMMAND_LOG');

export const openCommandLog: OpenCommandLog = (options) => EventLogWriter.open(options);
