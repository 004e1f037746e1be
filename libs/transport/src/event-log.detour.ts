import { GapError, PositionAheadError } from './errors.js';
import { EventLogRanges } from './event-log.ranges.js';
import { EventLogReader } from './event-log.reader.js';
import type { LogStorage } from './log-storage.js';
import type { StreamRange } from './stream-event.js';
import type { Timers } from './timers.js';

export interface EventLogDetourOptions {
  readonly directory: string;
  readonly storage?: LogStorage;
  readonly timers: Timers;
  /** First and last of the sequences that the stream lacks. */
  readonly expectedSequence: number;
  readonly upToSequence: number;
}

/** The way around a hole in a stream: the missing sequences, from the log that the stream is a copy of. */
export class EventLogDetour {
  private constructor(
    private readonly ranges: EventLogRanges,
    private readonly upToSequence: number,
  ) {}

  /**
   * @returns undefined when the log does not have what is missing
   * @throws EventLogCorruptError when it is damaged there
   */
  static async open(options: EventLogDetourOptions): Promise<EventLogDetour | undefined> {
    const { expectedSequence, upToSequence, ...log } = options;
    let ranges: EventLogRanges | undefined;
    try {
      const reader = await EventLogReader.open({ ...log, afterSequence: expectedSequence - 1 });
      ranges = new EventLogRanges(reader);
      const hasAll = (reader.durablePosition()?.sequence ?? 0) >= upToSequence;
      if (hasAll && (await ranges.fetch())) return new EventLogDetour(ranges, upToSequence);
    } catch (error) {
      if (!(error instanceof GapError || error instanceof PositionAheadError)) {
        await ranges?.close();
        throw error;
      }
    }
    await ranges?.close();
    return undefined;
  }

  /** The next ranges, valid until the next call; none when all are taken. */
  async take(rangesMax: number): Promise<StreamRange[]> {
    await this.ranges.fetch();
    return this.ranges.take(rangesMax).filter(({ lastSequence }) => lastSequence <= this.upToSequence);
  }

  close(): Promise<void> {
    return this.ranges.close();
  }
}
