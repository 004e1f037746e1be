import type { StreamPosition } from './stream-event.js';

/**
 * - `connected`: reading, or waiting for more
 * - `reconnecting`: the backbone does not answer; it is tried again
 * - `disconnected`: the connection was given up
 * - `stalled`: a handler keeps failing on the same range; it is tried again
 * - `halted`: stopped until the next start, because going on would lose or repeat something (see `lastError`)
 */
export type StreamServerStatus = 'connected' | 'reconnecting' | 'disconnected' | 'stalled' | 'halted';

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
  readonly lastError: { readonly message: string; readonly code?: string; readonly atMs: number } | undefined;
}
