import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GapError, PositionAheadError } from './errors.js';
import type { EventLogBatch } from './event-log.batch.js';
import { DURABLE_POSITION_FILE, type LogPosition, PositionFile } from './event-log.position-file.js';
import { listSegments, type SegmentFile } from './event-log.segment.js';
import { SegmentReader } from './event-log.segment-reader.js';

/** How often a follower that has read everything looks for more, in ms. */
export const FOLLOW_INTERVAL_MS_DEFAULT = 5;

export interface EventLogReaderOptions {
  readonly directory: string;
  /** The first record delivered is the one behind this sequence. Default 0: from the beginning. */
  readonly afterSequence?: number;
  readonly followIntervalMs?: number;
}

/**
 * Reads a log, in the writer's process or any other on the same machine, up to what the writer has declared durable and
 * never beyond. Any number of readers may read one log. Not for concurrent use: ask for one batch at a time.
 */
export class EventLogReader {
  private readonly directory: string;
  private readonly followIntervalMs: number;
  private delivered: number;
  private positionFile: PositionFile | undefined;
  private segmentReader: SegmentReader | undefined;
  private isPositionChecked = false;

  private constructor(options: EventLogReaderOptions) {
    this.directory = options.directory;
    this.delivered = options.afterSequence ?? 0;
    this.followIntervalMs = options.followIntervalMs ?? FOLLOW_INTERVAL_MS_DEFAULT;
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
    this.positionFile ??= PositionFile.openForReading(join(this.directory, DURABLE_POSITION_FILE));
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
   * @throws GapError the log begins behind the record asked for, or a segment is missing
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
        endOffsetIn(this.segmentReader, durable),
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
    await delay(this.followIntervalMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async close(): Promise<void> {
    this.positionFile?.close();
    this.positionFile = undefined;
    await this.segmentReader?.close();
    this.segmentReader = undefined;
  }

  /** Opens the segment that holds the record and moves to it. */
  private async openSegmentOf(sequence: number, durable: LogPosition): Promise<SegmentReader> {
    const segments = await listSegments(this.directory);
    const segment = segments.findLast((candidate) => candidate.firstSequence <= sequence);
    if (segment === undefined)
      throw new GapError(this.directory, sequence, segments[0]?.firstSequence ?? Infinity);
    const reader = await SegmentReader.open(segment);
    try {
      await skipTo(sequence, { reader, durable });
    } catch (error) {
      await reader.close();
      throw error;
    }
    return reader;
  }

  /** The segment is read to its end although more is durable: the rest is in the next one, or it is damaged. */
  private async openSuccessor(finished: SegmentReader, sequence: number): Promise<SegmentReader> {
    const segments = await listSegments(this.directory);
    const at = segments.findIndex((candidate: SegmentFile) => candidate.path === finished.segment.path);
    const successor = segments[at + 1];
    if (at !== -1 && successor !== undefined && successor.firstSequence > sequence) {
      throw new GapError(this.directory, sequence, successor.firstSequence);
    }
    if (at === -1 || successor?.firstSequence !== sequence) {
      throw finished.corrupt(sequence, 'the record is missing, and no later segment begins with it');
    }
    await finished.close();
    return SegmentReader.open(successor);
  }
}

/** Reads, checks and drops the records in front of the sequence. */
async function skipTo(
  sequence: number,
  from: { reader: SegmentReader; durable: LogPosition },
): Promise<void> {
  const { reader, durable } = from;
  for (let at = reader.segment.firstSequence; at < sequence;) {
    const passed = await reader.next(at, sequence - 1, endOffsetIn(reader, durable));
    if (passed === undefined) throw reader.corrupt(at, 'the segment ends before this record');
    at = passed.lastSequence + 1;
  }
}

/** Up to where a segment may be read: the durable end if that lies in it, otherwise its own end. */
function endOffsetIn({ segment }: SegmentReader, durable: LogPosition): number {
  const isDurableEnd =
    segment.epoch === durable.epoch && segment.firstSequence === durable.segmentFirstSequence;
  return isDurableEnd ? durable.offset : Infinity;
}
