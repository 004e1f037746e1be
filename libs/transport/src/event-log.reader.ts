import { join } from 'node:path';
import { GapError, PositionAheadError, StreamRewrittenError } from './errors.js';
import type { EventLogBatch } from './event-log.batch.js';
import { isMissing } from './event-log.file.js';
import { DURABLE_POSITION_FILE, type LogPosition, PositionFile } from './event-log.position-file.js';
import { compareSegments, listSegments, readableEnd, type SegmentFile } from './event-log.segment.js';
import { SegmentReader } from './event-log.segment-reader.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

/** How often a follower that has read everything looks for more, in ms. */
export const FOLLOW_INTERVAL_MS_DEFAULT = 5;

/** A segment may be removed between finding and opening it; the next look at the directory knows. */
const OPEN_ATTEMPTS_MAX = 3;

export interface EventLogReaderOptions {
  readonly directory: string;
  /** The first record delivered is the one behind this sequence. Default 0: from the beginning. */
  readonly afterSequence?: number;
  /**
   * The epoch in which the caller has seen `afterSequence`. If the log holds it from a later one, it lost its end and was
   * written anew, and reading fails with StreamRewrittenError. Default: not looked at.
   */
  readonly afterEpoch?: number;
  readonly followIntervalMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
  /** What the log lies on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

/**
 * Reads a log, in the writer's process or any other on the same machine, up to what the writer has declared durable and
 * never beyond. Any number of readers may read one log. Not for concurrent use: ask for one batch at a time.
 */
export class EventLogReader {
  private readonly directory: string;
  private readonly followIntervalMs: number;
  private readonly timers: Timers;
  private readonly storage: LogStorage;
  private delivered: number;
  private positionFile: PositionFile | undefined;
  private segmentReader: SegmentReader | undefined;
  private isPositionChecked = false;

  private constructor(private readonly options: EventLogReaderOptions) {
    this.directory = options.directory;
    this.delivered = options.afterSequence ?? 0;
    this.followIntervalMs = options.followIntervalMs ?? FOLLOW_INTERVAL_MS_DEFAULT;
    this.timers = options.timers ?? SYSTEM_TIMERS;
    this.storage = options.storage ?? NODE_STORAGE;
  }

  /**
   * The log need not exist yet: a follower waits for its writer.
   *
   * @throws PositionAheadError the log ends before `afterSequence`
   */
  static async open(options: EventLogReaderOptions): Promise<EventLogReader> {
    const reader = new EventLogReader(options);
    try {
      reader.durablePosition();
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  /** Sequence of the last record delivered, or `afterSequence`. */
  get lastSequence(): number {
    return this.delivered;
  }

  /** Shard recorded in the log; undefined until the first record was read. */
  get shard(): number | undefined {
    return this.segmentReader?.shard;
  }

  /** How far the log may be read now; undefined as long as no writer has opened it. */
  durablePosition(): LogPosition | undefined {
    this.positionFile ??= PositionFile.openForReading(
      join(this.directory, DURABLE_POSITION_FILE),
      this.storage,
    );
    const position = this.positionFile?.read();
    if (position !== undefined && !this.isPositionChecked) {
      if (position.sequence < this.delivered) {
        throw new PositionAheadError(this.directory, this.delivered, position.sequence);
      }
      this.isPositionChecked = true;
    }
    return position;
  }

  /**
   * The next records; undefined when everything durable was delivered. The batch is valid until the next call.
   *
   * @throws EventLogCorruptError a record that must be there is damaged
   * @throws GapError the log begins behind the record asked for (its segment was removed), or a segment is missing
   * @throws StreamRewrittenError see `afterEpoch`
   */
  async next(): Promise<EventLogBatch | undefined> {
    const durable = this.durablePosition();
    if (durable === undefined || durable.sequence <= this.delivered) return undefined;
    const first = this.delivered + 1;
    for (;;) {
      this.segmentReader ??= await this.openSegmentOf(first, durable);
      const batch = await this.segmentReader.next(
        first,
        durable.sequence,
        readableEnd(this.segmentReader.segment, durable),
      );
      if (batch !== undefined) {
        this.delivered = batch.lastSequence;
        return batch;
      }
      this.segmentReader = await this.openSuccessor(this.segmentReader, first);
    }
  }

  /** Everything that is durable now, batch by batch, then ends. */
  async *batches(): AsyncGenerator<EventLogBatch, void> {
    for (let batch = await this.next(); batch !== undefined; batch = await this.next()) yield batch;
  }

  /** Everything that is durable now or later; ends when the signal is aborted. */
  async *follow(signal: AbortSignal): AsyncGenerator<EventLogBatch, void> {
    while (!signal.aborted) {
      const batch = await this.next();
      if (batch === undefined) await this.waitForMore(signal);
      else yield batch;
    }
  }

  /** Waits until the writer may have added something; returns early when the signal is aborted. */
  async waitForMore(signal: AbortSignal): Promise<void> {
    await this.timers.delay(this.followIntervalMs, signal);
  }

  async close(): Promise<void> {
    this.positionFile?.close();
    this.positionFile = undefined;
    await this.segmentReader?.close();
    this.segmentReader = undefined;
  }

  /** Opens the segment that holds the record, at the record. */
  private openSegmentOf(sequence: number, durable: LogPosition): Promise<SegmentReader> {
    return this.openListed((segments) => {
      const segment = segments.findLast((candidate) => candidate.firstSequence <= sequence);
      if (segment === undefined)
        throw new GapError(this.directory, sequence, segments[0]?.firstSequence ?? Infinity);
      this.assertNotRewritten(segments);
      return { segment, at: { sequence, endOffset: readableEnd(segment, durable) } };
    });
  }

  /** The segment is read to its end although more is durable: the rest is in the next one, or it is damaged. */
  private async openSuccessor(finished: SegmentReader, sequence: number): Promise<SegmentReader> {
    const next = await this.openListed((segments) => {
      // The finished one itself may be gone by now.
      const successor = segments.find((candidate) => compareSegments(candidate, finished.segment) > 0);
      if (successor !== undefined && successor.firstSequence > sequence) {
        throw new GapError(this.directory, sequence, successor.firstSequence);
      }
      if (successor?.firstSequence !== sequence) {
        throw finished.corrupt(sequence, 'the record is missing, and no later segment begins with it');
      }
      return { segment: successor };
    });
    await finished.close();
    return next;
  }

  /** Opens a segment of those that there are. One that was removed in the meantime is looked for anew. */
  private async openListed(
    choose: (segments: readonly SegmentFile[]) => SegmentChoice,
  ): Promise<SegmentReader> {
    for (let attempt = 1; ; attempt++) {
      const { segment, at } = choose(await listSegments(this.directory, this.storage));
      try {
        return await SegmentReader.open(segment, this.storage, at);
      } catch (error) {
        if (!isMissing(error) || attempt === OPEN_ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** Looks at the first opening whether the log still holds what the caller has seen of it. */
  private assertNotRewritten(segments: readonly SegmentFile[]): void {
    const { afterEpoch: epoch, afterSequence: sequence } = this.options;
    if (epoch === undefined || sequence === undefined || sequence !== this.delivered) return;
    const holder = segments.findLast(({ firstSequence }) => firstSequence <= sequence);
    if (holder !== undefined && holder.epoch > epoch) {
      throw new StreamRewrittenError(this.directory, { epoch, sequence }, holder.epoch);
    }
  }
}

interface SegmentChoice {
  readonly segment: SegmentFile;
  /** The record to begin with; default: the first. */
  readonly at?: { readonly sequence: number; readonly endOffset: number };
}
