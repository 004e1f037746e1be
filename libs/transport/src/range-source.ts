import type { GapError } from './errors.js';
import type { StreamPosition, StreamRange } from './stream-event.js';

/** What a source tells its consumer about the way to the backbone. */
export interface RangeSourceListener {
  connection(state: 'connected' | 'reconnecting' | 'disconnected'): void;
  /** Trouble that the source itself is trying to overcome. */
  trouble(error: unknown): void;
}

/**
 * One stream as one consumer sees it: the part of a strategy that differs between backbones.
 * Not for concurrent use, except for `endSequence`.
 */
export interface RangeSource {
  readonly stream: string;
  readonly shard: number;

  /**
   * Connects; also again after `close`. The first range read afterwards is the one behind `position`.
   *
   * @param position where the consumer's own storage says it stands; undefined to go on behind what the group has
   *   acknowledged
   * @returns where reading begins; undefined when the backbone does not know
   */
  open(position: StreamPosition | undefined): Promise<StreamPosition | undefined>;

  /**
   * The next ranges, in order. Waits for a bounded time when there are none; may repeat ranges that were read before but
   * not acknowledged, if the connection was lost in between.
   */
  read(rangesMax: number, signal: AbortSignal): Promise<readonly StreamRange[]>;

  /** These ranges, and so everything before them, are applied. */
  acknowledge(ranges: readonly StreamRange[]): Promise<void>;

  /**
   * Makes the next read begin with what the gap lacks, if that is to be had. Nothing that was read may be in hand.
   *
   * @returns where it was found; undefined when it was not
   * @throws StreamSharedError when somebody else has it
   */
  refill(gap: GapError): Promise<'stream' | 'log' | undefined>;

  /** Called about once a second between deliveries: for whatever has to be looked after. */
  tend(): Promise<void>;

  /** Last sequence in the stream at this moment, to tell how far behind the consumer is; 0 when there is none. */
  endSequence(): Promise<number>;

  close(): Promise<void>;
}
