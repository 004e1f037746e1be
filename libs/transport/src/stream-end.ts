import type { ConsumerHealth } from './consumer-health.js';
import { GapError, messageOf, PositionAheadError } from './errors.js';
import type { Patience } from './patience.js';
import type { RangeQueue } from './range-queue.js';
import type { RangeSource } from './range-source.js';
import { isByClock } from './stream-event.js';
import type { Timers } from './timers.js';

/** How often the end of the stream is looked up, in ms. */
export const END_LOOKUP_INTERVAL_MS = 1_000;

export interface StreamEndParts {
  readonly source: RangeSource;
  readonly queue: RangeQueue;
  readonly health: ConsumerHealth;
  readonly patience: Patience;
  readonly timers: Timers;
  readonly stopping: AbortSignal;
  /** Whether nothing is in hand and nothing is known to be missing. */
  readonly isIdle: () => boolean;
  /** Called when the stream goes on behind what is applied, and nothing of that comes. */
  readonly onPassedBy: (gap: GapError) => void;
}

/** The end of one stream, looked up now and then: how far it is away, and whether what lies between arrives. */
export class StreamEnd {
  private lastSequence: number | undefined;
  private lookedUpAtMs = -Infinity;
  /** Where nothing came although the stream went on, when that was last looked at. */
  private passedByAt: number | undefined;

  constructor(private readonly parts: StreamEndParts) {}

  /** Last sequence in the stream when it was last looked at. */
  get sequence(): number | undefined {
    return this.lastSequence;
  }

  /** Looks the end up if that was not done lately. */
  async lookUp(): Promise<void> {
    const { source, patience, timers, stopping, health } = this.parts;
    const nowMs = timers.nowMs();
    if (nowMs - this.lookedUpAtMs < END_LOOKUP_INTERVAL_MS) return;
    this.lookedUpAtMs = nowMs;
    try {
      this.lastSequence = await patience.with(source.endSequence());
      this.checkAhead(this.lastSequence);
      this.checkPassedBy(this.lastSequence);
      await patience.with(source.tend());
    } catch (error) {
      // Whatever it is, reading meets it too, and waits or stops.
      if (!stopping.aborted) health.lookUpFailed(messageOf(error));
    }
  }

  /** The next `lookUp` asks in any case. */
  expire(): void {
    this.lookedUpAtMs = -Infinity;
  }

  private checkAhead(endSequence: number): void {
    const { source, queue, health } = this.parts;
    const { applied } = queue;
    const isAhead = applied !== undefined && !isByClock(applied) && endSequence < applied.sequence;
    if (isAhead)
      health.stopped('isAhead', new PositionAheadError(source.stream, applied.sequence, endSequence));
    else health.caughtUp();
  }

  /**
   * The stream goes on and nothing of it comes: somebody else was given it, or it was removed. A hole at the end of what is
   * read shows in no range; it is one when the same is seen twice.
   */
  private checkPassedBy(endSequence: number): void {
    const { source, queue, isIdle, onPassedBy } = this.parts;
    const { applied } = queue;
    const isPassedBy =
      isIdle() && applied !== undefined && !isByClock(applied) && endSequence > applied.sequence;
    const isSeenAgain = isPassedBy && this.passedByAt === applied.sequence;
    this.passedByAt = isPassedBy && !isSeenAgain ? applied.sequence : undefined;
    if (isSeenAgain) onPassedBy(new GapError(source.stream, applied.sequence + 1, endSequence + 1));
  }
}
