/** A handler registered under this pattern gets every event, whatever its own pattern is. */
export const ALL_EVENTS = '*';

/** One event as handlers see it, whichever backbone delivered it. */
export interface StreamEvent<T = unknown> {
  /** What an `@EventPattern` is compared with; object patterns arrive in Nest's normalized string form. */
  readonly pattern: string;
  readonly data: T;
  /** Position of the command that caused the event: 1, 2, 3 ... without a gap on a sequenced stream. */
  readonly sequence: number;
  /** Place among the events of one sequence, from 0. (sequence, index) identifies an event. */
  readonly index: number;
  /** When the event happened, in milliseconds since 1970 (UTC), by the producer's clock. */
  readonly timeMs: number;
  /** Out-of-band strings, such as trace ids. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A place in a stream: everything up to and including `sequence` lies behind it.
 * `epoch` grows with each start of the producer and only orders entry ids; contiguity is a matter of `sequence`.
 */
export interface StreamPosition {
  readonly epoch: number;
  readonly sequence: number;
}

/** The position before the first event of a stream. */
export const STREAM_START: StreamPosition = Object.freeze({ epoch: 0, sequence: 0 });

/** Epochs from here on are Redis' clock in ms: the stream's producer has no sequences. */
const CLOCK_EPOCH_MIN = 1_000_000_000_000;

/** Whether the two parts of a position are Redis' own numbering and not those of a producer with sequences. */
export function isByClock({ epoch }: Pick<StreamPosition, 'epoch'>): boolean {
  return epoch >= CLOCK_EPOCH_MIN;
}

/**
 * The unit of reading and acknowledging: the events of `firstSequence` to `lastSequence`, both included, as bytes.
 * A range may hold no events at all and still has to move the consumer's position.
 */
export interface StreamRange {
  /** The backbone's name of the range, for logs: `<epoch>-<lastSequence>`. */
  readonly id: string;
  readonly epoch: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Encoded events. Valid until the range is acknowledged; a codec that keeps views into it must not keep them longer. */
  readonly payload: Buffer;
  /** How often this range was handed to a consumer before this time, as far as the backbone knows. */
  readonly previousDeliveryCount: number;
  /** False for entries of producers without sequences (see RedisStreamsClient): no contiguity is expected of them. */
  readonly sequenced: boolean;
  /** True for the front part of a range whose rest, under the same id, comes after it: there is nothing to acknowledge yet. */
  readonly continues?: boolean;
  /** Why the entry cannot be decoded, when it lacks what every entry has; the delivery then fails with it. */
  readonly defect?: string;
}
