import type { StreamPosition } from './stream-event.js';

/** Base of every error this package throws on purpose; `code` is stable, the message is for people. */
export abstract class StreamError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The stream skips sequences. The consumer stops before the hole: nothing behind it is ever handed over. */
export class GapError extends StreamError {
  readonly code = 'STREAM_GAP';

  constructor(
    readonly stream: string,
    readonly expectedSequence: number,
    readonly actualSequence: number,
  ) {
    super(
      `${stream}: expected sequence ${expectedSequence} but the next range begins with ${actualSequence}`,
    );
  }
}

/** The consumer has applied more than the stream holds: the stream fell back, or is another one. It is waited for. */
export class PositionAheadError extends StreamError {
  readonly code = 'STREAM_POSITION_AHEAD';

  constructor(
    readonly stream: string,
    readonly position: number,
    readonly lastSequence: number,
  ) {
    super(
      `${stream}: asked to go on after sequence ${position} but it ends with ${lastSequence}: ` +
        'it is older than what was applied, or another one. Bring the right one back, or drop what was made from the other.',
    );
  }
}

/** Another member of the group has read what is missing here: one sequenced stream feeds one active consumer. */
export class StreamSharedError extends StreamError {
  readonly code = 'STREAM_SHARED';

  constructor(gap: GapError, others: { readonly group: string; readonly members: readonly string[] }) {
    const members = others.members.map((name) => `"${name}"`).join(', ');
    super(
      `${gap.message}: group "${others.group}" has other members that read the stream (${members}). ` +
        'A sequenced stream feeds one active consumer per group: stop the others, or let a lease decide in resumeAfter',
      { cause: gap },
    );
  }
}

/**
 * The event log that a hole in the stream was to be filled from is not, or cannot be shown to be, the one that the stream is
 * made from. It is not used; the consumer stops in front of the hole and looks again.
 */
export class RefillRefusedError extends StreamError {
  readonly code = 'STREAM_REFILL_REFUSED';

  /** @param why about the log: `it is ...` */
  constructor(
    gap: GapError,
    readonly directory: string,
    why: string,
  ) {
    super(
      `${gap.message}: not filled from the log in ${directory}: ${why}. ` +
        'Name the folder of the engine that publishes this stream, or publish what is missing again',
      { cause: gap },
    );
  }
}

/** What the log holds where the consumer stands was written after that was applied: the log was cut back and written anew. */
export class StreamRewrittenError extends StreamError {
  readonly code = 'STREAM_REWRITTEN';

  constructor(
    readonly stream: string,
    readonly position: StreamPosition,
    readonly writtenEpoch: number,
  ) {
    super(
      `${stream}: sequence ${position.sequence} was applied in epoch ${position.epoch} but the log's was written in epoch ` +
        `${writtenEpoch}: it is not what was applied. Bring the right log back, or build again from this one`,
    );
  }
}

/** The options of a server, client, reader or writer contradict themselves or the data found. */
export class StreamConfigurationError extends StreamError {
  readonly code = 'STREAM_CONFIGURATION';
}

/** The other side was closed while this was waiting for it. */
export class StreamClosedError extends StreamError {
  readonly code = 'STREAM_CLOSED';
}

/** Bytes in the log that were written before are no longer what they were. Nothing repairs this silently. */
export class EventLogCorruptError extends StreamError {
  readonly code = 'EVENT_LOG_CORRUPT';
  /** Path of the segment file. */
  readonly segment: string;
  /** Byte offset in the segment at which the first bad record begins. */
  readonly offset: number;
  /** Sequence of the record that should be there. */
  readonly sequence: number;

  constructor(place: { segment: string; offset: number; sequence: number }, what: string) {
    super(`${place.segment}: corrupt at byte ${place.offset} (sequence ${place.sequence}): ${what}`);
    this.segment = place.segment;
    this.offset = place.offset;
    this.sequence = place.sequence;
  }
}

/** Another writer holds the directory. */
export class EventLogLockedError extends StreamError {
  readonly code = 'EVENT_LOG_LOCKED';
}

/** A write or sync failed. The writer has stopped for good: what it has not confirmed may or may not be on disk. */
export class EventLogFailedError extends StreamError {
  readonly code = 'EVENT_LOG_FAILED';
}

/** The bound of bytes waiting to be written is reached; the caller has to slow its own clients down. */
export class EventLogFullError extends StreamError {
  readonly code = 'EVENT_LOG_FULL';
}

/** A record that does not follow the last one, or is larger than a record may be: a mistake of the caller. */
export class EventLogRecordError extends StreamError {
  readonly code = 'EVENT_LOG_RECORD';
}

/** Another publisher, with a higher epoch or with this one, owns the stream; this one must stop for good. */
export class FencedError extends StreamError {
  readonly code = 'STREAM_FENCED';

  constructor(
    readonly stream: string,
    readonly epoch: number,
    readonly streamEpoch: number,
  ) {
    super(
      streamEpoch === epoch
        ? `${stream}: another publisher has claimed epoch ${epoch}: two engines run on copies of one log`
        : `${stream}: this publisher has epoch ${epoch}, the stream already belongs to epoch ${streamEpoch}`,
    );
  }
}

/**
 * The stream does not end where the range to be written begins: it was emptied, or fell back to an older state, or the
 * caller skipped something. Publish again from `position`.
 */
export class StreamMovedError extends StreamError {
  readonly code = 'STREAM_MOVED';

  constructor(
    readonly stream: string,
    /** Where the stream ends now; undefined when it holds nothing. */
    readonly position: StreamPosition | undefined,
  ) {
    const end = position === undefined ? 'is empty' : `ends with ${position.epoch}-${position.sequence}`;
    super(`${stream}: the stream ${end}; publish from there`);
  }
}

/** No answer from Redis in time, or no connection: whether a write happened is unknown. Repeating it is harmless. */
export class StreamUnavailableError extends StreamError {
  readonly code = 'STREAM_UNAVAILABLE';
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
