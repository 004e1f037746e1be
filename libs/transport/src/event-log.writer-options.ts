import { Logger, type LoggerService } from '@nestjs/common';
import { StreamConfigurationError } from './errors.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';

/**
 * What has happened to a record when it counts as durable:
 * - `fsync`: it is on the disk. Survives the death of the process and of the machine.
 * - `os`: the operating system has it. Survives the death of the process; a power failure loses the last seconds.
 * - `none`: it is in this process. Its death loses what was not written yet, usually some milliseconds.
 */
export type DurabilityPolicy = 'fsync' | 'os' | 'none';

export const SEGMENT_BYTES_DEFAULT = 64 * 1024 * 1024;
export const SEGMENT_BYTES_MIN = 4 * 1024;
/** A segment is read whole when a log is recovered, and Node reads less than 2 GiB at once. */
export const SEGMENT_BYTES_MAX = 2 ** 30;
/** Bytes that may wait to be written before `append` refuses more. */
export const PENDING_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;

export interface EventLogWriterOptions {
  /** Created if necessary; its parent must exist or be creatable. */
  readonly directory: string;
  /** Recorded in every segment and checked at the next start. Default 0. */
  readonly shard?: number;
  /** Default `fsync`. */
  readonly policy?: DurabilityPolicy;
  /** Size of a segment file in bytes; a record that is larger gets a larger segment of its own. Default 64 MiB. */
  readonly segmentBytes?: number;
  /** Default 64 MiB. */
  readonly pendingBytesMax?: number;
  readonly logger?: LoggerService;
  /** Default: those of this process. */
  readonly timers?: Timers;
  /** What the log lies on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

/** @throws StreamConfigurationError when an option is out of range */
export function completeOptions(given: EventLogWriterOptions): Required<EventLogWriterOptions> {
  const options = {
    shard: 0,
    policy: 'fsync' as const,
    segmentBytes: SEGMENT_BYTES_DEFAULT,
    pendingBytesMax: PENDING_BYTES_MAX_DEFAULT,
    logger: new Logger('EventLogWriter'),
    timers: SYSTEM_TIMERS,
    storage: NODE_STORAGE,
    ...given,
  };
  const { segmentBytes } = options;
  if (!(
    Number.isSafeInteger(segmentBytes) &&
    segmentBytes >= SEGMENT_BYTES_MIN &&
    segmentBytes <= SEGMENT_BYTES_MAX
  )) {
    throw new StreamConfigurationError(
      `segmentBytes must be an integer from ${SEGMENT_BYTES_MIN} to ${SEGMENT_BYTES_MAX}`,
    );
  }
  return options;
}
