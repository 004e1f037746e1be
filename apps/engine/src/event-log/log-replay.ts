import type { EventLogBatch, Timers } from '@backlay/transport';

/** The replay lets the event loop turn so often, so that health checks are answered meanwhile, in ms. */
const TURN_INTERVAL_MS = 20;
/** Commands between two looks at the clock. */
const COMMANDS_PER_LOOK = 256;

/** Where the records come from: an `EventLogReader`. */
export interface RecordSource {
  next(): Promise<EventLogBatch | undefined>;
}

/** Who executes a record again: a `Replayer`. */
export interface RecordReplayer {
  replay(batch: EventLogBatch, index: number): void;
}

export interface LogReplayOptions {
  readonly source: RecordSource;
  readonly replayer: RecordReplayer;
  readonly timers: Timers;
  /** True when nobody waits for the replay any more. */
  readonly isCancelled?: () => boolean;
}

/** Executes the records of a log again, one after the other, up to where it is told. */
export class LogReplay {
  readonly #options: LogReplayOptions;
  #batch: EventLogBatch | undefined;
  /** The next record of the batch. */
  #index = 0;
  #turnedAtMs: number;
  #commands = 0;

  constructor(options: LogReplayOptions) {
    this.#options = options;
    this.#turnedAtMs = options.timers.nowMs();
  }

  /** Commands executed so far. */
  get commands(): number {
    return this.#commands;
  }

  /**
   * Executes everything up to the sequence, or to the end of the log when that comes first, or until cancelled.
   * @throws what the reader throws of a damaged log, and the replayer of a record that it cannot repeat
   */
  async to(sequence: number): Promise<void> {
    const { source, isCancelled } = this.#options;
    for (;;) {
      this.#batch ??= await source.next();
      const batch = this.#batch;
      if (batch === undefined || isCancelled?.() === true) return;
      const count = Math.min(batch.count, sequence - batch.firstSequence + 1);
      while (this.#index < count) {
        this.#run(batch, Math.min(this.#index + COMMANDS_PER_LOOK, count));
        await this.#turnNowAndThen();
        if (isCancelled?.() === true) return;
      }
      if (this.#index < batch.count) return;
      this.#batch = undefined;
      this.#index = 0;
    }
  }

  #run(batch: EventLogBatch, end: number): void {
    const { replayer } = this.#options;
    const start = this.#index;
    for (let index = start; index < end; index++) replayer.replay(batch, index);
    this.#index = end;
    this.#commands += end - start;
  }

  async #turnNowAndThen(): Promise<void> {
    const { timers } = this.#options;
    if (timers.nowMs() - this.#turnedAtMs < TURN_INTERVAL_MS) return;
    await new Promise<void>((resolve) => timers.immediate(resolve));
    this.#turnedAtMs = timers.nowMs();
  }
}
