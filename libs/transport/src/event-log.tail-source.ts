import { join } from 'node:path';
import { PositionAheadError } from './errors.js';
import { DURABLE_POSITION_FILE, PositionFile } from './event-log.position-file.js';
import { EventLogRanges } from './event-log.ranges.js';
import { EventLogReader } from './event-log.reader.js';
import type { StreamPosition, StreamRange } from './stream-event.js';
import type { TailSource } from './tail-source.js';
import { SYSTEM_TIMERS, type Timers } from './timers.js';

export interface EventLogTailOptions {
  readonly stream: string;
  readonly directory: string;
  readonly followIntervalMs?: number;
  /** Default: those of this process. */
  readonly timers?: Timers;
}

/** Most records handed over at a time. */
const RECORDS_PER_READ_MAX = 4_096;
/** How often it is looked whether the log still is what was read, in ms. */
const END_LOOKUP_INTERVAL_MS = 500;
/** How long a read waits for something to come, in ms. */
const READ_WAIT_MS = 250;

/** A log, looked at. */
export class EventLogTailSource implements TailSource {
  readonly stream: string;
  readonly #options: EventLogTailOptions;
  readonly #timers: Timers;
  #ranges: EventLogRanges | undefined;
  #lookedUpAtMs = 0;

  constructor(options: EventLogTailOptions) {
    this.stream = options.stream;
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
  }

  async open({ epoch, sequence }: StreamPosition): Promise<void> {
    const { directory, followIntervalMs } = this.#options;
    const reader = await EventLogReader.open({
      directory,
      afterSequence: sequence,
      ...(epoch === 0 ? {} : { afterEpoch: epoch }),
      ...(followIntervalMs === undefined ? {} : { followIntervalMs }),
      timers: this.#timers,
    });
    this.#ranges = new EventLogRanges(reader);
  }

  async read(signal: AbortSignal): Promise<readonly StreamRange[]> {
    const ranges = this.#ranges;
    if (ranges === undefined) throw new Error(`${this.stream} is not open`);
    const untilMs = this.#timers.nowMs() + READ_WAIT_MS;
    while (!(await ranges.fetch()) && !signal.aborted && this.#timers.nowMs() < untilMs) {
      this.#checkEnd(ranges.reader.lastSequence);
      await ranges.reader.waitForMore(signal);
    }
    return ranges.take(RECORDS_PER_READ_MAX);
  }

  async close(): Promise<void> {
    await this.#ranges?.close();
    this.#ranges = undefined;
  }

  /** A log that lost its end, or another one in its place, would otherwise look like one in which nothing happens. */
  #checkEnd(readTo: number): void {
    const nowMs = this.#timers.nowMs();
    if (nowMs - this.#lookedUpAtMs < END_LOOKUP_INTERVAL_MS) return;
    this.#lookedUpAtMs = nowMs;
    const file = PositionFile.openForReading(join(this.#options.directory, DURABLE_POSITION_FILE));
    try {
      const end = file?.read()?.sequence ?? 0;
      if (end < readTo) throw new PositionAheadError(this.stream, readTo, end);
    } finally {
      file?.close();
    }
  }
}
