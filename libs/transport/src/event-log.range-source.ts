import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamConfigurationError } from './errors.js';
import { type EventLogBatch } from './event-log.batch.js';
import { PositionFile } from './event-log.position-file.js';
import { EventLogReader } from './event-log.reader.js';
import type { RangeSource } from './range-source.js';
import { STREAM_START, type StreamPosition, type StreamRange } from './stream-event.js';

export interface EventLogSourceOptions {
  readonly stream: string;
  readonly directory: string;
  readonly group: string;
  readonly followIntervalMs?: number;
}

/** Directory, inside that of a log, of the files that hold how far each group has applied it. */
const GROUPS_DIRECTORY = 'groups';
const GROUP_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
/** How long a read waits for something to come, in ms. */
const READ_WAIT_MS = 250;

/** A log as a source of ranges: each record is a range of one sequence. */
export class EventLogRangeSource implements RangeSource {
  readonly stream: string;
  private openReader: EventLogReader | undefined;
  private groupPosition: PositionFile | undefined;
  /** The batch that is being handed out; its bytes are valid until the reader is asked for the next one. */
  private batch: EventLogBatch | undefined;
  private batchIndex = 0;

  constructor(private readonly options: EventLogSourceOptions) {
    this.stream = options.stream;
    if (!GROUP_NAME.test(options.group)) {
      throw new StreamConfigurationError(
        `"${options.group}" cannot be a group of an event log: it names a file`,
      );
    }
  }

  get shard(): number {
    return this.openReader?.shard ?? 0;
  }

  /** @throws Error when the source is not open */
  get reader(): EventLogReader {
    if (this.openReader === undefined) throw new Error(`${this.stream} is not open`);
    return this.openReader;
  }

  async open(position: StreamPosition | undefined): Promise<StreamPosition> {
    const { directory, group, followIntervalMs } = this.options;
    const groups = join(directory, GROUPS_DIRECTORY);
    await mkdir(groups, { recursive: true });
    this.groupPosition = PositionFile.openForWriting(join(groups, `${group}.position`));
    const start = position ?? this.groupPosition.read() ?? STREAM_START;
    this.openReader = await EventLogReader.open({
      directory,
      afterSequence: start.sequence,
      followIntervalMs,
    });
    return { epoch: start.epoch, sequence: start.sequence };
  }

  async read(rangesMax: number, signal: AbortSignal): Promise<readonly StreamRange[]> {
    if (this.batch === undefined) await this.waitForBatch(signal);
    const { batch } = this;
    if (batch === undefined) return [];
    const end = Math.min(batch.count, this.batchIndex + rangesMax);
    const ranges: StreamRange[] = [];
    for (; this.batchIndex < end; this.batchIndex++) ranges.push(rangeOf(batch, this.batchIndex));
    if (this.batchIndex === batch.count) this.batch = undefined;
    return ranges;
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

  endSequence(): Promise<number | undefined> {
    return Promise.resolve(this.openReader?.durablePosition()?.sequence);
  }

  async close(): Promise<void> {
    await this.openReader?.close();
    this.groupPosition?.close();
    this.openReader = undefined;
    this.groupPosition = undefined;
    this.batch = undefined;
  }

  private async waitForBatch(signal: AbortSignal): Promise<void> {
    const untilMs = performance.now() + READ_WAIT_MS;
    this.batchIndex = 0;
    this.batch = await this.reader.next();
    while (this.batch === undefined && !signal.aborted && performance.now() < untilMs) {
      await this.reader.waitForMore(signal);
      this.batch = await this.reader.next();
    }
  }
}

function rangeOf(batch: EventLogBatch, index: number): StreamRange {
  const sequence = batch.sequence(index);
  return {
    id: `${batch.epoch}-${sequence}`,
    epoch: batch.epoch,
    firstSequence: sequence,
    lastSequence: sequence,
    payload: batch.payload(index),
    previousDeliveryCount: 0,
    sequenced: true,
  };
}
