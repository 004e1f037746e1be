import type { ConsumerHealth } from './consumer-health.js';
import type { GapError, StreamError } from './errors.js';
import type { Patience } from './patience.js';
import type { RangeQueue } from './range-queue.js';
import type { RangeSource } from './range-source.js';

/** Delay between two looks for what is missing, growing up to the maximum, in ms. */
const BLOCKED_DELAY_MS = 250;
const BLOCKED_DELAY_MS_MAX = 10_000;

export interface GapMenderParts {
  readonly source: Pick<RangeSource, 'refill'>;
  readonly queue: RangeQueue;
  readonly health: ConsumerHealth;
  readonly patience: Patience;
  /** Waits so many ms, keeping an eye on the stream. */
  readonly wait: (ms: number) => Promise<void>;
}

/** The holes of one stream: noticed, then filled as soon as everything in front of them is applied, never passed. */
export class GapMender {
  /** A hole behind the ranges in the queue: they are handled first, then it is filled. */
  private gap: GapError | undefined;
  /** What was found for a gap, until it is seen to fill it. */
  private healing: { readonly gap: GapError; readonly from: 'stream' | 'log' } | undefined;
  private isHealingInVain = false;
  private looksInVain = 0;

  constructor(private readonly parts: GapMenderParts) {}

  /** Whether there is a hole in front of which the consumer has to stop. */
  get hasGap(): boolean {
    return this.gap !== undefined;
  }

  /** Something was read; up to the gap, if there is one. */
  afterRead(gap: GapError | undefined): void {
    this.notice(gap);
    if (gap === undefined && this.healing === undefined) this.unblock();
  }

  notice(gap: GapError | undefined): void {
    const { health, queue } = this.parts;
    this.gap = gap;
    if (gap !== undefined) health.gapFound(gap);
    const { healing } = this;
    if (healing === undefined) return;
    const { expectedSequence } = healing.gap;
    this.isHealingInVain = gap?.expectedSequence === expectedSequence;
    const isFilled = (queue.seen?.sequence ?? 0) >= expectedSequence;
    if (isFilled) health.gapHealed(healing.gap, healing.from);
    if (isFilled || this.isHealingInVain) this.healing = undefined;
  }

  /**
   * Everything in front of the gap is applied: gets what is missing, or waits until it can be had.
   *
   * @throws what {@link RangeSource.refill} throws
   */
  async mend(): Promise<void> {
    const { gap } = this;
    if (gap === undefined) return;
    if (this.isHealingInVain) {
      this.isHealingInVain = false;
      return this.waitInFrontOf(gap);
    }
    const from = await this.parts.patience.with(this.parts.source.refill(gap));
    if (from === undefined) return this.waitInFrontOf(gap);
    this.healing = { gap, from };
    this.gap = undefined;
  }

  /** Halted for now; each look in vain makes the time to the next one longer. */
  async waitInFrontOf(error: StreamError): Promise<void> {
    this.parts.health.stopped('isBlocked', error);
    await this.parts.wait(Math.min(BLOCKED_DELAY_MS * 2 ** this.looksInVain, BLOCKED_DELAY_MS_MAX));
    this.looksInVain += 1;
  }

  /** The stream is opened anew, maybe elsewhere. */
  forget(): void {
    this.gap = undefined;
    this.healing = undefined;
  }

  private unblock(): void {
    if (this.looksInVain > 0) this.parts.health.set({ isBlocked: false });
    this.looksInVain = 0;
  }
}
