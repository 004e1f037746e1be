import type { StreamPosition } from './stream-event.js';

/**
 * - `connected`: reading, or waiting for more
 * - `standby`: waiting in `resumeAfter`, as a rule for a lease that another member of the group holds
 * - `ahead`: the stream ends before what is applied (it fell back to an older state); waiting for its publisher
 * - `reconnecting`: the backbone does not answer; it is tried again
 * - `disconnected`: the connection was given up
 * - `stalled`: a handler keeps failing on the same range; it is tried again
 * - `halted`: going on would lose or repeat something (see `lastError`). Stopped until the next start, except in front of a
 *   gap: there it is looked again, now and then, whether what is missing has come back
 */
export type StreamServerStatus = (typeof STREAM_SERVER_STATUSES)[number];

/** From the worst to the best: a server with several streams shows the worst of theirs. */
export const STREAM_SERVER_STATUSES = [
  'halted',
  'disconnected',
  'reconnecting',
  'ahead',
  'stalled',
  'standby',
  'connected',
] as const;

/** Sequences that were missing where the consumer read on. */
export interface StreamGap {
  readonly expectedSequence: number;
  /** Where the stream went on; undefined when it did not say. */
  readonly actualSequence: number | undefined;
  readonly noticedAtMs: number;
  /** Where the missing ones were found; undefined as long as they were not. */
  readonly healedFrom: 'stream' | 'log' | undefined;
}

/** Where a consumer of one stream stands, for health pages and metrics. */
export interface StreamState {
  readonly stream: string;
  readonly shard: number;
  readonly group: string;
  readonly consumer: string;
  readonly status: StreamServerStatus;
  /** Everything up to here was handled and acknowledged; undefined until that is known. */
  readonly applied: StreamPosition | undefined;
  /** Last sequence read, handled or not. */
  readonly lastSeenSequence: number | undefined;
  /** Last sequence in the stream when it was last looked at (about once a second). */
  readonly endSequence: number | undefined;
  /** Sequences in the stream that are not applied yet; undefined when unknown or for streams without sequences. */
  readonly lag: number | undefined;
  /** Failed attempts in a row on the current range. */
  readonly failedAttempts: number;
  /** Gaps that were filled since the start. */
  readonly gapsHealed: number;
  /** The latest gap, healed or not. */
  readonly lastGap: StreamGap | undefined;
  /** Dead letters that this consumer has gone past since its start. */
  readonly deadLettered: number;
  readonly lastError: { readonly message: string; readonly code?: string; readonly atMs: number } | undefined;
}
