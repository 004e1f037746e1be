import type { StreamPosition, StreamRange } from './stream-event.js';

/**
 * One stream as somebody sees it who only looks: no group, no acknowledgement, nothing that the backbone remembers.
 * Not for concurrent use.
 */
export interface TailSource {
  readonly stream: string;

  /**
   * Connects. The first range read afterwards reaches the sequence behind `after`; it may begin before it.
   *
   * @throws StreamError when the stream cannot be read on from there
   */
  open(after: StreamPosition): Promise<void>;

  /**
   * The next ranges, in order. Waits for a bounded time when there are none.
   *
   * @throws StreamError when the stream is no longer what was read so far
   */
  read(signal: AbortSignal): Promise<readonly StreamRange[]>;

  close(): Promise<void>;
}
