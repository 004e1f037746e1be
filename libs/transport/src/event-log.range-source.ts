import { join } from 'node:path';
import { GapError, StreamConfigurationError, StreamRewrittenError } from './errors.js';
import { GROUPS_DIRECTORY, groupPositionPath } from './event-log.followers.js';
import { PositionFile } from './event-log.position-file.js';
import { EventLogRanges } from './event-log.ranges.js';
import { EventLogReader } from './event-log.reader.js';
import { listSegments } from './event-log.segment.js';
import { type LogStorage, NODE_STORAGE } from './log-storage.js';
import type { RangeSource } from './range-source.js';
import { isByClock, STREAM_START, type StreamPosition, type StreamRange } from './stream-event.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export interface EventLogSourceOptions {
  readonly stream: string;
  readonly directory: string;
  readonly group: string;
  readonly followIntervalMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
  /** What the log lies on. Default: the file system of this machine. */
  readonly storage?: LogStorage;
}

const GROUP_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
/** How long a read waits for something to come, in ms. */
const READ_WAIT_MS = 250;

/** A log as a source of ranges: each record is a range of one sequence. */
export class EventLogRangeSource implements RangeSource {
  readonly stream: string;
  private ranges: EventLogRanges | undefined;
  private groupPosition: PositionFile | undefined;
  private readonly timers: Timers;
  private readonly storage: LogStorage;

  constructor(private readonly options: EventLogSourceOptions) {
    this.stream = options.stream;
    this.timers = options.timers ?? SYSTEM_TIMERS;
    this.storage = options.storage ?? NODE_STORAGE;
    if (!GROUP_NAME.test(options.group)) {
      throw new StreamConfigurationError(
        `"${options.group}" cannot be a group of an event log: it names a file`,
      );
    }
  }

  get shard(): number {
    return this.ranges?.reader.shard ?? 0;
  }

  /** @throws Error when the source is not open */
  get reader(): EventLogReader {
    return this.openRanges.reader;
  }

  async open(position: StreamPosition | undefined): Promise<StreamPosition> {
    const { directory, group } = this.options;
    const groups = join(directory, GROUPS_DIRECTORY);
    await this.storage.makeDirectory(groups);
    this.groupPosition = PositionFile.openForWriting(groupPositionPath(directory, group), this.storage);
    // What it holds may be older after a power failure. Were its name gone, nobody would know that the group needs the log.
    await this.storage.syncDirectory(groups);
    await this.storage.syncDirectory(directory);
    const { epoch, sequence } = position ?? this.groupPosition.read() ?? STREAM_START;
    this.ranges = await this.openBehind(sequence);
    await this.checkWritten({ epoch, sequence });
    return { epoch, sequence };
  }

  async read(rangesMax: number, signal: AbortSignal): Promise<readonly StreamRange[]> {
    const ranges = this.openRanges;
    const untilMs = this.timers.nowMs() + READ_WAIT_MS;
    while (!(await ranges.fetch()) && !signal.aborted && this.timers.nowMs() < untilMs) {
      await ranges.reader.waitForMore(signal);
    }
    return ranges.take(rangesMax);
  }

  acknowledge(ranges: readonly StreamRange[]): Promise<void> {
    const last = ranges.at(-1);
    if (last !== undefined) {
      const { epoch, lastSequence } = last;
      const nowhere = { segmentFirstSequence: 0, offset: 0, synced: false };
      this.groupPosition?.write({ epoch, sequence: lastSequence, ...nowhere });
    }
    return Promise.resolve();
  }

  /** The log is its own and only copy: the files are looked at anew, whether somebody has brought them back. */
  async refill({ expectedSequence }: GapError): Promise<'log' | undefined> {
    const ranges = await this.openBehind(expectedSequence - 1);
    try {
      if (await ranges.fetch()) {
        await this.ranges?.close();
        this.ranges = ranges;
        return 'log';
      }
    } catch (error) {
      if (!(error instanceof GapError)) {
        await ranges.close();
        throw error;
      }
    }
    await ranges.close();
    return undefined;
  }

  tend(): Promise<void> {
    return Promise.resolve();
  }

  endSequence(): Promise<number> {
    return Promise.resolve(this.ranges?.reader.durablePosition()?.sequence ?? 0);
  }

  async close(): Promise<void> {
    await this.ranges?.close();
    this.groupPosition?.close();
    this.ranges = undefined;
    this.groupPosition = undefined;
  }

  private get openRanges(): EventLogRanges {
    if (this.ranges === undefined) throw new Error(`${this.stream} is not open`);
    return this.ranges;
  }

  private async openBehind(afterSequence: number): Promise<EventLogRanges> {
    const { directory, followIntervalMs } = this.options;
    const { timers, storage } = this;
    const reader = await EventLogReader.open({ directory, afterSequence, followIntervalMs, timers, storage });
    return new EventLogRanges(reader);
  }

  /**
   * A log that lost its end and was written on has other records under the sequences that were applied. Nobody but their
   * epoch tells: an event is never applied in an earlier epoch than it was written in.
   */
  private async checkWritten(position: StreamPosition): Promise<void> {
    if (position.epoch === 0 || position.sequence === 0 || isByClock(position)) return;
    const segments = await listSegments(this.options.directory, this.storage);
    const segment = segments.findLast(({ firstSequence }) => firstSequence <= position.sequence);
    if (segment !== undefined && segment.epoch > position.epoch)
      throw new StreamRewrittenError(this.stream, position, segment.epoch);
  }
}
